"""Recorder: turns what parts count into frames, and into the figures of the whole run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import sub

from simulator.design.component import Metric
from simulator.engine.frame import Value
from simulator.engine.gauges import Gauges
from simulator.engine.histogram import Histogram
from simulator.engine.observations import RESOLUTION, WINDOW, Observations
from simulator.engine.part import Part
from simulator.engine.picking import picker
from simulator.engine.system import System


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


class Recorder:
    """Reads every part at the end of every frame.

    All parts' columns stand in one long row, so that the loops over them are left to C: what is
    done for every column of every frame shows beside the messages themselves.
    """

    def __init__(
        self, subjects: Sequence[tuple[Part, Sequence[Metric]]], system: System, width: float
    ) -> None:
        """`subjects`: parts with their metrics. The system comes last, and reads from the row.
        `width`: seconds of a frame."""
        self._system = system
        self._subjects = [*subjects, (system, system.metrics)]
        self._reads = [part.read for part, _ in subjects]
        self.now: list[float] = []
        """What the parts said last. A zero leads the row, for whoever needs one."""
        self._line_up()
        for observations, _ in self._groups:
            observations.reach = max(1, int(WINDOW / width))
        self._before = self.read()
        """What they said at the end of the last frame."""
        self._last_counts = self._pick_counts(self.now)
        self._last_shares = self._pick_shares(self.now)
        self.begin_measuring(0.0)

    def _line_up(self) -> None:
        """Find where each metric stands: in the row that is read, and in the row that is made."""
        places: dict[str, list[int]] = {"count": [], "gauge": [], "utilisation": []}
        self._where: dict[tuple[int, str], int] = {}
        self._checks: list[tuple[Callable[[Sequence[float], int], None], int]] = []
        self._groups: list[tuple[Observations, int | None]] = []
        """With where all of them are counted, if that is not done one by one."""
        made: list[tuple[str, int]] = []
        ends, offset, group = [0], 1, 0
        for index, (part, metrics) in enumerate(self._subjects):
            names = [f"{name}_p{p}" for name in part.groups() for p in (50, 95, 99)]
            for metric in metrics:
                if metric.kind == "percentile":
                    made.append((metric.kind, 3 * group + names.index(metric.name)))
                    continue
                place = offset + part.columns.index(metric.name)
                self._where[index, metric.name] = place
                made.append((metric.kind, len(places[metric.kind])))
                places[metric.kind].append(place)
            ends.append(len(made))
            if type(part).check is not Part.check:
                self._checks.append((part.check, offset))
            for observations, column in part.groups().values():
                counted = None if column is None else offset + part.columns.index(column)
                self._groups.append((observations, counted))
            offset += len(part.columns)
            group += len(part.groups())
        self._places = places["gauge"]
        """Where the gauges stand."""
        integrated = [part.areas() for part, _ in self._subjects]
        self._sampled = [
            self._places.index(self._where[index, metric.name])
            for index, (_, metrics) in enumerate(self._subjects)
            for metric in metrics
            if metric.kind == "gauge" and metric.name not in integrated[index]
        ]
        """Gauges that their part does not integrate: averaged over the ends of frames."""
        self._pick_counts = picker(places["count"])
        self._pick_gauges = picker(places["gauge"])
        self._pick_shares = picker(places["utilisation"])
        starts = {
            "count": 0,
            "gauge": len(places["count"]),
            "percentile": len(places["count"]) + len(places["gauge"]),
        }
        starts["utilisation"] = starts["percentile"] + 3 * group
        self._pick = picker([starts[kind] + place for kind, place in made])
        self._cut = picker([slice(*span) for span in pairwise(ends)])

    def frame(self, start: float, end: float) -> Sequence[list[Value]]:
        """The rows of one frame, one for each subject and, last, the system's."""
        now = self.read()
        counts, gauges = self._pick_counts(now), self._pick_gauges(now)
        values: list[Value] = [*map(sub, counts, self._last_counts), *gauges]
        self._last_counts = counts
        before, self._before = self._before, now
        for observations, place in self._groups:
            if place is None:
                values += observations.close()
            else:
                values += observations.close(int(now[place] - before[place]))
        shares, width = self._pick_shares(now), end - start
        for share in map(sub, shares, self._last_shares):
            values.append(int(share / width * RESOLUTION + 0.5) / RESOLUTION)  # As `rounded`.
        self._last_shares = shares
        self._gauges.note(end, gauges)
        return self._cut([*self._pick(values)])

    def read(self) -> list[float]:
        """Ask every part how it is."""
        now: list[float] = [0]
        for read in self._reads:
            now += read()
        now += self._system.sum_up(now)
        self.now = now
        return now

    def check(self) -> None:
        """Assert that nothing was lost on the way, by what was read last."""
        now = self.now
        for check, offset in self._checks:
            check(now, offset)

    def begin_measuring(self, time: float) -> None:
        """Leave what happened so far, the warm-up, out of the summaries."""
        self._base = self.read()
        self._areas = [part.areas() for part, _ in self._subjects]
        self._since = time
        self._gauges = Gauges(len(self._places), self._sampled, time)
        for observations, place in self._groups:
            if place is None:
                observations.begin_measuring()
            else:
                observations.begin_measuring(int(self.now[place] - self._before[place]))

    def spill(self) -> None:
        """Keep memory flat within a long frame."""
        for observations, _ in self._groups:
            observations.spill()

    def summaries(self, end: float) -> list[Summary]:
        """The figures since the warm-up, aligned with the subjects and the system. To be called
        after the last frame."""
        self._gauges.look()
        return [self._summary(index, end - self._since) for index in range(len(self._subjects))]

    def _summary(self, index: int, width: float) -> Summary:
        part, metrics = self._subjects[index]
        summary, areas = Summary(), part.areas()
        for metric in metrics:
            if metric.kind == "percentile":
                continue
            place = self._where[index, metric.name]
            now = self.now[place]
            grown = now - self._base[place]
            if metric.kind == "count":
                summary.totals[metric.name] = grown
            elif metric.kind == "utilisation":
                summary.means[metric.name] = grown / width
            else:
                gauge = self._places.index(place)
                summary.peaks[metric.name] = self._gauges.peak(gauge)
                summary.last[metric.name] = now
                # Exact where the part integrates the gauge, otherwise over the ends of frames.
                summary.means[metric.name] = (
                    (areas[metric.name] - self._areas[index][metric.name]) / width
                    if metric.name in areas
                    else self._gauges.mean(gauge)
                )
        for name, (observations, _) in part.groups().items():
            summary.histograms[name] = observations.summary()
        return summary
