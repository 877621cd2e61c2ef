"""Solving: the roots the formulas leave open, by halving."""

from collections.abc import Callable

# Halving 200 times is past the precision of a float whatever the bracket.
HALVINGS = 200


def first_below(falling: Callable[[float], float], level: float) -> float:
    """Give the argument at which a falling function of a non-negative number reaches `level`."""
    high = 1.0
    while falling(high) > level:
        high *= 2
    return halve(falling, level, 0.0, high)


def halve(falling: Callable[[float], float], level: float, low: float, high: float) -> float:
    """Give the argument between `low` and `high` at which a falling function reaches `level`."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if falling(middle) > level:
            low = middle
        else:
            high = middle
    return (low + high) / 2
