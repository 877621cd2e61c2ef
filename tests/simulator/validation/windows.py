"""Windows: what one run shows of the time between its warm-up and its end margin.

Counters, and means over time, are those of the span. What is observed of single messages and calls
counts if it began within the span, whenever it ended: the end margin is there for what ends after
the span.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.engine.histogram import Histogram
from simulator.engine.recorder import Summary
from tests.simulator.validation.dates import Arrivals, Floats, Observed

SYSTEM = ""
"""In place of a component's id: the whole system."""

ROUNDING = 1e-6
"""Seconds. A duration and its end are rounded apart from each other."""

Key = tuple[str, str]


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
    arrivals: Arrivals
    _histograms: dict[Key, Histogram] = field(default_factory=dict)
    """Those that were asked for already."""

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
        return self.observed[id, name].lasted[self._begun(id, name)]

    def beginnings(self, id: str, name: str) -> Floats:
        """When those began."""
        began = self._ended(id, name) - self.observed[id, name].lasted
        return began[self._begun(id, name)]

    def endings(self, id: str, name: str) -> Floats:
        """When what was observed within the span ended."""
        ended = self._ended(id, name)
        return ended[(ended >= self.begin) & (ended < self.end)]

    def all_durations(self, id: str, name: str) -> Floats:
        """Observations of the whole run, for messages that have nothing to forget."""
        return self.observed[id, name].lasted

    def histogram(self, id: str, name: str) -> Histogram:
        """Observations that began within the span, in the histogram that a result has."""
        if (id, name) not in self._histograms:
            histogram = self._histograms[id, name] = Histogram()
            histogram.add(self.durations(id, name))
            histogram.add_zeros(self.observed[id, name].zeros)
        return self._histograms[id, name]

    def seen(self, id: str, name: str, which: str = "mean") -> float:
        """The mean or a percentile of the observations that began within the span."""
        return float(self.histogram(id, name).to_dict()[which])

    def wait_of(self, id: str, priority: int) -> float:
        """Mean wait of the jobs of one priority that came within the span, straight into a queue.

        A wait says when it began, which is when its job came; who is not among those that waited
        was handed over at once.
        """
        times, priorities = self.arrivals.times, self.arrivals.priorities
        began = self.beginnings(id, "wait")
        # Two rounded numbers, one of which is the difference: the nearest arrival is meant.
        jobs = np.searchsorted((times[1:] + times[:-1]) / 2, began)
        assert np.abs(times[jobs] - began).max() < ROUNDING, "a wait began without an arrival"
        waits = self.durations(id, "wait")[priorities[jobs] == priority]
        came = np.count_nonzero(priorities[self._within(times)] == priority)
        return float(waits.sum() / came)

    def zeros(self, id: str, name: str) -> float:
        """Share of those that were nothing at all."""
        histogram = self.histogram(id, name)
        return histogram.zeros / histogram.count

    def _ended(self, id: str, name: str) -> Floats:
        ended = self.observed[id, name].ended
        assert ended is not None, f"nobody knows when the {name} of {id or 'the system'} ended"
        return ended

    def _begun(self, id: str, name: str) -> npt.NDArray[np.bool_]:
        return self._within(self._ended(id, name) - self.observed[id, name].lasted)

    def _within(self, times: Floats) -> npt.NDArray[np.bool_]:
        """Which times are within the span."""
        first, last = self.begin - ROUNDING, self.end - ROUNDING
        inside: npt.NDArray[np.bool_] = (times > first) & (times < last)
        return inside
