"""Windows: what one run shows of the time between its warm-up and its end margin.

Counters, and means over time, are those of the span. What is observed of single messages and calls
counts if it began within the span, whenever it ended: the engine notes a duration at its end, so it
began as much earlier, and the end margin is there for those that end after the span.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from unittest import mock

import numpy as np
import numpy.typing as npt

from simulator.engine.environment import FastEnvironment
from simulator.engine.histogram import Histogram
from simulator.engine.observations import Observations
from simulator.engine.recorder import Summary

SYSTEM = ""
"""In place of a component's id: the whole system."""

Floats = npt.NDArray[np.float64]
Key = tuple[str, str]


class Dates:
    """When the observations of one group were made, and how long each lasted."""

    def __init__(self, observations: Observations) -> None:
        self.observations = observations  # Kept, so that its identity stays its own.
        self.ended: list[float] = []
        self.lasted: list[float] = []
        keep, end, last = observations.add, self.ended.append, self.lasted.append
        clock: FastEnvironment | None = None

        def add(value: float) -> None:
            """What the engine calls for every observation instead: as before, and dated."""
            keep(value)
            end(clock._now)  # type: ignore[union-attr] # set before anything happens
            last(value)

        def read_from(environment: FastEnvironment) -> None:
            nonlocal clock
            clock = environment

        observations.add = add
        self.read_from: Callable[[FastEnvironment], None] = read_from


@contextmanager
def dated() -> Iterator[dict[int, Dates]]:
    """Simulations that are made meanwhile date what they observe: by the observations' identity."""
    plain = Observations.__init__
    found: dict[int, Dates] = {}

    def begin(self: Observations) -> None:
        plain(self)
        found[id(self)] = Dates(self)

    with mock.patch.object(Observations, "__init__", begin):
        yield found


@dataclass(frozen=True)
class Observed:
    """The observations of one group, in the order of their ends, and those left out of the list
    because they were zero: how many there were within the span."""

    ended: Floats
    lasted: Floats
    zeros: int


@dataclass(frozen=True)
class Window:
    """What the span of one run shows."""

    begin: float
    end: float
    summaries: Mapping[str, Summary]
    """Of every component, and of the system."""
    observed: Mapping[Key, Observed]
    samples: Mapping[Key, list[float]]
    """Gauges at the ends of the span's frames."""

    def total(self, id: str, counter: str) -> float:
        """How often something happened."""
        return float(self.summaries[id].totals[counter])

    def rate(self, id: str, counter: str) -> float:
        """How often something happened, a second."""
        return self.total(id, counter) / (self.end - self.begin)

    def mean(self, id: str, gauge: str) -> float:
        """What a gauge was on average over time."""
        return float(self.summaries[id].means[gauge])

    def durations(self, id: str, name: str) -> Floats:
        """Observations that began within the span, but for zeros that are only counted."""
        found = self.observed[id, name]
        return found.lasted[self._begun(found)]

    def beginnings(self, id: str, name: str) -> Floats:
        """When those began."""
        found = self.observed[id, name]
        return (found.ended - found.lasted)[self._begun(found)]

    def endings(self, id: str, name: str) -> Floats:
        """When what was observed within the span ended."""
        ended = self.observed[id, name].ended
        return ended[(ended >= self.begin) & (ended < self.end)]

    def histogram(self, id: str, name: str) -> Histogram:
        """Observations that began within the span, in the histogram that a result has."""
        histogram = Histogram()
        histogram.add(self.durations(id, name).tolist())
        histogram.add_zeros(self.observed[id, name].zeros)
        return histogram

    def seen(self, id: str, name: str, which: str = "mean") -> float:
        """The mean or a percentile of the observations that began within the span."""
        return float(self.histogram(id, name).to_dict()[which])

    def zeros(self, id: str, name: str) -> float:
        """Share of those that were nothing at all."""
        histogram = self.histogram(id, name)
        return histogram.zeros / histogram.count

    def _begun(self, found: Observed) -> npt.NDArray[np.bool_]:
        began = found.ended - found.lasted
        # A duration and its end are rounded apart from each other.
        inside: npt.NDArray[np.bool_] = (began > self.begin - 1e-6) & (began < self.end - 1e-6)
        return inside
