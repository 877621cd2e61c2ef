"""Deadlines: what happens a fixed time after it was begun, unless it is settled before.

One FIFO for each timeout value, and at most one event in the heap: whatever is settled in time
costs no event. Deadlines of one value are due in the order in which they were begun.
"""

from collections import deque
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from simulator.engine.environment import EXPIRY, FastEnvironment


class Settling(Protocol):
    """Something that can be settled, after which its deadline means nothing."""

    @property
    def settled(self) -> bool: ...


T = TypeVar("T", bound=Settling)


class Deadlines(Generic[T]):
    """The deadlines of one timeout value."""

    def __init__(
        self, environment: FastEnvironment, span: float, passed: Callable[[T], object]
    ) -> None:
        self._environment = environment
        self._span = span
        self._passed = passed
        self._due: deque[tuple[float, T]] = deque()
        self._armed = False

    def add(self, item: T) -> None:
        """Begin a deadline now. `passed(item)` is called at its end if it is not settled."""
        due, at = self._due, self._environment._now + self._span
        # What is settled leaves from the front, so that memory follows what is open, not the span.
        while due and due[0][1].settled:
            due.popleft()
        due.append((at, item))
        if not self._armed:
            self._armed = True
            self._environment.call_at(due[0][0], self._fire, None, EXPIRY)

    def _fire(self, _: object) -> None:
        due, now = self._due, self._environment._now
        while due:
            at, item = due[0]
            if item.settled:
                due.popleft()
            elif at <= now:
                due.popleft()
                self._passed(item)
            else:
                self._environment.call_at(at, self._fire, None, EXPIRY)
                return
        self._armed = False
