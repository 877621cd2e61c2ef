"""Throttled: instances that take more than may be invoked at once.

Such an instance is a poller: it holds the batch that it received until there is an invocation for
it, and lets it go when the visibility timeout is over. Then a receive was spent although no handler
ran. AWS Lambda Developer Guide, “Error handling for an SQS event source”: a batch that is throttled
is tried again until its messages are visible again. Pollers know nothing of each other, so whose
try meets a free invocation is chance; how they space their tries is not documented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.components.running.batch import Batch, BatchConsumer

if TYPE_CHECKING:
    from numpy.random import Generator

    from simulator.components.running.crew import Crew
    from simulator.engine.message import Attempt


class Invocations:
    """How many batches of a worker may be in work at once, and those that wait for their turn."""

    def __init__(self, most: int, chance: Generator) -> None:
        self._free = most
        self._chance = chance
        self._waiting: list[tuple[ThrottledConsumer, Batch]] = []

    def take(self, consumer: ThrottledConsumer, batch: Batch) -> bool:
        """Invoke for a batch now; else it is tried again whenever an invocation ends."""
        if self._free > 0:
            self._free -= 1
            return True
        self._waiting.append((consumer, batch))
        return False

    def give_back(self) -> None:
        """One has ended: any of those that wait is next."""
        waiting = self._waiting
        while waiting:
            at = int(self._chance.integers(len(waiting)))
            waiting[at], waiting[-1] = waiting[-1], waiting[at]
            consumer, batch = waiting.pop()
            if batch in consumer.throttled:
                consumer.invoke(batch)
                return
        self._free += 1


class ThrottledConsumer(BatchConsumer):
    """An instance whose slots may have to wait, with what they hold, for an invocation."""

    def __init__(self, crew: Crew, number: int, slots: int) -> None:
        super().__init__(crew, number, slots)
        assert crew.invocations is not None
        self._invocations = crew.invocations
        self.throttled: set[Batch] = set()
        """Received, and waiting for an invocation."""

    @property
    def busy(self) -> int:
        """Slots at work, and those that wait for an invocation."""
        return len(self.running) + len(self.throttled)

    def _start(self, batch: Batch) -> None:
        if self._invocations.take(self, batch):
            super()._start(batch)
        else:
            self.throttled.add(batch)

    def invoke(self, batch: Batch) -> None:
        """There is an invocation for a batch that has waited."""
        self.throttled.discard(batch)
        super()._start(batch)

    def _end(self, batch: Batch) -> None:
        self._invocations.give_back()
        super()._end(batch)

    def lapsed(self, attempt: Attempt) -> None:
        batch: Batch = attempt.batch
        if batch not in self.throttled:
            return
        self.forget(attempt)
        if not any(each.lane.source.holds(each) for each in batch.attempts):
            self.throttled.discard(batch)
            self.free += 1
            self.proceed()

    def reset(self) -> None:
        ended = len(self.batches)
        self.throttled.clear()
        super().reset()
        for _ in range(ended):
            self._invocations.give_back()

    def drain(self) -> None:
        super().drain()
        self.free += len(self.throttled)
        self.throttled.clear()
