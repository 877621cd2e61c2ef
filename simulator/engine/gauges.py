"""Gauges: the peaks of what every frame ends with, and sums for means."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add

KEPT = 64
"""Frames that are kept before they are looked at: to take many at once is less work for each."""


class Gauges:
    """The gauges of all parts, as they stood at the ends of frames."""

    def __init__(self, count: int, averaged: Iterable[int], since: float) -> None:
        """`averaged`: the indices of those whose means will be asked for."""
        self._peaks: list[float] = [0] * count
        self._peak_times = [since] * count
        self._sums: dict[int, float] = dict.fromkeys(averaged, 0)
        self._frames = 0
        self._rows: list[Sequence[float]] = []
        self._times: list[float] = []

    def note(self, time: float, values: Sequence[float]) -> None:
        """A frame has ended."""
        self._times.append(time)
        self._rows.append(values)
        if len(self._rows) >= KEPT:
            self.look()

    def look(self) -> None:
        """Take account of the frames that were kept. Needed before anything is asked for."""
        columns = [*zip(*self._rows, strict=True)]
        for index, highest in enumerate(map(max, columns)):
            if highest > self._peaks[index]:
                self._peaks[index] = highest
                self._peak_times[index] = self._times[columns[index].index(highest)]
        if columns:
            for index, before in self._sums.items():
                # One after another: newer versions of `sum` round in another way.
                self._sums[index] = reduce(add, columns[index], before)
        self._frames += len(self._rows)
        self._rows.clear()
        self._times.clear()

    def peak(self, index: int) -> dict[str, float]:
        """The highest value of a gauge, and when the first frame ended that ended with it."""
        return {"value": self._peaks[index], "at": self._peak_times[index]}

    def mean(self, index: int) -> float:
        """The mean of a gauge over the ends of frames."""
        return self._sums[index] / self._frames
