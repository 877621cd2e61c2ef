"""Locks: how long a received message stays hidden for the one attempt that holds it.

Where nothing renews it, a lock lasts a fixed time from the receive (or from the start of the work),
and a FIFO of deadlines costs no event for what is settled in time. With a heartbeat the end is
worked out when the work begins: a heartbeat is no event, either.
"""

from collections.abc import Callable
from math import ceil, floor, inf
from typing import Any, Protocol

from simulator.engine.environment import EXPIRY, FastEnvironment
from simulator.engine.message import Attempt
from simulator.mechanics.deadlines import Deadlines


def next_look(now: float, every: float) -> float:
    """When a broker that looks every so many seconds sees what is over now; 0: at once."""
    return ceil(now / every) * every if every > 0 else now


class Renewing(Protocol):
    """The settings of a worker that renews what it works on, or does not."""

    heartbeat: float | None
    heartbeat_extends: float | None
    heartbeat_max: float | None


class Locks:
    """The locks of one queue's messages at one worker. `lapse(attempt)` is called when one ends."""

    def __init__(
        self,
        environment: FastEnvironment,
        queue: Any,
        worker: Renewing,
        lapse: Callable[[Attempt], object],
    ) -> None:
        self._environment = environment
        self._lapse = lapse
        self._at_receive = queue.lock_from == "receive"
        self._most = inf if queue.lock_max is None else float(queue.lock_max)
        self._check = float(queue.expiry_check)
        self._beat = worker.heartbeat
        self._extended_by = worker.heartbeat_extends
        self._beats_most = inf if worker.heartbeat_max is None else worker.heartbeat_max
        self._deadlines: Deadlines[Attempt] | None = None
        self.last(float(queue.visibility_timeout))

    def last(self, span: float) -> None:
        """What is received from now on is locked for so long; what is locked keeps its time."""
        self._span = span
        self._extends = self._extended_by or span
        if self._beat is None:
            self._deadlines = Deadlines(self._environment, min(span, self._most), self._over)

    @property
    def certain(self) -> float | None:
        """How long every lock lasts from the receive; None where that depends on anything."""
        simple = self._beat is None and self._at_receive
        return min(self._span, self._most) if simple else None

    def receive(self, attempt: Attempt) -> None:
        """A message was received."""
        if not self._at_receive:
            return
        if self._deadlines is not None:
            self._deadlines.add(attempt)
        else:
            self._arm(attempt, attempt.received + min(self._span, self._most))

    def begin(self, attempt: Attempt, blocked: bool) -> None:
        """A slot begins to work on it. `blocked`: so busily that nothing is renewed."""
        if self._deadlines is not None:
            if not self._at_receive:
                self._deadlines.add(attempt)
            return
        if blocked and self._at_receive:
            return
        self._arm(attempt, self._end(attempt, blocked))

    def abandon(self, attempt: Attempt) -> None:
        """Whoever held it is no more: nothing is renewed from now on."""
        if not attempt.armed:
            self._arm(attempt, max(self._first_end(attempt), self._environment._now))
            return
        if self._beat is None or not attempt.begun:
            return
        past = floor((self._environment._now - attempt.started) / self._beat)
        beats = min(past, self._most_beats(attempt))
        end = self._first_end(attempt)
        if beats > 0 and attempt.started + self._beat <= end:
            end = attempt.started + beats * self._beat + self._extends
        self._arm(attempt, max(end, self._environment._now))

    def _first_end(self, attempt: Attempt) -> float:
        """When it ends if nothing is ever renewed."""
        return (attempt.received if self._at_receive else attempt.started) + self._span

    def _end(self, attempt: Attempt, blocked: bool) -> float:
        """When it ends if the work goes on for ever."""
        assert self._beat is not None
        end = self._first_end(attempt)
        first = attempt.started + self._beat
        beats = 0 if blocked or first > end else self._most_beats(attempt)
        if beats > 0:
            beats = min(beats, 1) if self._extends < self._beat else beats
            end = attempt.started + beats * self._beat + self._extends
        return min(end, attempt.received + self._most)

    def _most_beats(self, attempt: Attempt) -> float:
        """How often it can be renewed: what would last beyond the cap is refused."""
        assert self._beat is not None
        latest = attempt.received + self._most - self._extends
        longest = min(self._beats_most, latest - attempt.started)
        return longest if longest == inf else floor(longest / self._beat)

    def _arm(self, attempt: Attempt, end: float) -> None:
        end = attempt.until = max(end, self._environment._now)
        if end < inf:
            self._environment.call_at(end, self._timer, attempt, EXPIRY)

    def _timer(self, attempt: Attempt) -> None:
        if not attempt.settled and attempt.until == self._environment._now:
            self._over(attempt)

    def _over(self, attempt: Attempt) -> None:
        """The time is over; the broker may see it only when it next looks."""
        now = self._environment._now
        seen = next_look(now, self._check)
        if seen > now:
            self._environment.call_at(seen, self._found, attempt, EXPIRY)
        else:
            self._found(attempt)

    def _found(self, attempt: Attempt) -> None:
        if not attempt.settled:
            self._lapse(attempt)
