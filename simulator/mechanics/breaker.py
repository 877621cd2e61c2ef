"""Breaker: the circuit breaker, as a state machine that knows no clock of its own.

The semantics are those of resilience4j with a window of calls: closed, it counts the last calls,
and opens when too many of them failed or all were slow; open, it refuses every call for a time;
half-open, it lets a number of trial calls through and closes or opens again by their outcome. It
turns half-open when the first call is made after the time, not by itself. An answer counts in the
state in which it arrives, whenever its call was made.
"""

from collections import deque
from typing import Literal, Protocol

State = Literal["closed", "open", "half_open"]

SLOW_RATE = 1.0
"""Share of slow calls at which it opens (resilience4j slowCallRateThreshold: 100 %)."""


class BreakerSettings(Protocol):
    """The settings of a circuit breaker, as the edge of a call has them."""

    @property
    def breaker_failure_rate(self) -> float: ...
    @property
    def breaker_slow(self) -> float | None: ...
    @property
    def breaker_window(self) -> int: ...
    @property
    def breaker_minimum(self) -> int: ...
    @property
    def breaker_open(self) -> float: ...
    @property
    def breaker_trials(self) -> int: ...


class _Window:
    """The last calls: how many of them failed, and how many were slow."""

    def __init__(self, size: int, minimum: int) -> None:
        self._calls: deque[tuple[bool, bool]] = deque()
        self._size = size
        self._minimum = min(minimum, size)
        self._failed = self._slow = 0

    def add(self, failed: bool, slow: bool) -> None:
        if len(self._calls) == self._size:
            first_failed, first_slow = self._calls.popleft()
            self._failed -= first_failed
            self._slow -= first_slow
        self._calls.append((failed, slow))
        self._failed += failed
        self._slow += slow

    def judge(self, failure_rate: float) -> bool | None:
        """Whether it was too much; None while there are too few calls to tell."""
        calls = len(self._calls)
        if calls < self._minimum:
            return None
        return self._failed >= failure_rate * calls or self._slow >= SLOW_RATE * calls


class Breaker:
    """One circuit breaker. Ask `admits` before a call, and `record` how each that it let through
    ended; both with the present time, which must not go back."""

    def __init__(self, settings: BreakerSettings) -> None:
        self.state: State = "closed"
        self._settings = settings
        self._window = self._counting()
        self._until = 0.0
        self._trials_left = 0

    def admits(self, now: float) -> bool:
        """Whether a call may be made now."""
        if self.state == "closed":
            return True
        if self.state == "open":
            if now < self._until:
                return False
            self._try_again()
        self._trials_left -= 1
        return self._trials_left >= 0

    def record(self, now: float, failed: bool, seconds: float) -> None:
        """A call ended now, after so many seconds."""
        if self.state == "open":
            return
        slow = self._settings.breaker_slow
        self._window.add(failed, slow is not None and seconds > slow)
        too_much = self._window.judge(self._settings.breaker_failure_rate)
        if too_much:
            self.state, self._until = "open", now + self._settings.breaker_open
        elif too_much is False and self.state == "half_open":
            self.state, self._window = "closed", self._counting()

    def _counting(self) -> _Window:
        return _Window(self._settings.breaker_window, self._settings.breaker_minimum)

    def _try_again(self) -> None:
        trials = self._settings.breaker_trials
        self.state, self._trials_left = "half_open", trials
        self._window = _Window(trials, self._settings.breaker_minimum)
