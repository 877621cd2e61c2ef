"""Picking: several values out of a row at once, in C."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any


def picker(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Picks several values at once; always as a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    first = places[0] if places else 0
    return lambda values: values[first : first + len(places)]
