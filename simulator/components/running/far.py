"""Far: an instance that messages take time to reach, once the queue has handed them out.

What is on its way is held: it is in flight, its lock runs, and it takes the place of a free slot.
Where slots take batches, the batch travels as one; see `batch`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.components.running.consumer import Consumer
from simulator.engine.environment import ARRIVAL
from simulator.engine.message import Attempt, Message
from simulator.mechanics.delivery.states import SHUTDOWN

if TYPE_CHECKING:
    from simulator.components.running.broker import Broker
    from simulator.components.running.crew import Crew


class FarConsumer(Consumer):
    """An instance at the end of an edge with a latency."""

    def __init__(self, crew: Crew, number: int, slots: int) -> None:
        super().__init__(crew, number, slots)
        self.coming: set[Attempt] = set()
        """Received, and not here yet."""

    @property
    def reserved(self) -> int:
        """Messages that it holds, those on their way included."""
        return super().reserved + len(self.coming)

    def room(self, source: Broker) -> int:
        """How many messages it would take now, beside those on their way."""
        return super().room(source) - len(self.coming)

    def receive(self, source: Broker, message: Message) -> None:
        """Take one message, which is here after a while."""
        attempt = self.crew.lane_of(source).receive(message, self)
        self.coming.add(attempt)
        environment = self.crew.environment
        at = environment._now + self.crew.latencies[source]()
        environment.call_at(at, self._arrive, attempt, ARRIVAL)

    def _arrive(self, attempt: Attempt) -> None:
        if attempt in self.coming:
            self.coming.discard(attempt)
            self.accept(attempt)

    def held(self) -> list[Attempt]:
        """Everything that it holds, in the order in which it came."""
        return sorted([*super().held(), *self.coming], key=lambda attempt: attempt.receipt)

    def forget(self, attempt: Attempt) -> None:
        """It holds an attempt no more that no slot has taken up."""
        if attempt in self.coming:
            self.coming.discard(attempt)
        else:
            super().forget(attempt)

    def drain(self) -> None:
        """Take nothing more, and give back what no slot has taken up."""
        super().drain()
        for attempt in sorted(self.coming, key=lambda it: it.receipt):
            self.forget(attempt)
            attempt.lane.put_back(attempt, SHUTDOWN)
