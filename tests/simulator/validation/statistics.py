"""Statistics: whether the replications of a simulation agree with an exact value."""

import math
from collections.abc import Sequence

from scipy import stats


def disagreement(values: Sequence[float], exact: float, error: float = 0.0) -> float:
    """p-value of a two-sided t-test that the mean of the replications is the exact value.

    Args:
        values: one of each replication.
        exact: what theory says.
        error: relative error that the measurement itself states; the mean may be off by as much
            before it counts as a difference.
    """
    mean = math.fsum(values) / len(values)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))
    off = max(0.0, abs(mean - exact) - error * abs(exact))
    # A value that is the same in every replication is exact up to rounding, or wrong.
    if spread <= 1e-12 * abs(exact):
        return 1.0 if off <= 1e-9 * abs(exact) else 0.0
    return float(2 * stats.t.sf(off / spread * math.sqrt(len(values)), len(values) - 1))


def rejected(p_values: Sequence[float], level: float) -> list[bool]:
    """Holm's step-down test: which hypotheses fall at a family-wise level.

    Whatever the dependence of the values, none falls wrongly with a probability above `level`.
    """
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    falls = [False] * len(p_values)
    for rank, place in enumerate(order):
        if p_values[place] > level / (len(p_values) - rank):
            break
        falls[place] = True
    return falls


def exceeds(values: Sequence[float], bound: float) -> float:
    """p-value of a one-sided t-test that the mean of the replications is at most a bound."""
    mean = math.fsum(values) / len(values)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))
    return float(stats.t.sf((mean - bound) / spread * math.sqrt(len(values)), len(values) - 1))


def unlikely(hits: int, trials: int, probability: float) -> float:
    """p-value of an exact binomial test, for events too rare for a t-test."""
    return float(stats.binomtest(hits, trials, probability).pvalue)


Interval = tuple[float, float]


def interval(values: Sequence[float], level: float = 0.95) -> Interval:
    """Where the mean lies that the replications are drawn around, by the t-distribution."""
    mean = math.fsum(values) / len(values)
    half = float(stats.t.ppf((1 + level) / 2, len(values) - 1)) * float(stats.sem(values))
    return mean - half, mean + half


def interval_of_share(hits: int, trials: int, scale: float = 1.0, level: float = 0.95) -> Interval:
    """Where `scale` times the probability of a hit lies (C. J. Clopper and E. S. Pearson, 1934)."""
    found = stats.binomtest(hits, trials).proportion_ci(level)
    return scale * float(found.low), scale * float(found.high)
