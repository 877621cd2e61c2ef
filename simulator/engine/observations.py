"""Observations: durations seen, for the percentiles of each frame and of the whole run."""

from collections import deque
from collections.abc import Callable
from itertools import chain

import numpy as np

from simulator.engine.histogram import Histogram
from simulator.engine.randomness import BLOCK

SPILL = 32_768
"""Values kept for one frame. Beyond it the frame's percentiles come from a histogram."""

WINDOW = 60.0
"""Seconds that the percentiles of a frame may look back …"""

ENOUGH = 100
"""… until they have seen so many values, or up to twice as many: a 95th percentile of twelve is
nothing but the largest."""

RESOLUTION = 1e6
"""Parts of a second, and of a share, in frames: a microsecond."""

Percentiles = tuple[float | None, float | None, float | None]
_NOTHING: Percentiles = (None, None, None)


class Observations:
    """Durations, in seconds. `add` is a bound `list.append`: it is called for every message.

    Where most durations are zero, the owner counts all of them and adds only the others: it then
    gives `count`, how many there were in all since the frame began.
    """

    __slots__ = (
        "_frame",
        "_kept",
        "_last",
        "_number",
        "_recent",
        "_skip",
        "_skip_zeros",
        "_total",
        "_window",
        "add",
        "histogram",
        "reach",
        "values",
    )

    def __init__(self) -> None:
        self.values: list[float] = []
        self.add = self.values.append
        self.histogram = Histogram()
        """Everything since the warm-up but what `_kept` and the open frame still hold."""
        self._kept: list[float] = []
        self._frame: Histogram | None = None
        self._number = 0
        self._recent: deque[tuple[int, list[float], int]] = deque()
        """The frames that the percentiles look back on: number, values, zeros."""
        self._last = _NOTHING
        """What the percentiles were last."""
        self._window: list[float] = []
        """The same values, ordered, in one."""
        self._total = 0
        """How many those and the zeros are together."""
        self.reach = 1
        """How many frames, this one included, that may be."""
        self._skip = 0
        self._skip_zeros = 0

    def close(self, count: int | None = None) -> Percentiles:
        """End the frame: p50, p95 and p99 of the newest values. None where there are none."""
        values = self.values
        self._number += 1
        if not values and self._frame is None and not count:
            return self._look_back_again()
        zeros = 0 if count is None else count - self._seen()
        if zeros > self._skip_zeros:
            self.histogram.add_zeros(zeros - self._skip_zeros)
        self._skip_zeros = 0
        if self._frame is not None:
            self._forget()
            return self._close_frame(zeros)
        self._keep()
        fresh = len(values) + zeros
        if fresh >= ENOUGH:
            return self._close_alone(zeros)
        if not self._window:
            self._window = [*chain.from_iterable(values for _, values, _ in self._recent)]
        # Ordered values are followed by a few that are not: to sort them is mostly to merge them.
        self._recent.append((self._number, values.copy(), zeros))
        self._window += values
        self._total += fresh
        if self._total >= 2 * ENOUGH or self._recent[0][0] <= self._number - self.reach:
            self._look_less_far()
        values.clear()
        self._window.sort()
        self._last = _percentiles(self._window.__getitem__, len(self._window), self._total)
        return self._last

    def _close_alone(self, zeros: int) -> Percentiles:
        """The percentiles of a frame that has enough values of its own."""
        values = self.values
        self._forget()
        self._recent.append((self._number, values.copy(), zeros))
        self._total = len(values) + zeros
        ordered = np.fromiter(values, np.float64, len(values))
        ordered.sort()
        self._last = _percentiles(ordered.item, len(values), self._total)
        values.clear()
        return self._last

    def _look_back_again(self) -> Percentiles:
        """The percentiles of a frame in which nothing was seen."""
        self._skip_zeros = 0
        recent = self._recent
        if recent and recent[0][0] <= self._number - self.reach:
            if recent[-1][0] <= self._number - self.reach:
                self._forget()
            else:
                self._look_less_far()
                self._window.sort()
                self._last = _percentiles(self._window.__getitem__, len(self._window), self._total)
        return self._last

    def _look_less_far(self) -> None:
        """Leave out the oldest frames that are too old, or without which there is enough."""
        recent, first = self._recent, self._number - self.reach
        while len(recent) > 1:
            number, values, zeros = recent[0]
            rest = self._total - len(values) - zeros
            if number > first and rest < ENOUGH:
                break
            self._total = rest
            recent.popleft()
        self._window = [*chain.from_iterable(values for _, values, _ in recent)]

    def _forget(self) -> None:
        """Look back no farther than this frame."""
        self._recent.clear()
        self._window, self._total, self._last = [], 0, _NOTHING

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
        p50, p95, p99 = (rounded(frame.quantile(p) or 0.0) for p in (0.5, 0.95, 0.99))
        return p50, p95, p99


def _percentiles(value: Callable[[int], float], count: int, total: int) -> Percentiles:
    """Of `total` observations, all but `count` of them zero: the value at the rank of each share.
    `value(n)` is the n-th of the others, in order."""
    zeros = total - count
    a = (total + 1) // 2 - 1 - zeros
    b = (95 * total + 99) // 100 - 1 - zeros
    c = (99 * total + 99) // 100 - 1 - zeros
    # As `rounded`, written out: this runs for every group of every frame.
    return (
        int(value(a) * RESOLUTION + 0.5) / RESOLUTION if a >= 0 else 0.0,
        int(value(b) * RESOLUTION + 0.5) / RESOLUTION if b >= 0 else 0.0,
        int(value(c) * RESOLUTION + 0.5) / RESOLUTION if c >= 0 else 0.0,
    )


def rounded(value: float) -> float:
    """A positive number at the resolution of frames; `round` would go by way of decimal text."""
    return int(value * RESOLUTION + 0.5) / RESOLUTION
