"""Backoff: how long to wait before the next attempt.

The formulas of M. Brooker's "Exponential backoff and jitter" (AWS Architecture Blog): with
`full` jitter anything up to the delay, `equal` half of it and anything up to the other half,
`decorrelated` anything between the base and three times the wait before.
"""

from collections.abc import Callable
from typing import Protocol

Wait = Callable[[int, float], float]
"""`wait(retry, before)`: seconds before retry number 1, 2, …; `before` is the wait before that."""


class BackoffSettings(Protocol):
    """Settings that describe a backoff, of a worker or of a call."""

    @property
    def backoff_base(self) -> float: ...
    @property
    def backoff_factor(self) -> float: ...
    @property
    def backoff_cap(self) -> float: ...
    @property
    def backoff_jitter(self) -> str: ...


def backoff(settings: BackoffSettings, uniform: Callable[[], float], growth: str) -> Wait:
    """The wait that settings ask for. `growth` is "none", "fixed" or "exponential"."""
    if growth == "none":
        return lambda retry, before: 0.0
    base, cap = settings.backoff_base, settings.backoff_cap
    factor = settings.backoff_factor if growth == "exponential" else 1.0
    if growth == "fixed":
        cap = base

    def delay(retry: int) -> float:
        try:
            return min(cap, base * factor ** (retry - 1))
        except OverflowError:
            return cap

    def decorrelated(retry: int, before: float) -> float:
        low, high = base, 3 * max(before, base)
        return min(cap, low + (high - low) * uniform())

    return {
        "none": lambda retry, before: delay(retry),
        "full": lambda retry, before: delay(retry) * uniform(),
        "equal": lambda retry, before: delay(retry) * (0.5 + 0.5 * uniform()),
        "decorrelated": decorrelated,
    }[settings.backoff_jitter]
