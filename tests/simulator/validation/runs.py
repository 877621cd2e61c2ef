"""Runs: one replication of a case, reduced to the numbers that theory speaks of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from simulator import Simulation, read_design
from simulator.engine.part import Part
from simulator.engine.recorder import Summary
from tests.simulator.validation.cases import Case
from tests.simulator.validation.dates import Arrivals, Dates, Observed, dated, departures, endings
from tests.simulator.validation.windows import SYSTEM, Key, Window

REPLICATIONS = 30


@dataclass(frozen=True)
class Figures:
    """What one replication says of each value of its case."""

    values: Mapping[str, float]
    counts: Mapping[str, tuple[int, int]]
    """Hits and trials of those that are rare."""


def replicate(case: Case, replication: int) -> Figures:
    """Simulate once and give every value of the case."""
    window = watch(case, replication)
    setup = case.setup
    return Figures(
        {metric: measure(window) for metric, measure in setup.measures.items()},
        {
            metric: (round(rare.hits(window)), round(rare.trials(window)))
            for metric, rare in setup.rare.items()
        },
    )


def watch(case: Case, replication: int) -> Window:
    """Simulate once, with the end margin, and give what the span shows."""
    watched = _Watched(case, replication)
    horizon, simulation = case.setup.horizon, watched.simulation
    if not horizon.first:
        watched.begin()
    for frame in simulation.frames():
        watched.look(frame.end)
        if horizon.first < frame.seq <= horizon.last:
            watched.sample(frame.components)
        if frame.seq == horizon.first:
            watched.begin()
        if frame.seq == horizon.last:
            watched.end()
    return watched.window()


class _Watched:
    """A simulation that is looked at when its span begins and when it ends."""

    def __init__(self, case: Case, replication: int) -> None:
        design, problems = read_design(case.setup.document)
        assert design is not None, problems
        self._horizon = case.setup.horizon
        with dated(marked=not design.is_plain) as notes:
            self.simulation = Simulation(design, seed=case.seed, replication=replication)
        schema = self.simulation.schema
        self._columns = [
            (key, schema.components[key[0]].index(key[1])) for key in case.setup.sampled
        ]
        self._samples: dict[Key, list[float]] = {key: [] for key in case.setup.sampled}
        world = self.simulation._world
        parts: dict[str, Part] = {**world.parts, SYSTEM: self.simulation._system}
        self._groups: list[tuple[Key, Dates, Part, int | None]] = []
        for id_, part in parts.items():
            for name, (observations, counted) in part.groups().items():
                found = notes.dates[id(observations)]
                found.read_from(world.environment)
                column = None if counted is None else part.columns.index(counted)
                self._groups.append(((id_, name), found, part, column))
        self._notes = notes
        self._in_order = case.setup.in_order
        self._looks: list[float] = []
        self._before: dict[Key, int] = {}
        self._zeros: dict[Key, int] = {}
        self._summaries: dict[str, Summary] = {}

    def _uncounted(self) -> Iterator[tuple[Key, int]]:
        """How many zeros so far were counted without being listed."""
        for key, dates, part, column in self._groups:
            counted = len(dates.noted) if column is None else int(part.read()[column])
            yield key, counted - len(dates.noted)

    def begin(self) -> None:
        self._before = dict(self._uncounted())

    def sample(self, components: Mapping[str, list[float | None]]) -> None:
        for key, column in self._columns:
            self._samples[key].append(float(components[key[0]][column] or 0))

    def end(self) -> None:
        """Sum up what was counted, here and not at the end of the run."""
        self._zeros = {key: count - self._before[key] for key, count in self._uncounted()}
        simulation, end = self.simulation, self._horizon.end
        summaries = simulation._recorder.summaries(end)
        self._summaries = dict(zip(simulation._components, summaries, strict=False))
        self._summaries[SYSTEM] = summaries[-1]

    def look(self, time: float) -> None:
        """A frame ends, and what is over goes into the books."""
        self._looks.append(time)

    def window(self) -> Window:
        looks, dates = np.array(self._looks), {key: it for key, it, *_ in self._groups}
        ended = {key: endings(it, looks) for key, it in dates.items()}
        if self._in_order:
            out = departures(self._notes.arrivals, dates[SYSTEM, "latency"])
            ended = {
                key: out if it is None and len(out) == len(dates[key].lasted) else it
                for key, it in ended.items()
            }
        observed = {
            key: Observed(np.array(it.lasted), ended[key], self._zeros[key])
            for key, it in dates.items()
        }
        horizon, notes = self._horizon, self._notes
        arrivals = Arrivals(np.array(notes.arrivals), np.array(notes.priorities, int))
        return Window(
            horizon.begin, horizon.end, self._summaries, observed, self._samples, arrivals
        )
