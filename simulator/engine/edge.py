"""Edge meter: what travelled along one edge."""

from collections.abc import Callable

from simulator.engine.part import Part


class EdgeMeter(Part):
    """Counters of one edge. Whoever moves the work counts; what it counts anyway, it lends."""

    columns = ("sent", "failed", "timed_out", "retried", "open")

    def __init__(self) -> None:
        self.sent = 0
        self.failed = 0
        self.timed_out = 0
        self.retried = 0
        self.open = 0
        self._lent: list[tuple[Callable[[], int], Callable[[], int] | None]] = []

    def lend(self, sent: Callable[[], int], still_open: Callable[[], int] | None = None) -> None:
        """Add a counter that is kept elsewhere to what was sent, and to what is open."""
        self._lent.append((sent, still_open))

    def read(self) -> list[float]:
        sent, still_open = self.sent, self.open
        for count, waiting in self._lent:
            sent += count()
            if waiting is not None:
                still_open += waiting()
        return [sent, self.failed, self.timed_out, self.retried, still_open]
