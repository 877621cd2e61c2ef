"""Picking: several values out of a row at once, in C."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any


def picker(places: Sequence[int] | Sequence[slice]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Picks several values, or several stretches of them, at once; always as a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: [values[place] for place in places]
