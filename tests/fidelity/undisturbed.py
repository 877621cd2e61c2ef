"""Undisturbed: tests in real time, repeated where a machine that stalls delayed everything."""

from collections.abc import Callable
from functools import wraps
from typing import Any

TRIES = 3


def undisturbed(test: Callable[..., None]) -> Callable[..., None]:
    """Repeat a test whose simulated and real story differ, twice at most. What differs by its
    meaning differs each time."""

    @wraps(test)
    def repeated(**fixtures: Any) -> None:
        for _ in range(TRIES - 1):
            try:
                return test(**fixtures)
            except AssertionError:
                continue
        return test(**fixtures)

    return repeated
