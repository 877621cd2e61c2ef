"""Traced sending: a message edge that tells a microscope what holds a message back at its sender.

It does what `sending` does, and writes it down: a simulation without a microscope pays nothing.
"""

from simulator.design.edges import Edge
from simulator.engine.part import Answer
from simulator.engine.world import World
from simulator.mechanics.sending import Sending, Trip
from simulator.mechanics.sink import Sink
from simulator.mechanics.tracing import Tracing


class TracedSending(Sending):
    """A message edge with any of its features, under the microscope."""

    def __init__(self, world: World, edge: Edge, sink: Sink, after: Answer, fork: bool) -> None:
        super().__init__(world, edge, sink, after, fork)
        self._tracing = Tracing.of(world)
        self._on_its_way: set[Trip] = set()
        """Those of which at least one message has left."""

    def _hold_back(self, trip: Trip, reason: str, until: float | None = None) -> None:
        self._tracing.tell(trip.job, "held_back", self._id, reason=reason, until=until)
        super()._hold_back(trip, reason, until)

    def _refuse(self, trip: Trip, reason: str) -> None:
        self._tracing.tell(trip.job, "shed", self._id, reason=reason)
        super()._refuse(trip, reason)

    def _leave(self, trip: Trip) -> None:
        self._on_its_way.add(trip)
        super()._leave(trip)

    def _heard(self, trip: Trip, outcome: int) -> None:
        if trip.left == 1:
            left = trip in self._on_its_way
            self._on_its_way.discard(trip)
            if not left and not self._fork:
                self._tracing.over(trip.job, "rejected")
        super()._heard(trip, outcome)


def sending(world: World, edge: Edge, sink: Sink, after: Answer, fork: bool) -> Sending:
    """A message edge with any of its features."""
    made = Sending if world.microscope is None else TracedSending
    return made(world, edge, sink, after, fork)
