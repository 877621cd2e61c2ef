"""Backoff: how long to wait before the next attempt.

The formulas of M. Brooker's "Exponential backoff and jitter" (AWS Architecture Blog): with
`full` jitter anything up to the delay, `equal` half of it and anything up to the other half,
`decorrelated` anything between the base and three times the wait before. Sidekiq's polynomial
brings a jitter of its own, which is what `full` means there.
"""

from collections.abc import Callable
from typing import Protocol

Wait = Callable[[int, float], float]
"""`wait(retry, before)`: seconds before retry number 1, 2, …; `before` is the wait before that."""

Delay = Callable[[int], float]
"""Seconds before retry number 1, 2, … without chance."""

POLYNOMIAL_JITTER = 10.0
"""Seconds for each failure that a polynomial wait may be longer (Sidekiq: `rand(10 * (count + 1))`,
where `count` is 0 at the first retry)."""


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
    """The wait that settings ask for.

    `growth` is "none", "fixed" (always the base), "linear" (base × n), "exponential"
    (base × factor^(n-1)) or "polynomial" (base + (n-1)⁴, as Sidekiq: 15, 16, 31, 96, 271 s …),
    with n = 1 at the first retry. But for "fixed", no wait grows beyond the cap.
    """
    if growth == "none":
        return lambda retry, before: 0.0
    base = settings.backoff_base
    cap = base if growth == "fixed" else settings.backoff_cap
    delay = _capped(_grown(growth, base, settings.backoff_factor), cap)

    def full(retry: int, before: float) -> float:
        return delay(retry) * uniform()

    def polynomial(retry: int, before: float) -> float:
        return min(cap, delay(retry) + POLYNOMIAL_JITTER * retry * uniform())

    def decorrelated(retry: int, before: float) -> float:
        low, high = base, 3 * max(before, base)
        return min(cap, low + (high - low) * uniform())

    return {
        "none": lambda retry, before: delay(retry),
        "full": polynomial if growth == "polynomial" else full,
        "equal": lambda retry, before: delay(retry) * (0.5 + 0.5 * uniform()),
        "decorrelated": decorrelated,
    }[settings.backoff_jitter]


def _grown(growth: str, base: float, factor: float) -> Delay:
    return {
        "fixed": lambda retry: base,
        "linear": lambda retry: base * retry,
        "exponential": lambda retry: base * factor ** (retry - 1),
        "polynomial": lambda retry: base + float(retry - 1) ** 4,
    }[growth]


def _capped(grown: Delay, cap: float) -> Delay:
    def delay(retry: int) -> float:
        try:
            return min(cap, grown(retry))
        except OverflowError:
            return cap

    return delay
