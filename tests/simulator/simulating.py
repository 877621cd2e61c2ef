"""Simulating: a document simulated to its end, and read by names."""

from dataclasses import dataclass
from typing import Any

from simulator import Frame, Result, Simulation
from tests.builders import Document, read


@dataclass(frozen=True)
class Run:
    """Everything that came out of one simulation."""

    frames: list[Frame]
    result: Result
    columns: dict[str, list[str]]

    def total(self, component: str, counter: str) -> float:
        """How often something happened at a component after the warm-up."""
        return self.result.components[component].totals[counter]

    def last(self, component: str, gauge: str) -> float:
        """What a gauge stood at in the end."""
        return self.result.components[component].last[gauge]

    def mean(self, component: str, gauge: str) -> float:
        """What a gauge was on average over time."""
        return self.result.components[component].means[gauge]

    def edge(self, id: str, counter: str) -> float:
        """How often something happened on an edge."""
        return self.result.edges[id].totals[counter]

    def observed(self, component: str, name: str) -> dict[str, Any]:
        """The summary of a group of observations."""
        return self.result.components[component].histograms[name].to_dict()

    def series(self, component: str, metric: str) -> list[Any]:
        """One column of a component's frames."""
        place = self.columns[component].index(metric)
        return [frame.components[component][place] for frame in self.frames]


def simulate(data: Document, seed: int = 1, replication: int = 0) -> Run:
    """Simulate a document to its end."""
    simulation = Simulation(read(data), seed, replication)
    frames = list(simulation.frames())
    return Run(frames, simulation.result(), simulation.schema.components)
