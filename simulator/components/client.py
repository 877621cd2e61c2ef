"""Client: where work begins, be it users, devices or another system."""

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from simulator import limits
from simulator.components.running.client import RunningClient
from simulator.components.settings.faults import OF_CLIENTS, Spike
from simulator.design.actions import Action, SetSettings
from simulator.design.component import About, Component, Face, counter, gauge, percentiles
from simulator.design.distributions import Constant, DurationDistribution, mistake
from simulator.design.edges import Edge, may_refuse
from simulator.design.quantities import Duration, Number, Rate, Share, Whole
from simulator.design.settings import Settings, setting
from simulator.engine.part import Part
from simulator.engine.world import World


class MessageClass(Settings):
    """One kind of job that a client sends."""

    name: str = setting(
        ..., label="Name", help="What the jobs of this class are called.", among="distinct"
    )
    share: Share = setting(
        1.0, label="Share", minimum=0, maximum=1_000, help="Its weight beside the other classes."
    )
    size: Number = setting(
        1.0,
        label="Size",
        minimum=0.001,
        maximum=1_000,
        help="Multiplies the processing time of a worker: 2 takes twice as long.",
    )
    priority: Whole = setting(
        0,
        label="Priority",
        minimum=0,
        maximum=255,
        help="The higher comes first, in queues that hand out by priority.",
    )


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


OPEN = ("poisson", "regular", "burst", "ramp", "spike", "daily", "steps")


class ClientSettings(Settings):
    """How much arrives, and when."""

    pattern: Literal["poisson", "regular", "burst", "closed", "ramp", "spike", "daily", "steps"] = (
        setting(
            "poisson",
            label="Pattern",
            help="How arrivals are spread over time.",
            source="many independent senders together are Poisson (Palm and Khintchine)",
            group="Arrivals",
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
        group="Arrivals",
        changeable=True,
        visible_when={
            "pattern": ("poisson", "regular", "burst", "ramp", "spike", "daily", "steps")
        },
    )
    burst_size: Whole = setting(
        60,
        label="Burst size",
        minimum=1,
        maximum=100_000,
        help="Arrivals in one burst. The mean time between bursts is burst size divided by rate.",
        source="our choice",
        group="Arrivals",
        visible_when={"pattern": ("burst",)},
    )
    burst_spread: Duration = setting(
        2.5,
        label="Burst spread",
        unit="s",
        minimum=0,
        maximum=limits.SECONDS_MAX,
        help="Over how long the arrivals of one burst are spread.",
        source="our choice",
        group="Arrivals",
        visible_when={"pattern": ("burst",)},
    )
    burst_timing: Literal["random", "regular"] = setting(
        "random",
        label="Burst timing",
        help="When bursts come.",
        source="our choice",
        group="Arrivals",
        choices={
            "random": ("Random", "Independent of each other (Poisson)."),
            "regular": ("Regular", "Evenly spaced."),
        },
        visible_when={"pattern": ("burst",)},
    )
    end_rate: Rate = setting(
        10.0,
        label="End rate",
        unit="/s",
        minimum=0,
        maximum=limits.RATE_MAX,
        help="The rate after the ramp.",
        source="our choice",
        group="Arrivals",
        visible_when={"pattern": ("ramp",)},
    )
    change_at: Duration = setting(
        60.0,
        label="Change at",
        unit="s",
        minimum=0,
        maximum=limits.DURATION_MAX,
        help="When the ramp or the spike begins.",
        source="our choice",
        group="Arrivals",
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
        group="Arrivals",
        visible_when={"pattern": ("ramp",)},
    )
    peak_factor: Number = setting(
        5.0,
        label="Peak factor",
        minimum=0,
        maximum=1_000,
        help="During the spike the rate is multiplied by this.",
        source="our choice: five times",
        group="Arrivals",
        visible_when={"pattern": ("spike",)},
    )
    peak_for: Duration = setting(
        30.0,
        label="Peak lasts",
        unit="s",
        minimum=0,
        maximum=limits.DURATION_MAX,
        help="How long the spike lasts.",
        source="our choice",
        group="Arrivals",
        visible_when={"pattern": ("spike",)},
    )
    daily_amplitude: Share = setting(
        0.5,
        label="Amplitude",
        minimum=0,
        maximum=1,
        help="How far the wave swings around the rate: 0.5 is from half to one and a half.",
        source="our choice",
        group="Arrivals",
        visible_when={"pattern": ("daily",)},
    )
    daily_period: Duration = setting(
        86_400.0,
        label="Period",
        unit="s",
        minimum=1,
        maximum=limits.DURATION_MAX,
        help="How long one wave takes. It begins at the rate, rising.",
        source="a day",
        group="Arrivals",
        visible_when={"pattern": ("daily",)},
    )
    steps: tuple[Step, ...] = setting(
        (),
        label="Steps",
        help="From each time on, a rate. Before the first, the rate above.",
        source="our choice: none",
        group="Arrivals",
        visible_when={"pattern": ("steps",)},
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
        group="Arrivals",
        changeable=True,
        visible_when={"pattern": ("closed",)},
    )
    think_time: DurationDistribution = setting(
        Constant(value=1.0),
        label="Think time",
        unit="s",
        minimum=0,
        help="How long a user waits after an answer before the next request.",
        source="our choice",
        group="Arrivals",
        visible_when={"pattern": ("closed",)},
    )
    classes: tuple[MessageClass, ...] = setting(
        (),
        label="Classes",
        help="Kinds of jobs of different size. Empty: all alike.",
        source="our choice: one class",
        group="Jobs",
        nothing="all alike",
        entry="class",
    )
    groups: Whole = setting(
        100,
        label="Message groups",
        minimum=1,
        maximum=1_000_000,
        help="How many keys there are (customers, orders); queues that are FIFO by group keep "
        "the order within each.",
        source="our choice: 100",
        group="Jobs",
    )
    group_skew: Number = setting(
        0.0,
        label="Skew",
        minimum=0,
        maximum=5,
        help="How uneven the keys are used: 0 all alike, 1 as words in a language (Zipf).",
        source="our choice: all alike",
        group="Jobs",
    )

    @model_validator(mode="after")
    def _lists(self) -> Self:
        if self.pattern == "steps" and not self.steps:
            raise mistake("The pattern “steps” needs at least one step.")
        if self.classes and not any(each.share > 0 for each in self.classes):
            raise mistake("At least one class needs a share above 0.")
        return self


class Client(Component[ClientSettings]):
    """Where work begins: users, devices or another system.

    ## What it is
    A client makes requests and messages. It stands for everybody on that side together: a client
    with a rate of 3/s may be one machine or a million people who seldom come.

    ## When to use it
    Wherever work enters the design. Use several when they behave differently, such as people who
    upload in the evening and a partner who sends everything at midnight.

    ## When not
    Work that follows from other work needs no client: draw an edge from the service or worker that
    causes it.

    ## What is modelled
    Arrivals at random, at regular times, in bursts, on a ramp, a spike, a daily wave or in steps;
    or a number of users who wait for their answer and think before they ask again. The last is a
    closed loop: a slow system slows its own users down. Jobs may be of several classes, each with
    its size and its priority, and belong to message groups that are used alike or unevenly. Size,
    priority and group belong to the job: they stay the same however often it is tried. By the
    timeline, a spike, a stop and a start.

    ## What is left out
    Single users with a history, sessions, and the size of payloads in bytes.

    ## Real-world examples
    Browsers and phones, sensors, partner systems that send files, load generators such as k6,
    Locust and JMeter.

    ## Questions people ask
    **What is the difference between open and closed?** In an open loop arrivals do not care how
    the system is doing; in a closed loop nobody asks again before being answered. Test tools are
    closed by default, the public is open: a closed test hides overload.

    **Why is my rate so small?** Every single message is simulated. 3/s over half an hour is 5,400
    of them, and shows the same effects as 3,000/s on a thousand times the hardware.
    """

    settings_class = ClientSettings
    settings: ClientSettings
    about: ClassVar[About] = About(
        type="client",
        label="Client",
        icon="c-client",
        category="sources",
        summary="Users, devices or another system: where work begins.",
        width=112,
        sends=("call", "message"),
        accepts=(),
        refuses={"*": "A client is where work begins. Answers come back along its own calls."},
        metrics=(
            counter("sent", "Sent", "Requests and messages that began."),
            counter("answered", "Answered", "Calls that were answered, and messages taken."),
            counter("failed", "Failed", "Calls that failed, and messages that were refused."),
            counter("timed_out", "Timed out", "Calls given up after the edge's timeout."),
            gauge("open", "Open", "Calls that wait for an answer."),
            *percentiles("latency", "Latency", "From the request to its answer."),
        ),
        actions=OF_CLIENTS,
        face=Face(
            settings=(("Pattern", "pattern"), ("Rate", "rate")),
            instrument={"kind": "bars", "metric": "sent"},
            rows=(
                {"label": "Sent", "metric": "sent"},
                {"label": "Failed", "metric": "failed", "alert": True},
            ),
        ),
    )

    def build(self, world: World) -> Part:
        """The running part."""
        return RunningClient(world, self)

    def problems(
        self, leaving: Sequence[Edge], components: Mapping[str, Component]
    ) -> list[tuple[str, str]]:
        """Users need answers, and a turn of theirs must take time."""
        wanted = self.settings
        if wanted.pattern != "closed" or not leaving:
            return []
        calls = [edge for edge in leaving if edge.kind == "call" and edge.settings.share > 0]
        if not calls:
            said = f"The users of “{self.title}” wait for answers, and no call leaves it."
            return [(said, "Let it call a service, or choose another pattern.")]
        if wanted.think_time.mean > 0:
            return []
        at_once = [edge for edge in leaving if edge.settings.share > 0]
        at_once = [e for e in at_once if e.settings.latency.mean == 0 or may_refuse(e)]
        if all(self._waits_at(edge, components) for edge in at_once):
            return []
        said = f"A user of “{self.title}” could ask again and again without any time passing."
        return [(said, "Give a think time, or a latency to its edges.")]

    def _waits_at(self, edge: Edge, components: Mapping[str, Component]) -> bool:
        if may_refuse(edge):
            return False
        target = components.get(edge.target)
        if target is None:
            return True
        return target.takes_time() and not target.may_refuse(self.settings.users)

    def fixed(self, setting: str) -> str:
        """A rate that follows a course of its own, or none at all, cannot be set."""
        wanted = self.settings
        if setting == "rate" and wanted.pattern in ("ramp", "steps"):
            return f"Its rate follows the pattern “{wanted.pattern}”."
        if setting == "rate" and wanted.rate == 0:
            return "It begins with a rate of 0, of which no other is a multiple."
        return ""

    def arrivals(self, duration: float) -> float:
        """Requests and messages in `duration` seconds on average; of users, the most possible."""
        wanted = self.settings
        if wanted.pattern == "closed":
            think = wanted.think_time.mean
            return wanted.users * duration / think if think > 0 else math.inf
        if wanted.pattern == "ramp":
            return self._ramp(duration)
        if wanted.pattern == "spike":
            peak = max(0.0, min(duration - wanted.change_at, wanted.peak_for))
            return wanted.rate * (duration + peak * (wanted.peak_factor - 1))
        if wanted.pattern == "daily":
            turn = 2 * math.pi / wanted.daily_period
            wave = (1 - math.cos(turn * duration)) / turn
            return wanted.rate * (duration + wanted.daily_amplitude * wave)
        if wanted.pattern == "steps":
            return self._steps(duration)
        return wanted.rate * duration

    def begun_by(self, action: Action, duration: float) -> float:
        """What a spike or another rate adds. Users are bounded by their answers anyway."""
        wanted, settings = self.settings, action.settings
        end = duration
        if wanted.pattern == "closed":
            return 0.0
        if isinstance(settings, Spike):
            factor, end = settings.factor, min(duration, action.at + settings.lasts)
        elif isinstance(settings, SetSettings):
            factor = settings.value / wanted.rate
        else:
            return 0.0
        return max(0.0, factor - 1) * (self.arrivals(end) - self.arrivals(action.at))

    def users(self) -> int:
        """The users of a closed loop."""
        return self.settings.users if self.settings.pattern == "closed" else 0

    def _ramp(self, duration: float) -> float:
        wanted = self.settings
        before = min(duration, wanted.change_at)
        during = max(0.0, min(duration - wanted.change_at, wanted.change_over))
        after = duration - before - during
        part = during / wanted.change_over if wanted.change_over > 0 else 1.0
        reached = wanted.rate + part * (wanted.end_rate - wanted.rate)
        return wanted.rate * before + during * (wanted.rate + reached) / 2 + after * wanted.end_rate

    def _steps(self, duration: float) -> float:
        changes = [(0.0, self.settings.rate)]
        changes += [(step.at, step.rate) for step in self.settings.steps if step.at < duration]
        ends = [at for at, _ in changes[1:]] + [duration]
        return sum(rate * (end - at) for (at, rate), end in zip(changes, ends, strict=True))
