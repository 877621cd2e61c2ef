"""Observations: durations seen within a frame, for its percentiles and for the whole run's."""

from simulator.engine.histogram import Histogram
from simulator.engine.randomness import BLOCK

SPILL = 32_768
"""Values kept for one frame. Beyond it the frame's percentiles come from a histogram."""

RESOLUTION = 6
"""Decimals of a second, and of a share, in frames: a microsecond."""

Percentiles = tuple[float | None, float | None, float | None]
_NOTHING: Percentiles = (None, None, None)


class Observations:
    """Durations, in seconds. `add` is a bound `list.append`: it is called for every message.

    Where most durations are zero, the owner counts all of them and adds only the others: it then
    gives `count`, how many there were in all since the frame began.
    """

    __slots__ = ("_frame", "_kept", "_skip", "_skip_zeros", "add", "histogram", "values")

    def __init__(self) -> None:
        self.values: list[float] = []
        self.add = self.values.append
        self.histogram = Histogram()
        """Everything since the warm-up but what `_kept` and the open frame still hold."""
        self._kept: list[float] = []
        self._frame: Histogram | None = None
        self._skip = 0
        self._skip_zeros = 0

    def close(self, count: int | None = None) -> Percentiles:
        """End the frame: its p50, p95 and p99."""
        values = self.values
        if count is None and not values and self._frame is None:
            return _NOTHING
        zeros = 0 if count is None else count - self._seen()
        if zeros > self._skip_zeros:
            self.histogram.add_zeros(zeros - self._skip_zeros)
        self._skip_zeros = 0
        if self._frame is not None:
            return self._close_frame(zeros)
        if not values:
            return (0.0, 0.0, 0.0) if zeros else _NOTHING
        self._keep()
        values.sort()
        found = _percentiles(values, zeros)
        values.clear()
        return found

    def spill(self) -> None:
        """Keep memory flat within a frame that has very many observations."""
        if len(self.values) < SPILL:
            return
        if self._frame is None:
            self._frame = Histogram()
        self._frame.add(self.values)
        self._keep()
        self.values.clear()

    def begin_measuring(self, count: int | None = None) -> None:
        """Leave what was seen so far, during the warm-up, out of the summary."""
        self._kept.clear()
        self.histogram = Histogram()
        self._skip = len(self.values)
        self._skip_zeros = 0 if count is None else count - self._seen()

    def summary(self) -> Histogram:
        """Everything seen since the warm-up. To be called after `close`."""
        self.histogram.add(self._kept)
        self._kept.clear()
        return self.histogram

    def _seen(self) -> int:
        return len(self.values) + (self._frame.count if self._frame is not None else 0)

    def _keep(self) -> None:
        kept = self._kept
        kept += self.values[self._skip :] if self._skip else self.values
        self._skip = 0
        if len(kept) >= BLOCK:
            self.histogram.add(kept)
            kept.clear()

    def _close_frame(self, zeros: int) -> Percentiles:
        frame, self._frame = self._frame, None
        assert frame is not None
        self._keep()
        frame.add(self.values)
        frame.add_zeros(zeros)
        self.values.clear()
        p50, p95, p99 = (round(frame.quantile(p) or 0.0, RESOLUTION) for p in (0.5, 0.95, 0.99))
        return p50, p95, p99


def _percentiles(ordered: list[float], zeros: int) -> Percentiles:
    """Of so many zeros followed by the ordered values: the value at the rank of each share."""
    total = len(ordered) + zeros
    a = (total + 1) // 2 - 1 - zeros
    b = (95 * total + 99) // 100 - 1 - zeros
    c = (99 * total + 99) // 100 - 1 - zeros
    return (
        round(ordered[a], RESOLUTION) if a >= 0 else 0.0,
        round(ordered[b], RESOLUTION) if b >= 0 else 0.0,
        round(ordered[c], RESOLUTION) if c >= 0 else 0.0,
    )
