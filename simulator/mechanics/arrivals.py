"""Arrivals: the times at which an open-loop client begins something, drawn in blocks."""

from collections.abc import Callable, Iterator
from itertools import chain
from math import inf, pi
from typing import Any

import numpy as np

from simulator.engine.randomness import BLOCK, block_sizes

Times = Iterator[list[float]]
Profile = list[tuple[float, float, float]]
"""Stretches of a rate: (begins at, rate there, rate at the end of the stretch); the last lasts."""

DAY_PARTS = 360
"""Straight lines that a daily curve is made of: at most 0.004 % of the mean rate away from it."""


def arrivals(settings: Any, rng: np.random.Generator, until: float) -> Iterator[float]:
    """The times before `until`, in order, one by one."""
    pattern = _PATTERNS[settings.pattern]
    return chain.from_iterable(_before(pattern(settings, rng, until), until))


def _before(blocks: Times, until: float) -> Times:
    for block in blocks:
        if block and block[-1] >= until:
            yield [time for time in block if time < until]
            return
        yield block


def _poisson(settings: Any, rng: np.random.Generator, until: float) -> Times:
    if settings.rate <= 0:
        return iter(())
    return _by_inverse(lambda units: units / settings.rate, rng)


def _regular(settings: Any, rng: np.random.Generator, until: float) -> Times:
    if settings.rate <= 0:
        return
    first = 0
    for count in block_sizes():
        yield (np.arange(first, first + count) / settings.rate).tolist()
        first += count


def _ramp(settings: Any, rng: np.random.Generator, until: float) -> Times:
    start, over = settings.change_at, settings.change_over
    low, high = settings.rate, settings.end_rate
    return _by_rate([(0.0, low, low), (start, low, high), (start + over, high, high)], rng)


def _spike(settings: Any, rng: np.random.Generator, until: float) -> Times:
    rate, peak = settings.rate, settings.rate * settings.peak_factor
    start, end = settings.change_at, settings.change_at + settings.peak_for
    return _by_rate([(0.0, rate, rate), (start, peak, peak), (end, rate, rate)], rng)


def _steps(settings: Any, rng: np.random.Generator, until: float) -> Times:
    steps = sorted((step.at, step.rate, step.rate) for step in settings.steps)
    return _by_rate([(0.0, settings.rate, settings.rate), *steps], rng)


def _daily(settings: Any, rng: np.random.Generator, until: float) -> Times:
    period = settings.daily_period
    turns = np.sin(2 * pi * np.arange(DAY_PARTS + 1) / DAY_PARTS)
    rates = settings.rate * np.maximum(0.0, 1 + settings.daily_amplitude * turns)
    begins = np.arange(DAY_PARTS) * period / DAY_PARTS
    one_period = _inverse(list(zip(begins, rates[:-1], rates[1:], strict=True)))
    expected = float((rates[:-1] + rates[1:]).sum()) / 2 * period / DAY_PARTS

    def invert(units: np.ndarray) -> np.ndarray:
        if expected <= 0:
            return np.full_like(units, inf)
        turn, rest = np.divmod(units, expected)
        times: np.ndarray = turn * period + np.minimum(one_period(rest), period)
        return times

    return _by_inverse(invert, rng)


def _burst(settings: Any, rng: np.random.Generator, until: float) -> Times:
    """Bursts of a fixed size, each spread evenly at random over `burst_spread`."""
    if settings.rate <= 0:
        return
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
        yield times[:cut].tolist()


def _by_rate(profile: Profile, rng: np.random.Generator) -> Times:
    """A Poisson process whose rate follows the profile.

    Unit draws are turned into times by the inverse of the expected count: the n-th arrival has the
    same luck whatever the rates.
    """
    return _by_inverse(_inverse(profile), rng)


def _by_inverse(invert: Callable[[np.ndarray], np.ndarray], rng: np.random.Generator) -> Times:
    reached = 0.0
    for count in block_sizes():
        units = reached + np.cumsum(rng.standard_exponential(count))
        reached = float(units[-1])
        times = invert(units)
        yield times[np.isfinite(times)].tolist()
        if not np.isfinite(times[-1]):
            return


def _inverse(profile: Profile) -> Callable[[np.ndarray], np.ndarray]:
    """The time at which the expected count reaches each of some values; infinity for never."""
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

    return invert


_PATTERNS: dict[str, Callable[[Any, np.random.Generator, float], Times]] = {
    "poisson": _poisson,
    "regular": _regular,
    "burst": _burst,
    "ramp": _ramp,
    "spike": _spike,
    "daily": _daily,
    "steps": _steps,
}
