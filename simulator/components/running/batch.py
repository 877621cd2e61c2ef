"""Batch: a consumer whose slots receive several messages at once and handle them in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.components.running.consumer import Consumer
from simulator.engine.environment import ARRIVAL
from simulator.engine.message import Attempt

if TYPE_CHECKING:
    from simulator.components.running.broker import Broker
    from simulator.components.running.crew import Crew


class Batch:
    """What one slot received together."""

    __slots__ = ("at", "attempts", "failed", "open", "started")

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self.at = 0
        """Which of them is in work."""
        self.failed: list[tuple[Attempt, str]] = []
        self.open = True
        """Whether more may still join it."""
        self.started = 0.0


class BatchConsumer(Consumer):
    """An instance whose slots handle batches."""

    def __init__(self, crew: Crew, number: int, slots: int) -> None:
        super().__init__(crew, number, slots)
        self.batch = crew.settings.batch
        self._linger = crew.settings.linger
        self._filling: Batch | None = None
        self.batches: set[Batch] = set()

    def room(self, source: Broker) -> int:
        """A whole batch for a free slot, or what is missing from the one that is filling."""
        if not self.up or self.draining or self.receiving:
            return 0
        if self._filling is not None:
            return self.batch - len(self._filling.attempts)
        if self.free <= 0:
            return 0
        if self._tokens is not None and not self._may_begin(self._tokens):
            return 0
        return self.batch

    def accept(self, attempt: Attempt) -> None:
        """Put it into the batch of a slot."""
        if self._filling is None:
            self._filling = Batch()
            self.free -= 1
            if self._linger > 0:
                environment = self.crew.environment
                at = environment._now + self._linger
                environment.call_at(at, self._lingered, self._filling, ARRIVAL)
        attempt.batch = self._filling
        self._filling.attempts.append(attempt)
        self.buffer.append(attempt)
        self.crew.prefetched += 1
        if len(self._filling.attempts) >= self.batch:
            self._seal(self._filling)

    def received(self, source: Broker) -> None:
        """The receive is over: without lingering, that is the batch."""
        if self._filling is not None and self._linger == 0:
            self._seal(self._filling)

    def _lingered(self, batch: Batch) -> None:
        if batch is self._filling:
            self._seal(batch)

    def _seal(self, batch: Batch) -> None:
        """A batch is complete; where the way is long it is here after a while."""
        self._filling = None
        batch.open = False
        latencies = self.crew.latencies
        if not latencies:
            self._start(batch)
            return
        environment = self.crew.environment
        at = environment._now + latencies[batch.attempts[0].lane.source]()
        environment.call_at(at, self._arrive, (batch, self.lives), ARRIVAL)

    def _arrive(self, argument: tuple[Batch, int]) -> None:
        batch, lives = argument
        if lives == self.lives:
            self._start(batch)

    def _start(self, batch: Batch) -> None:
        batch.started = self.crew.environment._now
        self.batches.add(batch)
        self._next(batch)

    def _next(self, batch: Batch) -> None:
        """Begin with the next of a batch, or end it."""
        while batch.at < len(batch.attempts):
            attempt = batch.attempts[batch.at]
            if attempt in self.buffer:
                self.buffer.remove(attempt)
                self.crew.prefetched -= 1
                if self._tokens is not None:
                    self._tokens.take(self.crew.environment._now)
                self.free += 1  # `begin` takes the slot that the batch has held.
                self.begin(attempt)
                return
            batch.at += 1
        self._end(batch)

    def _end(self, batch: Batch) -> None:
        self.batches.discard(batch)
        self._settle(batch)
        self.free += 1
        self.proceed()

    def finished(self, attempt: Attempt) -> None:
        """An attempt has ended: its slot goes on with the batch."""
        batch: Batch = attempt.batch
        self.running.discard(attempt)
        self.crew.slot_freed()
        if self.crew.numbered:
            self.free_slots.append(attempt.slot)
        batch.at += 1
        self._next(batch)

    def _settle(self, batch: Batch) -> None:
        """Say of a batch that is done what is to become of its messages."""
        mode = self.crew.settings.batch_ack
        if mode == "each":
            return
        failed = dict(batch.failed)
        for attempt in batch.attempts:
            if attempt.settled or (attempt.ended and attempt.lost):
                continue
            if attempt in failed:
                attempt.lane.settle_failure(attempt, failed[attempt])
            elif mode == "partial" or not failed:
                attempt.lane.settle_success(attempt)
            else:
                attempt.lane.settle_failure(attempt, "batch")

    def reset(self) -> None:
        super().reset()
        self._filling = None
        self.batches.clear()

    def slot_is_back(self, attempt: Attempt) -> None:
        """The slot of a batch that was killed half-way goes on with the rest of it."""
        if self.crew.numbered:
            self.free_slots.append(attempt.slot)
        attempt.batch.at += 1
        self._next(attempt.batch)

    def proceed(self) -> None:
        """Take more."""
        if self.draining:
            if not self.running and not self.batches:
                self.crew.fleet.drained(self)
        elif self.up:
            self._take_more()
