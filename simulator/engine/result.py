"""Result: the figures of one simulation from its warm-up to its end."""

from dataclasses import dataclass
from typing import Any

from simulator.engine.recorder import Summary


@dataclass(frozen=True, slots=True)
class Result:
    """What a simulation found. `summary.histograms` merge across replications."""

    engine: str
    seed: int
    replication: int
    duration: float
    warm_up: float
    messages: int
    """Messages sent in the whole simulation; calls of clients where there are no queues."""
    events: int
    system: Summary
    components: dict[str, Summary]
    edges: dict[str, Summary]
    conservation: dict[str, int]
    """Over the whole simulation: `sent` equals the sum of the others."""
    actions: list[dict[str, Any]]
    """What was done to the system on the way, so that the run can be repeated."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "engine": self.engine,
            "seed": self.seed,
            "replication": self.replication,
            "duration": self.duration,
            "warm_up": self.warm_up,
            "messages": self.messages,
            "events": self.events,
            "system": self.system.to_dict(),
            "components": {id: it.to_dict() for id, it in self.components.items()},
            "edges": {id: it.to_dict() for id, it in self.edges.items()},
            "conservation": self.conservation,
            "actions": self.actions,
        }
