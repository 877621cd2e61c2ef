"""Histogram: mergeable log buckets with a stated error.

Bucket k holds values from LOWEST·RATIO^k up to LOWEST·RATIO^(k+1). A percentile is the geometric
middle of its bucket: at most `ERROR` away from the value observed at that rank, relatively.
Zeros, and what is shorter than a microsecond, have a bucket of their own.
"""

from collections.abc import Sequence
from math import ceil, exp, log
from typing import Any

import numpy as np

RATIO = 1.01
LOWEST = 1e-6
HIGHEST = 1e8
"""Seconds. Three years; longer values fall into the last bucket."""

ERROR = RATIO**0.5 - 1
"""The largest relative error of a percentile: about 0.5 %."""

_SCALE = 1 / log(RATIO)
_SHIFT = log(LOWEST)
_BUCKETS = ceil((log(HIGHEST) - _SHIFT) * _SCALE)


Block = np.ndarray[tuple[int], np.dtype[np.float64]]
"""Observations, in seconds."""


class Histogram:
    """How many observations there were of which length; exact count, mean and maximum."""

    __slots__ = ("_buckets", "count", "maximum", "total", "zeros")

    def __init__(self) -> None:
        self._buckets: np.ndarray[tuple[int], np.dtype[np.int64]] | None = None
        self.zeros = 0
        self.count = 0
        self.total = 0.0
        self.maximum = 0.0

    def add(self, values: Sequence[float] | Block) -> None:
        """Add a block of observations, in seconds."""
        block: Block = np.asarray(values, np.float64)
        if not len(block):
            return
        self.count += len(block)
        self.total += float(block.sum())
        self.maximum = max(self.maximum, float(block.max()))
        positive = block[block >= LOWEST]
        self.zeros += len(block) - len(positive)
        places = ((np.log(positive) - _SHIFT) * _SCALE).astype(np.int64)
        if self._buckets is None:
            self._buckets = np.zeros(_BUCKETS, np.int64)
        np.minimum(places, _BUCKETS - 1, out=places)
        self._buckets += np.bincount(places, minlength=_BUCKETS)

    def add_zeros(self, count: int) -> None:
        """Add observations of nothing at all."""
        self.zeros += count
        self.count += count

    def merge(self, other: "Histogram") -> None:
        """Add all observations of another histogram."""
        self.zeros += other.zeros
        self.count += other.count
        self.total += other.total
        self.maximum = max(self.maximum, other.maximum)
        if other._buckets is not None:
            mine = self._buckets
            self._buckets = other._buckets.copy() if mine is None else mine + other._buckets

    @property
    def mean(self) -> float | None:
        return self.total / self.count if self.count else None

    def quantile(self, share: float) -> float | None:
        """The value that this share (0 to 1) of the observations does not exceed."""
        if not self.count:
            return None
        rank = max(1, ceil(share * self.count - 1e-9))
        if rank <= self.zeros or self._buckets is None:
            return 0.0
        place = int(np.searchsorted(np.cumsum(self._buckets), rank - self.zeros))
        return min(exp(_SHIFT + (place + 0.5) / _SCALE), self.maximum)

    def to_dict(self) -> dict[str, Any]:
        """The summary that stands in a result."""
        return {
            "count": self.count,
            "mean": self.mean,
            "p50": self.quantile(0.50),
            "p95": self.quantile(0.95),
            "p99": self.quantile(0.99),
            "max": self.maximum if self.count else None,
            "zeros": self.zeros,
            "error": round(ERROR, 6),
        }
