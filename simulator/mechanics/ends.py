"""Ends: what will certainly end, and concerns nobody before it does, needs no event.

It is noted when it begins, and put into the books when somebody looks: what ended before the
present time is over, everything else goes on.
"""

from collections.abc import Callable
from typing import Any

from simulator.engine.environment import FastEnvironment

Add = Callable[[float], object]


class Ends:
    """The certain ends of one kind."""

    def __init__(
        self, environment: FastEnvironment, observe: Add, also: Add | None = None, events: int = 1
    ) -> None:
        """What is observed when something is over, one duration or two, and how many events that
        counts as: a run has as many as if there were one for every end."""
        self._events = events
        self._environment = environment
        self._observe = observe
        self._also = also
        self._noted: list[Any] = []
        self.note: Callable[[Any], object] = self._noted.append
        """Note an end: `(when, duration)`, or `(when, duration, the other)`."""
        self._looked = -1.0
        self._over = 0
        self._sum = 0.0
        environment.books.append(self.over)

    def over(self) -> tuple[int, float]:
        """How many are over, and the sum of the times when they ended."""
        now = self._environment._now
        if now != self._looked:
            self._looked = now
            if self._noted:
                self._look(now)
        return self._over, self._sum

    def _look(self, now: float) -> None:
        noted, observe, also = self._noted, self._observe, self._also
        ended, going_on = 0.0, []
        if also is None:
            for it in noted:
                end, duration = it
                if end < now:
                    ended += end
                    observe(duration)
                else:
                    going_on.append(it)
        else:
            for it in noted:
                end, duration, other = it
                if end < now:
                    ended += end
                    observe(duration)
                    also(other)
                else:
                    going_on.append(it)
        over = len(noted) - len(going_on)
        noted[:] = going_on
        self._over += over
        self._sum += ended
        self._environment.events += over * self._events
