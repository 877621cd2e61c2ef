"""Curves: how far a measured queue depth is from the simulated one."""

from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]
"""A time, and the depth from then on."""


def distance(simulated: Sequence[Point], measured: Sequence[Point], until: float) -> float:
    """The area between both curves, as a share of the area under the simulated one."""
    times = sorted({0.0, until, *(at for at, _ in (*simulated, *measured) if 0 < at < until)})
    between = under = 0.0
    for at, following in pairwise(times):
        ours, theirs = _value(simulated, at), _value(measured, at)
        between += abs(ours - theirs) * (following - at)
        under += ours * (following - at)
    return between / under


def _value(curve: Sequence[Point], at: float) -> float:
    return next((value for time, value in reversed(curve) if time <= at), 0.0)
