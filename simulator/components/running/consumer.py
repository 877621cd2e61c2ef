"""Consumer: one instance of a worker, with its slots, what it has prefetched and what it holds.

Where the instances of a worker need not be told apart, one consumer stands for all of them.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from simulator.engine.environment import ARRIVAL
from simulator.engine.message import Attempt, Message
from simulator.mechanics.delivery.states import SHUTDOWN
from simulator.mechanics.delivery.tokens import TokenBucket

if TYPE_CHECKING:
    from simulator.components.running.broker import Broker
    from simulator.components.running.crew import Crew

UNLIMITED = 1 << 30


class Consumer:
    """An instance: up, draining or down."""

    # As in `BrokerBooks`.
    __slots__ = ("__dict__", "cuts", "draining", "free", "sure", "up")

    batch = 1

    def __init__(self, crew: Crew, number: int, slots: int) -> None:
        self.crew = crew
        self.number = number
        self.slots = slots
        self.free = slots
        self.up = True
        self.draining = False
        self.buffer: deque[Attempt] = deque()
        """Received, and waiting for a slot."""
        self.shelf: set[Attempt] = set()
        """Received, and not due yet."""
        self.running: set[Attempt] = set()
        self.cut_off: set[Attempt] = set()
        """Those of them whose messages the queue took back, because they were held too long."""
        self.sure = 0
        """Attempts beside those that will certainly succeed and have no record yet."""
        self.cuts = 0
        """Slots that end when their attempt does, because there are to be fewer."""
        self.receiving = 0
        """Slots for which a queue is looking for a message at this very moment."""
        self.lives = 0
        """How often it has begun anew."""
        wanted = crew.settings
        self.holds_eta: bool = wanted.holds_eta
        self._prefetch: int | None = wanted.prefetch
        self._early = wanted.ack == "early"
        self._unlimited = wanted.ack == "receive" and crew.pushed and wanted.prefetch is None
        self._tokens = crew.tokens_of(self)
        self._waking = False
        self._lanes = crew.lanes
        self._sole = len(crew.lanes) == 1
        self.free_slots = list(range(slots - 1, -1, -1)) if crew.numbered else []

    @property
    def busy(self) -> int:
        """Slots at work."""
        return len(self.running) + self.sure

    @property
    def reserved(self) -> int:
        """Messages that it holds."""
        return len(self.running) + self.sure + len(self.buffer) + len(self.shelf)

    # --- Taking ---------------------------------------------------------------------------

    def room(self, source: Broker) -> int:
        """How many messages it would take now."""
        if not self.up or self.draining:
            return 0
        waiting = len(self.buffer)
        if self._unlimited:
            return UNLIMITED
        if self._prefetch is not None:
            at_work = self.slots - self.free - len(self.cut_off)
            held = waiting if self._early else waiting + at_work
            return self._prefetch - held - self.receiving
        room = self.free - waiting - self.receiving
        if room > 0 and self._tokens is not None and not self._may_begin(self._tokens):
            return 0
        return room

    def receive(self, source: Broker, message: Message) -> None:
        """Take one message."""
        attempt = self.crew.lane_of(source).receive(message, self)
        self.accept(attempt)

    def received(self, source: Broker) -> None:
        """That was all of this receive."""

    def accept(self, attempt: Attempt) -> None:
        """Begin with it, or put it where it waits."""
        eta = attempt.job.eta
        if eta > self.crew.environment._now:
            self.shelf.add(attempt)
            self.crew.environment.call_at(eta, self._due, attempt, ARRIVAL)
        elif self.free > 0 and not self.buffer and self._takes_token():
            self.begin(attempt)
        else:
            self.crew.prefetched += 1
            self.buffer.append(attempt)

    def _due(self, attempt: Attempt) -> None:
        if attempt in self.shelf:
            self.shelf.discard(attempt)
            self.accept(attempt)

    def begin(self, attempt: Attempt) -> None:
        """A slot begins to work."""
        self.free -= 1
        self.running.add(attempt)
        if self.crew.numbered:
            attempt.slot = self.free_slots.pop() if self.free_slots else self.slots - 1
        self.crew.slot_taken()
        attempt.lane.begin(attempt)

    # --- Going on -------------------------------------------------------------------------

    def finished(self, attempt: Attempt) -> None:
        """An attempt has ended, and its slot is free."""
        self.running.discard(attempt)
        self.cut_off.discard(attempt)
        self.crew.slot_freed()
        if self.cuts:
            self.cut_slot()
        else:
            self.free_slot(attempt)
        self.proceed()

    def free_slot(self, attempt: Attempt) -> None:
        """A slot may work again."""
        self.free += 1
        if self.crew.numbered:
            self.free_slots.append(attempt.slot)

    def cut_slot(self) -> None:
        """A slot that was to go is gone."""
        self.cuts -= 1
        self.slots -= 1

    def proceed(self) -> None:
        """Begin with what is here, then take more."""
        while self.free > 0 and self.buffer and self._takes_token():
            self.crew.prefetched -= 1
            self.begin(self.buffer.popleft())
        if self.draining:
            if not self.busy:
                self.crew.fleet.drained(self)
        elif self.up:
            self._take_more()

    def _take_more(self) -> None:
        if self._sole:
            source = self._lanes[0].source
            while self.room(source) > 0 and source.ask(self):
                pass
            return
        lanes = self._lanes
        found = True
        while found:
            found = False
            for _ in range(len(lanes)):
                lane = lanes.pop(0)
                lanes.append(lane)
                source = lane.source
                dead = source.dead
                if self.room(source) > 0 and source.ask(self):
                    found = True
                    break
                # It may have moved a dead letter to another queue that had nothing before.
                found = found or source.dead > dead

    # --- Rate limits ----------------------------------------------------------------------

    def _takes_token(self) -> bool:
        tokens = self._tokens
        if tokens is None or tokens.take(self.crew.environment._now):
            return True
        self._wake_for(tokens)
        return False

    def _may_begin(self, tokens: TokenBucket) -> bool:
        now = self.crew.environment._now
        if tokens.ready_at(now) <= now + 1e-9:
            return True
        self._wake_for(tokens)
        return False

    def _wake_for(self, tokens: TokenBucket) -> None:
        if not self._waking:
            self._waking = True
            environment = self.crew.environment
            at = tokens.ready_at(environment._now)
            environment.call_at(at, self._wake, None, ARRIVAL)

    def _wake(self, _: object) -> None:
        self._waking = False
        self.proceed()

    # --- Ending ---------------------------------------------------------------------------

    def held(self) -> list[Attempt]:
        """Everything that it holds, in the order in which it came."""
        if self.sure:
            for lane in self._lanes:
                lane.record(self)
        everything = [*self.running, *self.buffer, *self.shelf]
        return sorted(everything, key=lambda attempt: attempt.receipt)

    def forget(self, attempt: Attempt) -> None:
        """It holds an attempt no more that no slot has taken up."""
        if attempt in self.shelf:
            self.shelf.discard(attempt)
        else:
            self.buffer.remove(attempt)
            self.crew.prefetched -= 1

    def lapsed(self, attempt: Attempt) -> None:
        """A message was not begun within its timeout; it is kept, and begun all the same."""

    def reset(self) -> None:
        """It begins anew, with all its slots free."""
        self.lives += 1
        self.slots -= self.cuts
        self.cuts = 0
        self.cut_off.clear()
        self.free = self.slots
        if self.crew.numbered:
            self.free_slots = list(range(self.slots - 1, -1, -1))

    def slot_is_back(self, attempt: Attempt) -> None:
        """A slot that was killed may work again."""
        if self.cuts:
            self.cut_slot()
        else:
            self.free_slot(attempt)
        self.proceed()

    def resize(self, slots: int) -> None:
        """Have so many slots: more at once, fewer as they become free."""
        change = slots - (self.slots - self.cuts)
        if change < 0:
            idle = min(self.free, -change)
            self.free -= idle
            self.slots -= idle
            self.cuts += -change - idle
            return
        kept = min(self.cuts, change)
        self.cuts -= kept
        self.slots += change - kept
        self.free += change - kept
        if self.crew.numbered:
            self.free_slots.extend(range(self.slots - change + kept, self.slots))
        self.proceed()

    def drain(self) -> None:
        """Take nothing more, and give back what no slot has taken up."""
        self.draining = True
        for attempt in sorted([*self.buffer, *self.shelf], key=lambda it: it.receipt):
            self.forget(attempt)
            attempt.lane.put_back(attempt, SHUTDOWN)
