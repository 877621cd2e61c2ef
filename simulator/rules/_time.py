"""Time: mean and spread of how long work takes, and how much of it takes too long."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simulator.design.distributions import Distribution

# The tail is summed at this many points a decade, over this many decades around the mean: enough
# for the spread of any distribution that has one.
POINTS_PER_DECADE, DECADES = 40, 8


@dataclass(frozen=True)
class Time:
    """A random time by its mean and variance. Independent times add."""

    mean: float = 0.0
    variance: float = 0.0

    def __add__(self, other: "Time") -> "Time":
        return Time(self.mean + other.mean, self.variance + other.variance)

    def repeated(self, often: float) -> "Time":
        """So many of it one after another; a fraction stands for an average."""
        return Time(self.mean * often, self.variance * often)

    def scaled(self, factor: float) -> "Time":
        """The same, longer by a factor."""
        return Time(self.mean * factor, self.variance * factor**2)

    def mixed(self, sizes: Iterable[tuple[float, float]]) -> "Time":
        """The same for jobs of several sizes, given by share and size: they add to its spread."""
        parts = [(share, self.scaled(size)) for share, size in sizes]
        return mixture(parts)

    @property
    def scv(self) -> float:
        """Variance over the square of the mean: 0 is constant, 1 is as wild as exponential."""
        return self.variance / self.mean**2 if self.mean else 0.0

    def p99(self) -> float:
        """About the longest in a hundred, taking the shape for log-normal."""
        if not self.mean or not self.variance:
            return self.mean
        sigma = math.sqrt(math.log1p(self.scv))
        return self.mean * math.exp(2.3263 * sigma - sigma**2 / 2)


def mixture(parts: Sequence[tuple[float, Time]]) -> Time:
    """One of several times, each with its share; the shares add up to 1."""
    mean = sum(share * time.mean for share, time in parts)
    square = sum(share * (time.variance + time.mean**2) for share, time in parts)
    return Time(mean, max(0.0, square - mean**2))


def time_of(distribution: Distribution, limit: float = math.inf) -> Time:
    """Mean and variance of a distribution, the latter from its tail.

    Args:
        limit: what takes longer is ended there.
    """
    if limit < distribution.quantile(0.9999):
        return _limited(distribution, limit)
    mean = distribution.mean
    if mean <= 0 or distribution.quantile(0.0) == distribution.quantile(0.999):
        return Time(mean)
    # E[X²] is the integral of 2 t P(X > t), that is of 2 t² P(X > t) over the logarithm of t, where
    # plain sums are exact beyond need for any law without jumps.
    step = math.log(10) / POINTS_PER_DECADE
    time, square = mean * 10 ** (-DECADES / 2), 0.0
    for _ in range(POINTS_PER_DECADE * DECADES):
        square += 2 * time**2 * distribution.tail(time) * step
        time *= math.exp(step)
    return Time(mean, max(0.0, square - mean**2))


def _limited(distribution: Distribution, limit: float) -> Time:
    """The same sums up to a limit: E[min(X, L)] is the integral of P(X > t) up to L."""
    step = math.log(10) / POINTS_PER_DECADE
    points = POINTS_PER_DECADE * DECADES
    mean = square = 0.0
    for n in range(points):
        time = limit * math.exp(-(n + 0.5) * step)
        tail = distribution.tail(time)
        mean += time * tail * step
        square += 2 * time**2 * tail * step
    return Time(mean, max(0.0, square - mean**2))
