"""Polling: takers that ask, find nothing, and ask again after a while.

A poll that comes back empty is no event: a taker that sleeps is woken at the time of its next poll
once there is something, and the polls between are counted by arithmetic.
"""

from math import ceil
from typing import Any, Protocol

from simulator.engine.environment import ARRIVAL
from simulator.engine.world import World


class Polled(Protocol):
    """A queue with short polling."""

    id: str
    settings: Any
    waiting: int

    def serve(self, taker: Any) -> bool: ...


class Pollers:
    """The takers of one queue with short polling."""

    def __init__(self, world: World, queue: Polled) -> None:
        self._environment = world.environment
        self._queue = queue
        self._interval = queue.settings.poll_interval
        self._asleep: dict[Any, float] = {}
        """Takers whose last poll found nothing, and when that was."""
        self._empty = 0
        self._polls = 0
        self._misses = world.randomness.hits(queue.settings.missed_share, queue.id, "false empties")
        self._next_miss = self._misses()
        self._armed = False

    def poll(self, taker: Any) -> bool:
        """A taker asks now; tells whether it got anything."""
        self._asleep.pop(taker, None)
        self._polls += 1
        missed = self._polls == self._next_miss
        if missed:
            self._next_miss = self._misses()
        if not missed and self._queue.waiting and self._queue.serve(taker):
            return True
        self._empty += 1
        self._asleep[taker] = self._environment._now
        self.wake()
        return False

    def wake(self) -> None:
        """There may be something: let the one poll whose turn comes first."""
        if self._armed or not self._asleep or not self._queue.waiting:
            return
        self._armed = True
        first = min(self._asleep, key=self._turn)
        poll = first, self._asleep[first]
        self._environment.call_at(self._turn(first), self._poll_again, poll, ARRIVAL)

    def empty(self) -> int:
        """Polls that found nothing so far."""
        now = self._environment._now
        between = sum(int((now - since) / self._interval) for since in self._asleep.values())
        return self._empty + between

    def _turn(self, taker: Any) -> float:
        """When a taker polls next, after now."""
        since, now = self._asleep[taker], self._environment._now
        return float(since + max(1, ceil((now - since) / self._interval)) * self._interval)

    def _poll_again(self, argument: tuple[Any, float]) -> None:
        self._armed = False
        taker, since = argument
        if self._asleep.get(taker) != since:  # It has polled since then: this is not its turn.
            self.wake()
            return
        now = self._environment._now
        self._empty += max(0, round((now - since) / self._interval) - 1)
        if taker.room(self._queue) <= 0:
            del self._asleep[taker]  # It asks by itself once it has room.
        else:
            while self.poll(taker) and taker.room(self._queue) > 0:
                pass
        self.wake()
