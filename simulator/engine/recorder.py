"""Recorder: turns what parts count into frames, and into the figures of the whole run."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import add, gt, itemgetter, sub
from typing import Any

from simulator.design.component import Metric
from simulator.engine.frame import Value
from simulator.engine.histogram import Histogram
from simulator.engine.observations import RESOLUTION
from simulator.engine.part import Part


@dataclass(slots=True)
class Summary:
    """The figures of one component, one edge or the system, from the warm-up to the end."""

    totals: dict[str, float] = field(default_factory=dict)
    means: dict[str, float] = field(default_factory=dict)
    peaks: dict[str, dict[str, float]] = field(default_factory=dict)
    last: dict[str, float] = field(default_factory=dict)
    histograms: dict[str, Histogram] = field(default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        return {
            "totals": self.totals,
            "means": self.means,
            "peaks": self.peaks,
            "last": self.last,
            "percentiles": {name: it.to_dict() for name, it in self.histograms.items()},
        }


class Meter:
    """Reads one part at the end of every frame.

    It runs for every component and every frame, so the loops over columns are left to C.
    """

    def __init__(self, part: Part, metrics: Iterable[Metric]) -> None:
        self.part = part
        self.metrics = tuple(metrics)
        self.groups = part.groups()
        self.now: list[float] = [0] * len(part.columns)
        """What the part said last, by its columns."""
        self._base = self.now
        self._place = {name: index for index, name in enumerate(part.columns)}
        self._counts = [it.name for it in self.metrics if it.kind == "count"]
        self._gauges = [it.name for it in self.metrics if it.kind == "gauge"]
        self._shares = [self._place[it.name] for it in self.metrics if it.kind == "utilisation"]
        self._pick_counts = picker([self._place[name] for name in self._counts])
        self._pick_gauges = picker([self._place[name] for name in self._gauges])
        self._pick = picker(list(self._order()))
        self._last_counts = self._pick_counts(self.now)
        self._last_shares = [0.0] * len(self._shares)
        self._seen = dict.fromkeys(self.groups, 0)
        self._peaks: Sequence[float] = [0] * len(self._gauges)
        self._peak_times = [0.0] * len(self._gauges)
        exact = part.areas()
        self._sampled = [name for name in self._gauges if name not in exact]
        self._pick_sampled = picker([self._place[name] for name in self._sampled])
        self._sums: list[float] = [0] * len(self._sampled)
        self._frames = 0
        self._areas: dict[str, float] = {}
        self._since = 0.0

    def _order(self) -> Iterable[int]:
        """Where each metric stands in the values that `frame` lines up."""
        lined_up = [*self._counts, *self._gauges]
        lined_up += [f"{name}_p{p}" for name in self.groups for p in (50, 95, 99)]
        lined_up += [it.name for it in self.metrics if it.kind == "utilisation"]
        return (lined_up.index(metric.name) for metric in self.metrics)

    def frame(self, start: float, end: float) -> list[Value]:
        """The row of one frame, in the order of the metrics."""
        now = self.read()
        counts, gauges = self._pick_counts(now), self._pick_gauges(now)
        values: list[Value] = [*map(sub, counts, self._last_counts), *gauges]
        self._last_counts = counts
        for name, (observations, seen) in self.groups.items():
            if seen is None:
                values += observations.close()
            else:
                total = seen()
                values += observations.close(total - self._seen[name])
                self._seen[name] = total
        for index, place in enumerate(self._shares):
            share = (now[place] - self._last_shares[index]) / (end - start)
            self._last_shares[index] = now[place]
            values.append(round(share, RESOLUTION))
        self._frames += 1
        if self._sampled:
            self._sums = [*map(add, self._sums, self._pick_sampled(now))]
        if any(map(gt, gauges, self._peaks)):
            self._note_peaks(gauges, end)
        return list(self._pick(values))

    def read(self) -> list[float]:
        """Ask the part how it is."""
        self.now = self.part.read()
        return self.now

    def begin_measuring(self, time: float) -> None:
        """Leave the warm-up out of the summary."""
        self._base = self.read()
        self._areas = self.part.areas()
        self._since = time
        self._frames = 0
        self._sums = [0] * len(self._sampled)
        self._peaks = [0] * len(self._gauges)
        self._peak_times = [time] * len(self._gauges)
        for name, (observations, seen) in self.groups.items():
            observations.begin_measuring(None if seen is None else seen() - self._seen[name])

    def spill(self) -> None:
        """Keep memory flat within a long frame."""
        for observations, _ in self.groups.values():
            observations.spill()

    def summary(self, end: float) -> Summary:
        """The figures since the warm-up. To be called after the last frame."""
        summary, width = Summary(), end - self._since
        areas = self.part.areas()
        for metric in self.metrics:
            if metric.kind == "percentile":
                continue
            now = self.now[self._place[metric.name]]
            grown = now - self._base[self._place[metric.name]]
            if metric.kind == "count":
                summary.totals[metric.name] = grown
            elif metric.kind == "utilisation":
                summary.means[metric.name] = grown / width
            else:
                index = self._gauges.index(metric.name)
                at = self._peak_times[index]
                summary.peaks[metric.name] = {"value": self._peaks[index], "at": at}
                summary.means[metric.name] = self._mean(metric.name, areas, width)
                summary.last[metric.name] = now
        for name, (observations, _) in self.groups.items():
            summary.histograms[name] = observations.summary()
        return summary

    def _mean(self, name: str, areas: dict[str, float], width: float) -> float:
        """Exact where the part integrates the gauge, otherwise over the ends of frames."""
        if name in areas:
            return (areas[name] - self._areas[name]) / width
        return self._sums[self._sampled.index(name)] / self._frames

    def _note_peaks(self, gauges: Sequence[float], end: float) -> None:
        for index, (value, peak) in enumerate(zip(gauges, self._peaks, strict=True)):
            if value > peak:
                self._peak_times[index] = end
        self._peaks = [*map(max, gauges, self._peaks)]


def picker(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Picks several values at once; always as a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    first = places[0] if places else 0
    return lambda values: values[first : first + len(places)]
