"""Runs: many replications of one design, reduced to the numbers that theory speaks of."""

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator import Simulation, read_design

REPLICATIONS = 30
# Long enough that no message of a validation run ever becomes visible again by itself.
NEVER = 40_000


@dataclass(frozen=True)
class Run:
    """What one replication measured after its warm-up."""

    result: Mapping[str, Any]
    samples: Mapping[tuple[str, str], list[float]]
    """Gauges at the ends of the frames after the warm-up, by component and metric."""

    def total(self, id: str, counter: str) -> float:
        return float(self.result["components"][id]["totals"][counter])

    def mean(self, id: str, gauge: str) -> float:
        return float(self.result["components"][id]["means"][gauge])

    def last(self, id: str, gauge: str) -> float:
        return float(self.result["components"][id]["last"][gauge])

    def seen(self, id: str, name: str, which: str = "mean") -> float:
        return float(self._percentiles(id)[name][which])

    def zeros(self, id: str, name: str) -> float:
        """Share of observations that were nothing at all."""
        found = self._percentiles(id)[name]
        return float(found["zeros"] / found["count"])

    def rate(self, id: str, counter: str) -> float:
        measured = float(self.result["duration"] - self.result["warm_up"])
        return self.total(id, counter) / measured

    def _percentiles(self, id: str) -> Mapping[str, Any]:
        part = self.result["components"][id] if id else self.result["system"]
        found: Mapping[str, Any] = part["percentiles"]
        return found


Measure = Callable[[Run], float]


@dataclass(frozen=True)
class Rare:
    """A value that is `scale` times the share of `hits` among `trials`, two counters of a part."""

    id: str
    hits: str
    trials: str
    scale: float = 1.0


@dataclass(frozen=True)
class Observed:
    """What one replication says of each value of its case."""

    values: Mapping[str, float]
    counts: Mapping[str, tuple[int, int]]
    """Hits and trials of those that are rare."""


@dataclass(frozen=True)
class Case:
    """One parameter point of one family: how it is drawn, and how its values are measured."""

    family: str
    params: Mapping[str, Any]
    document: Mapping[str, Any]
    measures: Mapping[str, Measure]
    sampled: tuple[tuple[str, str], ...] = ()
    """Gauges that are needed at the ends of frames."""
    rare: Mapping[str, Rare] = field(default_factory=dict)
    """Values that count rare and independent events, for an exact test instead of a t-test."""

    @property
    def name(self) -> str:
        return f"{self.family} {json.dumps(self.params)}"

    @property
    def seed(self) -> int:
        """Made from the name, so that nobody can choose it."""
        return zlib.crc32(self.name.encode())


def replicate(case: Case, replication: int) -> Observed:
    """Simulate once and give every value of the case."""
    design, problems = read_design(case.document)
    assert design is not None, problems
    simulation = Simulation(design, seed=case.seed, replication=replication)
    schema = simulation.schema
    columns = [(key, schema.components[key[0]].index(key[1])) for key in case.sampled]
    samples: dict[tuple[str, str], list[float]] = {key: [] for key in case.sampled}
    for frame in simulation.frames():
        if frame.end > design.run.warm_up:
            for key, column in columns:
                samples[key].append(float(frame.components[key[0]][column] or 0))
    run = Run(simulation.result().to_dict(), samples)
    return Observed(
        {metric: measure(run) for metric, measure in case.measures.items()},
        {
            metric: (int(run.total(rare.id, rare.hits)), int(run.total(rare.id, rare.trials)))
            for metric, rare in case.rare.items()
        },
    )
