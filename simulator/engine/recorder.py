"""Recorder: turns what parts count into frames, and into the figures of the whole run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from simulator.design.component import Metric
from simulator.engine.frame import Value
from simulator.engine.histogram import Histogram
from simulator.engine.part import Part

_COUNT, _GAUGE, _SHARE, _PERCENTILE = range(4)
_KINDS = {"count": _COUNT, "gauge": _GAUGE, "utilisation": _SHARE, "percentile": _PERCENTILE}

RESOLUTION = 6
"""Decimals of a second, and of a share, in frames: a microsecond."""


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
    """Reads one part at the end of every frame."""

    def __init__(self, part: Part, metrics: Iterable[Metric]) -> None:
        self.part = part
        self.metrics = tuple(metrics)
        self.groups = part.groups()
        self._plan = list(_plan(self.metrics, part.columns, list(self.groups)))
        self._last = [0.0] * len(part.columns)
        self._seen = dict.fromkeys(self.groups, 0)
        gauges = [place for kind, place in self._plan if kind == _GAUGE]
        self._gauges = gauges
        self._peaks = [(0.0, 0.0)] * len(gauges)
        self._sums = [0.0] * len(gauges)
        self._frames = 0
        self._base: list[float] = self._last
        self._areas: dict[str, float] = {}
        self._since = 0.0

    def frame(self, start: float, end: float) -> list[Value]:
        """The row of one frame, in the order of the metrics."""
        now, last, width = self.part.read(), self._last, end - start
        percentiles: list[Value] = []
        for name, (observations, seen) in self.groups.items():
            if seen is None:
                percentiles += observations.close()
            else:
                total = seen()
                percentiles += observations.close(total - self._seen[name])
                self._seen[name] = total
        row: list[Value] = []
        add = row.append
        for kind, place in self._plan:
            if kind == _COUNT:
                add(now[place] - last[place])
            elif kind == _GAUGE:
                add(now[place])
            elif kind == _PERCENTILE:
                value = percentiles[place]
                add(value if value is None else round(value, RESOLUTION))
            else:
                add(round((now[place] - last[place]) / width, RESOLUTION))
        self._last = now
        self._note_gauges(now, end)
        return row

    def begin_measuring(self, time: float) -> None:
        """Leave the warm-up out of the summary."""
        self._base = self.part.read()
        self._areas = self.part.areas()
        self._since = time
        self._frames = 0
        self._sums = [0.0] * len(self._gauges)
        self._peaks = [(0.0, time)] * len(self._gauges)
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
        gauge = 0
        for metric, (kind, place) in zip(self.metrics, self._plan, strict=True):
            if kind == _PERCENTILE:
                continue
            value = self._last[place]
            if kind == _COUNT:
                summary.totals[metric.name] = value - self._base[place]
            elif kind == _SHARE:
                summary.means[metric.name] = (value - self._base[place]) / width
            else:
                summary.last[metric.name] = value
                summary.means[metric.name] = self._mean(metric.name, gauge, areas, width)
                peak, at = self._peaks[gauge]
                summary.peaks[metric.name] = {"value": peak, "at": at}
                gauge += 1
        for name, (observations, _) in self.groups.items():
            summary.histograms[name] = observations.summary()
        return summary

    def _mean(self, name: str, gauge: int, areas: dict[str, float], width: float) -> float:
        if name in areas:
            return (areas[name] - self._areas.get(name, 0.0)) / width
        return self._sums[gauge] / self._frames if self._frames else 0.0

    def _note_gauges(self, now: Sequence[float], end: float) -> None:
        self._frames += 1
        sums, peaks = self._sums, self._peaks
        for index, place in enumerate(self._gauges):
            value = now[place]
            if value:
                sums[index] += value
                if value > peaks[index][0]:
                    peaks[index] = (value, end)


def _plan(
    metrics: Iterable[Metric], columns: Sequence[str], groups: Sequence[str]
) -> Iterable[tuple[int, int]]:
    """For each metric its kind, and its place among the columns or the percentiles."""
    for metric in metrics:
        kind = _KINDS[metric.kind]
        if kind == _PERCENTILE:
            name, _, share = metric.name.rpartition("_p")
            yield kind, 3 * groups.index(name) + ("50", "95", "99").index(share)
        else:
            yield kind, list(columns).index(metric.name)
