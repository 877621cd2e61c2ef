"""Following: a design that follows a preset, simulated with the whole life of every message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator import Result, Simulation
from simulator.engine.microscope import MessageHistory, Microscope
from simulator.presets import PARTS, all_presets
from tests.builders import Document, chain, component, edge, read

MESSAGES_MAX = 2_000
"""Jobs whose lives are followed: more than any of these workloads has."""


@dataclass(frozen=True)
class Simulated:
    """What one simulation said: every life, every frame's columns, the figures at the end."""

    lives: list[MessageHistory]
    result: Result
    frames: dict[str, dict[str, list[Any]]]
    ends: list[float]
    """When each frame ends."""

    def total(self, component: str, counter: str) -> float:
        return self.result.components[component].totals[counter]


def design(
    preset: str,
    queue: Mapping[str, Any] | None = None,
    worker: Mapping[str, Any] | None = None,
    client: Mapping[str, Any] | None = None,
    *,
    dead_letters: Mapping[str, Any] | None = None,
    max_receives: int | None = None,
    **run: Any,
) -> Document:
    """Client, queue and worker as a preset has them, but for what is given; with a dead-letter
    queue if `max_receives` is given."""
    facts = next(each for each in all_presets() if each.name == preset)
    plain = {part: {name: it.value for name, it in facts.facts(part).items()} for part in PARTS}
    document = chain(
        dict(client or {}),
        {**plain["queue"], **(queue or {})},
        {**plain["worker"], **(worker or {})},
        **run,
    )
    if max_receives is not None:
        settings = {**plain["dead_letters"], **(dead_letters or {})}
        document["components"]["dead"] = component("queue", "Dead letters", **settings)
        document["edges"]["redrive"] = edge(
            "jobs", "dead-letter", "dead", max_receives=max_receives
        )
    return document


def simulate(document: Document, seed: int = 1) -> Simulated:
    """Simulate a document under the microscope."""
    wanted = [("client", number) for number in range(1, MESSAGES_MAX)]
    microscope = Microscope(also=wanted)
    simulation = Simulation(read(document), seed, microscope=microscope)
    frames = list(simulation.frames())
    lives = microscope.histories(simulation.time)
    assert len(lives) < MESSAGES_MAX - 1, "This workload has more messages than are followed."
    columns = {
        id: {name: [frame.components[id][at] for frame in frames] for at, name in enumerate(names)}
        for id, names in simulation.schema.components.items()
    }
    return Simulated(lives, simulation.result(), columns, [frame.end for frame in frames])
