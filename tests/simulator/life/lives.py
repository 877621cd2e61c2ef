"""Lives: single messages followed by the microscope, for tests to read."""

from dataclasses import dataclass
from typing import Any

from simulator import Simulation
from simulator.engine.microscope import Microscope
from simulator.presets import PARTS, Preset
from tests.builders import Document, chain, edge, read

Step = dict[str, Any]


@dataclass(frozen=True)
class Life:
    """One message's life, and the run's figures."""

    history: dict[str, Any]

    @property
    def verdict(self) -> str:
        return str(self.history["verdict"])

    def steps(self, *names: str) -> list[Step]:
        """The steps of these kinds, in order; all without names."""
        return [step for step in self.history["steps"] if not names or step["what"] in names]

    def times(self, name: str) -> list[float]:
        """When steps of a kind happened."""
        return [step["at"] for step in self.steps(name)]


def lives(data: Document, seed: int = 1) -> list[Life]:
    """The lives that the microscope keeps, in the order of sending."""
    microscope = Microscope()
    simulation = Simulation(read(data), seed=seed, microscope=microscope)
    for _ in simulation.frames():
        pass
    return [Life(history.to_dict()) for history in microscope.histories(simulation.time)]


def first_life(data: Document, seed: int = 1) -> Life:
    """The life of the first message."""
    return lives(data, seed)[0]


def one_message(
    queue: Document | None = None, worker: Document | None = None, **run: Any
) -> Document:
    """A single message, sent at 0 s, to one instance with one slot that works 1 s."""
    base = {"instances": 1, "concurrency": 1, "processing_time": 1}
    client = {"pattern": "regular", "rate": 1e-7}
    return chain(client, queue, {**base, **(worker or {})}, **run)


def dead_lettering(data: Document, max_receives: int = 3, **dead: Any) -> Document:
    """The same with dead letters."""
    data["components"]["dead"] = {"type": "queue", "settings": dead}
    data["edges"]["redrive"] = edge("jobs", "dead-letter", "dead", max_receives=max_receives)
    return data


def by_preset(preset: Preset, worker: Document | None = None, **run: Any) -> Document:
    """A single message through a queue and a worker as a product has them, with its dead letters
    if it has any."""
    facts = {part: {name: it.value for name, it in preset.facts(part).items()} for part in PARTS}
    data = one_message(facts["queue"], {**facts["worker"], **(worker or {})}, **run)
    return dead_lettering(data, facts["redrive"].get("max_receives", 3), **facts["dead_letters"])
