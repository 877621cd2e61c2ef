"""Observations: durations seen, for the percentiles of each frame and of the whole run."""

from collections import deque
from collections.abc import Callable

import numpy as np

from simulator.engine.histogram import Block, Histogram
from simulator.engine.randomness import BLOCK

SPILL = 32_768
"""Values kept for one frame. Beyond it the frame's percentiles come from a histogram."""

WINDOW = 60.0
"""Seconds that the percentiles of a frame may look back …"""

ENOUGH = 50
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
        "_block",
        "_blocks",
        "_frame",
        "_in_blocks",
        "_kept",
        "_last",
        "_near",
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
        """Everything since the warm-up but what the open frame and the next three still hold."""
        self._kept: list[float] = []
        self._blocks: list[Block] = []
        self._in_blocks = 0
        """How many values those are."""
        self._frame: Histogram | None = None
        self._number = 0
        self._recent: deque[tuple[int, int, int]] = deque()
        """The frames that the percentiles look back on: number, values, count with the zeros."""
        self._near: list[float] = []
        """The values of those frames as they came …"""
        self._window: list[float] = []
        """… and in order."""
        self._block: Block | None = None
        """What they are instead after a frame with enough of its own, in order."""
        self._total = 0
        """How many they and the zeros are together."""
        self._last = _NOTHING
        """What the percentiles were last."""
        self.reach = 1
        """How many frames, this one included, that may be."""
        self._skip = 0
        self._skip_zeros = 0

    def close(self, count: int | None = None) -> Percentiles:
        """End the frame: p50, p95 and p99 of the newest values. None where there are none."""
        values = self.values
        self._number = number = self._number + 1
        if self._frame is not None:
            self._count_in(count)
            return self._close_spilled()
        seen = len(values)
        fresh = seen if count is None else count
        if not fresh:
            return self._look_back_again()
        if seen >= ENOUGH:
            return self._close_alone(fresh)
        if seen < fresh or self._skip:
            self._count_in(fresh)
        else:
            # The same where there are no zeros, and nothing is to be left out.
            kept = self._kept
            kept += values
            if len(kept) >= BLOCK:
                self._put_away()
        if fresh >= ENOUGH:
            self._forget()
        elif self._block is not None:
            self._open_block(self._block)
        # Ordered values are followed by a few that are not: to sort them is mostly to merge them.
        self._near += values
        self._window += values
        values.clear()
        recent = self._recent
        recent.append((number, seen, fresh))
        self._total = total = self._total + fresh
        if total >= 2 * ENOUGH or recent[0][0] <= number - self.reach:
            self._look_less_far()
        self._window.sort()
        self._last = last = _percentiles(self._window, self._total)
        return last

    def _count_in(self, count: int | None) -> None:
        """Take what was seen within the frame into the summary, but for what was spilled before."""
        values, kept = self.values, self._kept
        fresh = len(values) if count is None else count
        if self._frame is not None and count is not None:
            fresh -= self._frame.count
        zeros = self._count_zeros(fresh)
        kept += values[self._skip :] if self._skip else values
        self._skip = 0
        if len(kept) >= BLOCK:
            self._put_away()
        if self._frame is not None:
            self._frame.add(np.fromiter(values, np.float64, len(values)))
            self._frame.add_zeros(zeros)
            values.clear()

    def _put_away(self) -> None:
        """Take what was kept into the histogram."""
        self.histogram.add(np.fromiter(self._kept, np.float64, len(self._kept)))
        self._kept.clear()

    def _count_zeros(self, fresh: int) -> int:
        """Take the zeros into the summary; gives how many there were within the frame."""
        zeros = fresh - len(self.values)
        if zeros > self._skip_zeros:
            self.histogram.add_zeros(zeros - self._skip_zeros)
        self._skip_zeros = 0
        return zeros

    def _close_alone(self, fresh: int) -> Percentiles:
        """The percentiles of a frame that has enough values of its own. From here on they are kept
        as one ordered block."""
        values, blocks = self.values, self._blocks
        count = len(values)
        if count < fresh:
            self._count_zeros(fresh)
        block = np.fromiter(values, np.float64, count)
        blocks.append(block[self._skip :].copy() if self._skip else block)
        self._skip = 0
        values.clear()
        self._in_blocks += count
        if self._in_blocks >= BLOCK:
            self.histogram.add(np.concatenate(blocks))
            blocks.clear()
            self._in_blocks = 0
        block.sort()
        self._forget()
        self._block = block
        self._recent.append((self._number, count, fresh))
        self._total = fresh
        self._last = last = _percentiles_of(block.item, count, fresh)
        return last

    def _close_spilled(self) -> Percentiles:
        """The percentiles of a frame that had too many values to keep."""
        frame, self._frame = self._frame, None
        assert frame is not None
        self._forget()
        p50, p95, p99 = (rounded(frame.quantile(p) or 0.0) for p in (0.5, 0.95, 0.99))
        return p50, p95, p99

    def _look_back_again(self) -> Percentiles:
        """The percentiles of a frame in which nothing was seen."""
        self._skip_zeros = 0
        recent, first = self._recent, self._number - self.reach
        if recent and recent[0][0] <= first:
            if recent[-1][0] <= first:
                self._forget()
            else:
                self._look_less_far()
                self._window.sort()
                self._last = _percentiles(self._window, self._total)
        return self._last

    def _look_less_far(self) -> None:
        """Leave out the oldest frames that are too old, or without which there is enough."""
        recent, first = self._recent, self._number - self.reach
        gone, total = 0, self._total
        while len(recent) > 1:
            number, seen, count = recent[0]
            if number > first and total - count < ENOUGH:
                break
            total -= count
            gone += seen
            recent.popleft()
        self._total = total
        del self._near[:gone]
        self._window[:] = self._near

    def _open_block(self, block: Block) -> None:
        """Go on from a frame that had enough values of its own."""
        self._near, self._block = block.tolist(), None
        self._window[:] = self._near

    def _forget(self) -> None:
        """Look back no farther than this frame."""
        self._recent.clear()
        self._near.clear()
        self._window.clear()
        self._block = None
        self._total, self._last = 0, _NOTHING

    def spill(self) -> None:
        """Keep memory flat within a frame that has very many observations."""
        if len(self.values) < SPILL:
            return
        if self._frame is None:
            self._frame = Histogram()
        skipped = self._skip_zeros  # Zeros are counted at the end of the frame.
        self._count_in(None)
        self._skip_zeros = skipped

    def begin_measuring(self, count: int | None = None) -> None:
        """Leave what was seen so far, during the warm-up, out of the summary."""
        self._kept.clear()
        self._blocks.clear()
        self._in_blocks = 0
        self.histogram = Histogram()
        self._skip = len(self.values)
        self._skip_zeros = 0 if count is None else count - self._seen()

    def summary(self) -> Histogram:
        """Everything seen since the warm-up. To be called after `close`."""
        rest = np.fromiter(self._kept, np.float64, len(self._kept))
        self.histogram.add(np.concatenate([rest, *self._blocks]))
        self._kept.clear()
        self._blocks.clear()
        return self.histogram

    def _seen(self) -> int:
        return len(self.values) + (self._frame.count if self._frame is not None else 0)


def _ranks(total: int) -> tuple[int, int, int]:
    """Where among so many the three percentiles stand."""
    return (total + 1) // 2 - 1, (95 * total + 99) // 100 - 1, (99 * total + 99) // 100 - 1


_RANKS = [_ranks(total) for total in range(4 * ENOUGH)]


def _percentiles(ordered: list[float], total: int) -> Percentiles:
    """Of `total` observations, all that are not zero in order: the value at the rank of each
    share."""
    if len(ordered) != total or total >= len(_RANKS):
        return _percentiles_of(ordered.__getitem__, len(ordered), total)
    a, b, c = _RANKS[total]
    # As `rounded`, written out: this runs for every group of every frame.
    return (
        int(ordered[a] * RESOLUTION + 0.5) / RESOLUTION,
        int(ordered[b] * RESOLUTION + 0.5) / RESOLUTION,
        int(ordered[c] * RESOLUTION + 0.5) / RESOLUTION,
    )


def _percentiles_of(value: Callable[[int], float], count: int, total: int) -> Percentiles:
    """The same of more of them, or with zeros: `count` are not zero, and `value(n)` is the n-th of
    those."""
    zeros = total - count
    a, b, c = _ranks(total)
    return (
        int(value(a - zeros) * RESOLUTION + 0.5) / RESOLUTION if a >= zeros else 0.0,
        int(value(b - zeros) * RESOLUTION + 0.5) / RESOLUTION if b >= zeros else 0.0,
        int(value(c - zeros) * RESOLUTION + 0.5) / RESOLUTION if c >= zeros else 0.0,
    )


def rounded(value: float) -> float:
    """A positive number at the resolution of frames; `round` would go by way of decimal text."""
    return int(value * RESOLUTION + 0.5) / RESOLUTION
