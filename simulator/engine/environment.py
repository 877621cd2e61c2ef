"""Environment: SimPy's, with a fast path of plain function calls beside its processes.

SimPy's heap holds events; ours holds `(time, key, function, argument)`. An event of SimPy is one
such entry whose function runs the event's callbacks, so ordinary processes, resources and stores
keep working. What happens once for every message is a plain function instead.

**Ties.** At equal times the key decides. First the end of a stretch (`advance`), so that a frame
holds what happened before its end; then urgent SimPy events; actions; acks and everything else
that ends work, with ordinary SimPy events; expiries; arrivals. Within a rank, first scheduled is
first run. A receive follows at once whatever brought a message and an idle slot together.
"""

from collections.abc import Callable, Iterable, Iterator
from heapq import heapify, heappop, heappush
from itertools import repeat
from math import inf
from operator import length_hint
from typing import Any

from simpy.core import EmptySchedule, Environment, StopSimulation
from simpy.events import NORMAL, URGENT, Event, EventPriority

_SPAN = 1 << 58
"""Keys of one rank: more than a simulation will ever schedule."""

STRETCH_END = -3 * _SPAN
ACTION = -_SPAN
ACK = 0
EXPIRY = _SPAN
ARRIVAL = 2 * _SPAN
"""Added to a key. Urgent SimPy events have the rank between the end of a stretch and actions."""

Arrival = tuple[float, Callable[[Any], object], Any]
"""When, what to call, with what."""


class _StretchEnd(Exception):
    """The end of the stretch that `advance` was asked for."""


def _end_stretch(_: object) -> None:
    raise _StretchEnd


class _Pause(Exception):
    """`advance` is to hand control back."""


def _pause(_: object) -> None:
    raise _Pause


class _NewArrivals(Exception):
    """Other arrivals than those that `advance` has in hand come from now on."""


def _change_arrivals(_: object) -> None:
    raise _NewArrivals


def _run_callbacks(event: Event) -> None:
    """Process one SimPy event, as `simpy.Environment.step` does."""
    callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment] # as SimPy does
    try:
        for callback in callbacks:
            callback(event)
    except StopSimulation:
        event.callbacks = callbacks[callbacks.index(callback) + 1 :]
        event.env.schedule(event, EventPriority(-1))
        raise
    if not event._ok and not hasattr(event, "_defused"):
        failure = event._value
        copy = type(failure)(*failure.args)
        copy.__cause__ = failure
        raise copy


class FastEnvironment(Environment):
    """A SimPy environment whose heap also takes plain functions, and arrivals outside the heap."""

    def __init__(self, initial_time: float = 0) -> None:
        super().__init__(initial_time)
        self.heap: list[tuple[float, int, Callable[[Any], object], Any]] = []
        # The same list under SimPy's name: its base class and ours share one schedule.
        self._queue = self.heap  # type: ignore[assignment] # entries are ours
        self.next_key: Callable[[], int] = self._eid.__next__
        self._arrivals: Iterator[Arrival] = iter(())
        self._arrival: Arrival = (inf, _end_stretch, None)
        self._stretch_end: float | None = None
        self.absorbable = 0
        """How many events the arrivals may still run by themselves, within `advance`: whoever gives
        them may be quicker at what comes before the next one."""
        self.events = 0
        """Events processed by `advance`."""
        self.books: list[Callable[[], object]] = []
        """What puts into the books what is over, and is asked now and then: long lists of it would
        take longer than short ones."""

    # --- The fast path --------------------------------------------------------------------

    def call_at(
        self, time: float, function: Callable[[Any], object], argument: Any = None, rank: int = ACK
    ) -> None:
        """Call `function(argument)` at a time that is not in the past."""
        heappush(self.heap, (time, self.next_key() + rank, function, argument))

    def arrive(self, arrivals: Iterable[Arrival]) -> None:
        """Take the arrivals, in order of time, that `advance` merges without the heap."""
        self._arrivals = iter(arrivals)
        self._arrival = next(self._arrivals, (inf, _end_stretch, None))

    def arrive_otherwise(self, arrivals: Iterable[Arrival]) -> None:
        """Take other arrivals from now on, before anything else happens; even within `advance`."""
        self.arrive(arrivals)
        heappush(self.heap, (self._now, self.next_key() + STRETCH_END, _change_arrivals, None))

    def ran(self, events: int) -> None:
        """The arrivals have run so many events by themselves. Where that is all they may, `advance`
        hands control back."""
        self.events += events
        self.absorbable -= events
        if self.absorbable <= 0:
            heappush(self.heap, (self._now, self.next_key() + STRETCH_END, _pause, None))

    def withdraw(self, function: Callable[[Any], object]) -> list[Any]:
        """Take everything out that would call a function; give its arguments, in order of time."""
        taken = sorted(entry for entry in self.heap if entry[2] == function)
        self.heap[:] = [entry for entry in self.heap if entry[2] != function]
        heapify(self.heap)
        return [argument for _, _, _, argument in taken]

    def advance(self, until: float, budget: int) -> bool:
        """Run what happens before `until`, at most `budget` events, and as many that the arrivals
        run by themselves; tell whether it got there.

        When it did, the clock stands at `until`, and what is due at that very time is still to be
        run. The end of a stretch may not be moved once it was begun.
        """
        if self._stretch_end is None:
            self._stretch_end = until
            heappush(self.heap, (until, self.next_key() + STRETCH_END, _end_stretch, None))
        assert self._stretch_end == until, "a stretch was left before its end"
        heap, pop, following = self.heap, heappop, self._arrivals.__next__
        arrival, arrive, payload = self._arrival
        turns = repeat(None, budget)
        self.absorbable = budget
        try:
            for _ in turns:
                if heap[0][0] <= arrival:
                    self._now, _, function, argument = pop(heap)
                    function(argument)
                else:
                    self._now = arrival
                    arrive(payload)
                    try:
                        arrival, arrive, payload = following()
                    except StopIteration:
                        arrival = inf
        except _StretchEnd:
            self._stretch_end = None
            self.events -= 1  # The end itself is no event.
            return True
        except _Pause:
            self.events -= 1
            return False
        except _NewArrivals:
            arrival, arrive, payload = self._arrival
            self.events -= 1
            return False
        else:
            return False
        finally:
            self._arrival = (arrival, arrive, payload)
            self.events += budget - length_hint(turns)

    def settle(self) -> None:
        """Put into the books what is over."""
        for put in self.books:
            put()

    # --- SimPy's own ----------------------------------------------------------------------

    def schedule(self, event: Event, priority: EventPriority = NORMAL, delay: float = 0) -> None:
        """Schedule a SimPy event."""
        rank = 0 if priority == NORMAL else (priority - 1) * 2 * _SPAN
        entry = (self._now + delay, self.next_key() + rank, _run_callbacks, event)
        heappush(self.heap, entry)

    def peek(self) -> float:
        """The time of the next event, or infinity. Arrivals outside the heap do not count."""
        return self.heap[0][0] if self.heap else inf

    def step(self) -> None:
        """Process the next event of the heap."""
        if not self.heap:
            raise EmptySchedule
        self._now, _, function, argument = heappop(self.heap)
        function(argument)


__all__ = ["ACK", "ACTION", "ARRIVAL", "EXPIRY", "STRETCH_END", "URGENT", "Arrival"]
__all__ += ["FastEnvironment"]
