"""Percentiles: a distribution as it was measured."""

from bisect import bisect_right
from itertools import pairwise
from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import field_validator, model_validator

from simulator import limits
from simulator.design.distributions.base import Distribution, Sampler
from simulator.design.distributions.parameters import mistake
from simulator.design.quantities import Duration, brief
from simulator.design.settings import setting


class Percentiles(Distribution):
    """As measured: straight lines between the percentiles of a monitoring page."""

    label: ClassVar[str] = "Percentiles"
    kind: Literal["percentiles"] = "percentiles"
    points: dict[str, Duration] = setting(
        ..., label="Points", unit="s", help="Duration by percentile, from 0 to 100."
    )

    @field_validator("points", mode="after")
    @classmethod
    def _in_order(cls, points: dict[str, float]) -> dict[str, float]:
        ranks = [_rank(text) for text in points]
        if len(ranks) != len(set(ranks)):
            raise mistake("One percentile is given twice.")
        return {
            f"{rank:.10g}": points[text] for rank, text in sorted(zip(ranks, points, strict=True))
        }

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if len(self.points) > limits.LIST_LENGTH_MAX:
            raise mistake(f"There may be at most {limits.LIST_LENGTH_MAX} points.")
        ranks = sorted(_rank(text) for text in self.points)
        if not ranks or ranks[0] != 0 or ranks[-1] != 100:
            raise mistake("The points must begin with “0” and end with “100”.")
        values = [value for _, value in self._sorted()]
        if values[0] < 0 or values[-1] > limits.SECONDS_MAX:
            raise mistake(f"Each point must lie between 0 and {limits.SECONDS_MAX:,.0f} s.")
        if values != sorted(values):
            raise mistake("A higher percentile must not have a shorter duration.")
        return self

    def _sorted(self) -> list[tuple[float, float]]:
        return sorted((_rank(text) / 100, value) for text, value in self.points.items())

    @property
    def mean(self) -> float:
        rows = self._sorted()
        return sum((q - p) * (a + b) / 2 for (p, a), (q, b) in pairwise(rows))

    def quantile(self, p: float) -> float:
        rows = self._sorted()
        return float(np.interp(p, [rank for rank, _ in rows], [value for _, value in rows]))

    def tail(self, t: float) -> float:
        rows = self._sorted()
        values = [value for _, value in rows]
        # The last point at or below t: on a vertical step, everything at t is not longer than t.
        place = bisect_right(values, t)
        if place == 0:
            return 1.0
        if place == len(rows):
            return 0.0
        (p, a), (q, b) = rows[place - 1], rows[place]
        return 1.0 - (p + (q - p) * (t - a) / (b - a))

    def sampler(self, rng: np.random.Generator) -> Sampler:
        rows = self._sorted()
        ranks = np.array([rank for rank, _ in rows])
        values = np.array([value for _, value in rows])
        return lambda count: np.interp(rng.random(count), ranks, values)


def _rank(text: str) -> float:
    try:
        rank = float(text) if len(text) <= 10 else -1.0
    except ValueError:
        rank = -1.0
    if not 0 <= rank <= 100:
        raise mistake(f"{brief(text)} is not a percentile: use “0” to “100”, such as “99.9”.")
    return rank
