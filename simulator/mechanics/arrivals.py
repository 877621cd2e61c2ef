"""Arrivals: the times at which an open-loop client begins something, drawn in blocks.

A pattern is a stream of units (for most, the times of a Poisson process of rate 1) and a function
that turns units into times. The n-th arrival has the same luck whatever the rates, and a factor on
the rate from some time on moves those that come later and no other.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf, pi
from typing import Any

import numpy as np

from simulator.engine.randomness import BLOCK, block_sizes

Blocks = Iterator[np.ndarray]
Function = Callable[[np.ndarray], np.ndarray]
Profile = list[tuple[float, float, float]]
"""Stretches of a rate: (begins at, rate there, rate at the end of the stretch); the last lasts."""

DAY_PARTS = 360
"""Straight lines that a daily curve is made of: at most 0.004 % of the mean rate away from it."""

Factors = Sequence[tuple[float, float]]
"""(from this time on, the rate is multiplied by this), in order of time."""


@dataclass(frozen=True, slots=True)
class _Course:
    """How units become times."""

    units: Callable[[np.random.Generator], Blocks]
    time: Function
    """The time at which a unit is reached; infinity for never."""
    unit: Function
    """The unit that is reached at a time."""


def arrivals(
    settings: Any, rng: np.random.Generator, until: float, factors: Factors = ()
) -> Iterator[float]:
    """The times before `until`, in order, one by one."""
    course = _PATTERNS[settings.pattern](settings)
    if course is None:
        return iter(())
    time = _multiplied(course, factors) if factors else course.time
    return chain.from_iterable(_before(map(time, course.units(rng)), until))


def _before(blocks: Blocks, until: float) -> Iterator[list[float]]:
    for block in blocks:
        if len(block) and block[-1] >= until:
            yield block[block < until].tolist()
            return
        yield block.tolist()


def _multiplied(course: _Course, factors: Factors) -> Function:
    """The times of units where the rate is multiplied by factors.

    Between two changes units pass at a multiple of their speed, so that what comes before the first
    change is not touched. At a factor of 0 none passes.
    """
    changes = np.array([0.0, *(at for at, _ in factors)])
    speeds = np.array([1.0, *(factor for _, factor in factors)])
    passed = course.unit(changes)
    reached = np.concatenate([[0.0], np.cumsum(np.diff(passed) * speeds[:-1])])

    def time(units: np.ndarray) -> np.ndarray:
        place = np.searchsorted(reached, units, side="right") - 1
        left, speed = units - reached[place], speeds[place]
        moving = speed > 0
        there = passed[place] + left / np.where(moving, speed, 1.0)
        times = np.maximum(course.time(there), changes[place])
        return np.where(moving, times, inf)

    return time


# --- Units --------------------------------------------------------------------------------


def _exponentials(rng: np.random.Generator) -> Blocks:
    reached = 0.0
    for count in block_sizes():
        units = reached + np.cumsum(rng.standard_exponential(count))
        reached = float(units[-1])
        yield units


def _ordinals(rng: np.random.Generator) -> Blocks:
    first = 0
    for count in block_sizes():
        yield np.arange(first, first + count)
        first += count


# --- Patterns -----------------------------------------------------------------------------


def _poisson(settings: Any) -> _Course | None:
    return _steady(settings.rate, _exponentials)


def _regular(settings: Any) -> _Course | None:
    return _steady(settings.rate, _ordinals)


def _steady(rate: float, units: Callable[[np.random.Generator], Blocks]) -> _Course | None:
    if rate <= 0:
        return None
    return _Course(units, lambda units: units / rate, lambda times: times * rate)


def _ramp(settings: Any) -> _Course:
    start, over = settings.change_at, settings.change_over
    low, high = settings.rate, settings.end_rate
    return _by_rate([(0.0, low, low), (start, low, high), (start + over, high, high)])


def _spike(settings: Any) -> _Course:
    rate, peak = settings.rate, settings.rate * settings.peak_factor
    start, end = settings.change_at, settings.change_at + settings.peak_for
    return _by_rate([(0.0, rate, rate), (start, peak, peak), (end, rate, rate)])


def _steps(settings: Any) -> _Course:
    steps = sorted((step.at, step.rate, step.rate) for step in settings.steps)
    return _by_rate([(0.0, settings.rate, settings.rate), *steps])


def _daily(settings: Any) -> _Course | None:
    period = settings.daily_period
    turns = np.sin(2 * pi * np.arange(DAY_PARTS + 1) / DAY_PARTS)
    rates = settings.rate * np.maximum(0.0, 1 + settings.daily_amplitude * turns)
    begins = np.arange(DAY_PARTS) * period / DAY_PARTS
    one_period, within = _curve(list(zip(begins, rates[:-1], rates[1:], strict=True)))
    expected = float((rates[:-1] + rates[1:]).sum()) / 2 * period / DAY_PARTS
    if expected <= 0:
        return None

    def time(units: np.ndarray) -> np.ndarray:
        turn, rest = np.divmod(units, expected)
        times: np.ndarray = turn * period + np.minimum(one_period(rest), period)
        return times

    def unit(times: np.ndarray) -> np.ndarray:
        turn, rest = np.divmod(times, period)
        units: np.ndarray = turn * expected + within(rest)
        return units

    return _Course(_exponentials, time, unit)


def _burst(settings: Any) -> _Course | None:
    """Bursts of a fixed size, each spread evenly at random over `burst_spread`. Their own times are
    the units."""
    if settings.rate <= 0:
        return None
    return _Course(lambda rng: _bursts(settings, rng), lambda units: units, lambda times: times)


def _bursts(settings: Any, rng: np.random.Generator) -> Blocks:
    size, interval = settings.burst_size, settings.burst_size / settings.rate
    bursts = max(1, BLOCK // size)
    begun, pending = 0.0, np.empty(0)
    if settings.burst_timing == "regular":
        begun = -interval
    while True:
        gaps = np.full(bursts, interval)
        if settings.burst_timing == "random":
            gaps = rng.standard_exponential(bursts) * interval
        starts = begun + np.cumsum(gaps)
        begun = float(starts[-1])
        spread = rng.random((bursts, size)) * settings.burst_spread
        times = np.sort(np.concatenate([pending, (starts[:, None] + spread).ravel()]))
        # What a later burst may still overtake waits for it.
        cut = int(np.searchsorted(times, begun))
        pending = times[cut:]
        yield times[:cut]


def _by_rate(profile: Profile) -> _Course:
    """A Poisson process whose rate follows the profile: the inverse of the expected count."""
    time, unit = _curve(profile)
    return _Course(_exponentials, time, unit)


def _curve(profile: Profile) -> tuple[Function, Function]:
    """The time at which the expected count reaches each of some values, infinity for never; and
    the expected count at each of some times."""
    begins = np.array([begin for begin, _, _ in profile])
    low = np.array([first for _, first, _ in profile])
    ends = np.array([last for _, _, last in profile])
    widths = np.diff(np.append(begins, inf))
    slopes = np.append((ends[:-1] - low[:-1]) / np.maximum(widths[:-1], 1e-12), 0.0)
    reached = np.concatenate([[0.0], np.cumsum((low[:-1] + ends[:-1]) / 2 * widths[:-1])])

    def invert(units: np.ndarray) -> np.ndarray:
        place = np.searchsorted(reached, units, side="right") - 1
        left, rate, slope = units - reached[place], low[place], slopes[place]
        # The smaller root of rate·t + slope·t²/2 = left, in the form that does not cancel.
        root = np.sqrt(np.maximum(rate * rate + 2 * slope * left, 0.0))
        with np.errstate(divide="ignore", invalid="ignore"):
            times = begins[place] + 2 * left / (rate + root)
        return np.where(rate + root > 0, times, inf)

    def count(times: np.ndarray) -> np.ndarray:
        place = np.searchsorted(begins, times, side="right") - 1
        passed = times - begins[place]
        counts: np.ndarray = reached[place] + (low[place] + slopes[place] * passed / 2) * passed
        return counts

    return invert, count


_PATTERNS: dict[str, Callable[[Any], _Course | None]] = {
    "poisson": _poisson,
    "regular": _regular,
    "burst": _burst,
    "ramp": _ramp,
    "spike": _spike,
    "daily": _daily,
    "steps": _steps,
}
