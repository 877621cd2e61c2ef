"""Arrivals: how much arrives from a client, and when."""

import math
from typing import Literal, Self

from pydantic import model_validator

from simulator import limits
from simulator.design.declarations import drawn_setting
from simulator.design.distributions import Constant, DurationDistribution, mistake
from simulator.design.quantities import Duration, Number, Rate, Share, Whole
from simulator.design.settings import Settings, setting

GROUP = "Arrivals"
OPEN = ("poisson", "regular", "burst", "ramp", "spike", "daily", "steps")
"""Patterns in which arrivals do not care how the system is doing."""
BURSTS, RAMP, SPIKE = ({"pattern": (name,)} for name in ("burst", "ramp", "spike"))
DAILY, STEPS, USERS = ({"pattern": (name,)} for name in ("daily", "steps", "closed"))


class Step(Settings):
    """From this time on, this rate."""

    at: Duration = setting(
        ...,
        label="From",
        unit="s",
        minimum=0,
        maximum=limits.DURATION_MAX,
        help="From this time on.",
        among="rising",
    )
    rate: Rate = setting(
        ..., label="Rate", unit="/s", minimum=0, maximum=limits.RATE_MAX, help="Arrivals a second."
    )


class ArrivalSettings(Settings):
    """How much arrives, and when."""

    pattern: Literal["poisson", "regular", "burst", "closed", "ramp", "spike", "daily", "steps"] = (
        setting(
            "poisson",
            label="Pattern",
            help="How arrivals are spread over time.",
            source="many independent senders together are Poisson (Palm and Khintchine)",
            group=GROUP,
            choices={
                "poisson": ("Random", "Independent arrivals (Poisson) at a steady mean rate."),
                "regular": ("Regular", "Evenly spaced, like a timer."),
                "burst": ("Bursts", "Many close together, then nothing for a while."),
                "closed": (
                    "Users",
                    "A fixed number of users; each waits for its answer, thinks, asks again.",
                ),
                "ramp": ("Ramp", "The rate climbs or falls to another one."),
                "spike": ("Spike", "For a while, many times the rate."),
                "daily": ("Daily", "The rate follows a wave, as over a day."),
                "steps": ("Steps", "A rate of its own from each time on."),
            },
        )
    )
    rate: Rate = setting(
        3.0,
        label="Rate",
        unit="/s",
        minimum=0,
        maximum=limits.RATE_MAX,
        step=0.1,
        help="Arrivals a second, on average.",
        source="our choice: small, because every message is simulated",
        group=GROUP,
        changeable=True,
        visible_when={"pattern": OPEN},
    )
    burst_size: Whole = setting(
        60,
        label="Burst size",
        minimum=1,
        maximum=100_000,
        help="Arrivals in one burst. The mean time between bursts is burst size divided by rate.",
        source="our choice",
        group=GROUP,
        visible_when=BURSTS,
    )
    burst_spread: Duration = setting(
        2.5,
        label="Burst spread",
        unit="s",
        minimum=0,
        maximum=limits.SECONDS_MAX,
        help="Over how long the arrivals of one burst are spread.",
        source="our choice",
        group=GROUP,
        visible_when=BURSTS,
    )
    burst_timing: Literal["random", "regular"] = setting(
        "random",
        label="Burst timing",
        help="When bursts come.",
        source="our choice",
        group=GROUP,
        choices={
            "random": ("Random", "Independent of each other (Poisson)."),
            "regular": ("Regular", "Evenly spaced."),
        },
        visible_when=BURSTS,
    )
    end_rate: Rate = setting(
        10.0,
        label="End rate",
        unit="/s",
        minimum=0,
        maximum=limits.RATE_MAX,
        help="The rate after the ramp.",
        source="our choice",
        group=GROUP,
        visible_when=RAMP,
    )
    change_at: Duration = setting(
        60.0,
        label="Change at",
        unit="s",
        minimum=0,
        maximum=limits.DURATION_MAX,
        help="When the ramp or the spike begins.",
        source="our choice",
        group=GROUP,
        visible_when={"pattern": ("ramp", "spike")},
    )
    change_over: Duration = setting(
        60.0,
        label="Change over",
        unit="s",
        minimum=0,
        maximum=limits.DURATION_MAX,
        help="How long the ramp takes.",
        source="our choice",
        group=GROUP,
        visible_when=RAMP,
    )
    peak_factor: Number = setting(
        5.0,
        label="Peak factor",
        minimum=0,
        maximum=1_000,
        help="During the spike the rate is multiplied by this.",
        source="our choice: five times",
        group=GROUP,
        visible_when=SPIKE,
    )
    peak_for: Duration = setting(
        30.0,
        label="Peak lasts",
        unit="s",
        minimum=0,
        maximum=limits.DURATION_MAX,
        help="How long the spike lasts.",
        source="our choice",
        group=GROUP,
        visible_when=SPIKE,
    )
    daily_amplitude: Share = setting(
        0.5,
        label="Amplitude",
        minimum=0,
        maximum=1,
        help="How far the wave swings around the rate: 0.5 is from half to one and a half.",
        source="our choice",
        group=GROUP,
        visible_when=DAILY,
    )
    daily_period: Duration = setting(
        86_400.0,
        label="Period",
        unit="s",
        minimum=1,
        maximum=limits.DURATION_MAX,
        help="How long one wave takes. It begins at the rate, rising.",
        source="a day",
        group=GROUP,
        visible_when=DAILY,
    )
    steps: tuple[Step, ...] = setting(
        (),
        label="Steps",
        help="From each time on, a rate. Before the first, the rate above.",
        source="our choice: none",
        group=GROUP,
        visible_when=STEPS,
        nothing="none",
        entry="step",
    )
    users: Whole = setting(
        50,
        label="Users",
        minimum=1,
        maximum=limits.USERS_MAX,
        help="How many there are. None has more than one request open.",
        source="our choice",
        group=GROUP,
        changeable=True,
        visible_when=USERS,
    )
    think_time: DurationDistribution = drawn_setting(
        Constant(value=1.0),
        label="Think time",
        help="How long a user waits after an answer before the next request.",
        source="our choice",
        group=GROUP,
        visible_when=USERS,
    )

    @model_validator(mode="after")
    def _has_steps(self) -> Self:
        if self.pattern == "steps" and not self.steps:
            raise mistake("The pattern “steps” needs at least one step.")
        return self

    def amount(self, duration: float) -> float:
        """Arrivals in `duration` seconds on average; of users, the most possible."""
        if self.pattern == "closed":
            think = self.think_time.mean
            return self.users * duration / think if think > 0 else math.inf
        if self.pattern == "ramp":
            return self._ramp(duration)
        if self.pattern == "spike":
            peak = max(0.0, min(duration - self.change_at, self.peak_for))
            return self.rate * (duration + peak * (self.peak_factor - 1))
        if self.pattern == "daily":
            turn = 2 * math.pi / self.daily_period
            wave = (1 - math.cos(turn * duration)) / turn
            return self.rate * (duration + self.daily_amplitude * wave)
        if self.pattern == "steps":
            return self._in_steps(duration)
        return self.rate * duration

    def _ramp(self, duration: float) -> float:
        before = min(duration, self.change_at)
        during = max(0.0, min(duration - self.change_at, self.change_over))
        after = duration - before - during
        part = during / self.change_over if self.change_over > 0 else 1.0
        reached = self.rate + part * (self.end_rate - self.rate)
        return self.rate * before + during * (self.rate + reached) / 2 + after * self.end_rate

    def _in_steps(self, duration: float) -> float:
        changes = [(0.0, self.rate)]
        changes += [(step.at, step.rate) for step in self.steps if step.at < duration]
        ends = [at for at, _ in changes[1:]] + [duration]
        return sum(rate * (end - at) for (at, rate), end in zip(changes, ends, strict=True))
