"""Edge meter: what travelled along one edge."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from simulator.design.edges import Edge, has_breaker, may_refuse
from simulator.engine.part import Part


class EdgeMeter(Part):
    """Counters of one edge. Whoever moves the work counts; what it counts anyway, it lends."""

    columns: ClassVar[Sequence[str]] = ("sent", "failed", "timed_out", "retried", "open")

    def __init__(self) -> None:
        self.sent = 0
        self.failed = 0
        self.timed_out = 0
        self.retried = 0
        self.open = 0
        self.refused = 0
        """Tries that the edge itself did not let through."""
        self.level: Callable[[], float] = float
        """How open the edge's circuit breaker is, from 0 to 1."""
        self._sent_elsewhere: list[Callable[[], int]] = []
        self._open_elsewhere: list[Callable[[], int]] = []

    def lend(self, sent: Callable[[], int], still_open: Callable[[], int] | None = None) -> None:
        """Add a counter that is kept elsewhere to what was sent, and to what is open."""
        self._sent_elsewhere.append(sent)
        if still_open is not None:
            self._open_elsewhere.append(still_open)

    def read(self) -> list[float]:
        sent, still_open = self.sent, self.open
        for count in self._sent_elsewhere:
            sent += count()
        for count in self._open_elsewhere:
            still_open += count()
        return [sent, self.failed, self.timed_out, self.retried, still_open]


class RefusingMeter(EdgeMeter):
    """Counters of an edge that may refuse what would go along it."""

    columns = (*EdgeMeter.columns, "refused")

    def read(self) -> list[float]:
        return [*super().read(), self.refused]


class BreakerMeter(RefusingMeter):
    """Counters of an edge with a circuit breaker."""

    columns = (*RefusingMeter.columns, "breaker")

    def read(self) -> list[float]:
        return [*super().read(), self.level()]


def meter(edge: Edge) -> EdgeMeter:
    """A meter with the columns that an edge has, as `edge_metrics` describes them."""
    if has_breaker(edge):
        return BreakerMeter()
    return RefusingMeter() if may_refuse(edge) else EdgeMeter()
