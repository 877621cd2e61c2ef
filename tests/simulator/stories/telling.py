"""Telling: an example as it stands, or with something changed, simulated and followed."""

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from simulator import Simulation, catalog
from simulator.engine.microscope import MessageHistory, Microscope
from tests.builders import Document, read
from tests.simulator.simulating import Run, simulate

EXAMPLES = Path(__file__).parents[3] / "examples"

Change = Callable[[Document], object]
"""What is changed in a copy of the example's design."""


@cache
def _design(slug: str) -> Document:
    design: Document = json.loads((EXAMPLES / f"{slug}.json").read_text(encoding="utf-8"))["design"]
    return design


def design(slug: str, *changes: Change) -> Document:
    """The design of an example, changed."""
    copied = copy.deepcopy(_design(slug))
    for change in changes:
        change(copied)
    return copied


def told(slug: str, *changes: Change) -> Run:
    """The example, changed and simulated to its end with its own seed."""
    document = design(slug, *changes)
    return simulate(document, seed=document["run"]["seed"])


@cache
def as_it_stands(slug: str) -> Run:
    """The example itself, simulated once for all tests."""
    return told(slug)


def lives(slug: str, *changes: Change) -> list[MessageHistory]:
    """The single messages that the microscope keeps of it."""
    document, microscope = design(slug, *changes), Microscope()
    simulation = Simulation(read(document), document["run"]["seed"], microscope=microscope)
    for _ in simulation.frames():
        pass
    return list(microscope.histories(simulation.duration))


def times(life: MessageHistory, what: str) -> list[float]:
    """When a step of this name was made in the life of a message."""
    return [step.at for step in life.steps if step.what == what]


def setting(component: str, **values: Any) -> Change:
    """Other settings of a component."""
    return lambda document: document["components"][component]["settings"].update(values)


def edge_setting(edge: str, **values: Any) -> Change:
    """Other settings of an edge."""
    return lambda document: document["edges"][edge]["settings"].update(values)


def product(name: str, queue: str, worker: str) -> Change:
    """What the preset of another product decides about a queue and its workers."""
    preset = next(each for each in catalog()["presets"] if each["name"] == name)

    def follow(document: Document) -> None:
        for part, id in (("queue", queue), ("worker", worker)):
            facts = preset["settings"][part]
            setting(id, **{key: fact["value"] for key, fact in facts.items()})(document)

    return follow


def action(entry: str, **values: Any) -> Change:
    """Another action, time or target of an entry of the timeline."""
    return lambda document: document["timeline"][entry].update(values)
