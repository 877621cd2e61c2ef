"""Distribution: what every distribution of durations offers."""

import math
from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict

from simulator.design.settings import Settings, to_plain

Block = NDArray[np.float64]
Sampler = Callable[[int], Block]
"""Draws a block: the next `count` values, in seconds."""


def _name_the_kind(schema: dict[str, Any]) -> None:
    """In a document the kind must be written, though Python code need not."""
    if "kind" in schema.get("properties", {}):
        schema["required"] = ["kind", *schema.get("required", [])]


class Distribution(Settings):
    """Base of every distribution of durations."""

    model_config: ClassVar[ConfigDict] = ConfigDict(json_schema_extra=_name_the_kind)

    label: ClassVar[str]

    def to_dict(self) -> Any:
        """Every parameter, with the kind."""
        return {name: to_plain(getattr(self, name)) for name in type(self).model_fields}

    if TYPE_CHECKING:
        # A field in some distributions, derived in others; pydantic allows no property here.
        @property
        def mean(self) -> float:
            """The mean, in seconds."""

    @abstractmethod
    def tail(self, t: float) -> float:
        """P(X > t): the share that takes longer than t seconds."""

    @abstractmethod
    def sampler(self, rng: np.random.Generator) -> Sampler:
        """A function that draws the next block. The draws depend on `rng` alone."""

    def quantile(self, p: float) -> float:
        """The duration, in seconds, that a share p (0 to 1) does not exceed.

        By halving the interval; distributions with a closed form override it. p = 1 gives
        infinity where there is no largest value.
        """
        low, high = 0.0, max(self.mean, 1e-9)
        if p >= 1:
            return math.inf
        while self.tail(high) > 1 - p:
            low, high = high, 2 * high
        for _ in range(100):
            middle = (low + high) / 2
            if self.tail(middle) > 1 - p:
                low = middle
            else:
                high = middle
        return high

    def density(self, points: int = 100) -> list[tuple[float, float]]:
        """`points` pairs (seconds, density per second) up to the 99.5th percentile, for a picture.

        Each is the average density over its interval, so that jumps and steps draw as they are.
        Empty for a constant, which has no density.
        """
        low, high = self.quantile(0.0), self.quantile(0.995)
        if not high > low:
            return []
        low = 0.0 if low < high / 2 else low
        width = (high - low) / points
        edges = [low + step * width for step in range(points + 1)]
        tails = [1.0 if step == 0 and low == 0 else self.tail(t) for step, t in enumerate(edges)]
        return [(edges[i] + width / 2, (tails[i] - tails[i + 1]) / width) for i in range(points)]
