"""Queueyard's simulator: reads a design, simulates every message of it, and judges the outcome.

    design, problems = read_design({"version": 1, "components": …, "edges": …})
    simulation = Simulation(design, seed=7)
    for frame in simulation.frames():
        …
    for finding in check(design, simulation.result()):
        print(finding.title, finding.message)

No web site, no files, no clock and no dice but its own: the same design, seed and ENGINE_VERSION
give the same frames.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from simulator import components, limits
from simulator.catalog import catalog_of
from simulator.design import Design, Problem, Registry, read
from simulator.design.actions import Action
from simulator.design.schema import schema_of
from simulator.engine.frame import Frame, FrameSchema, Progress
from simulator.engine.microscope import JobName, MessageHistory, Microscope
from simulator.engine.result import Result
from simulator.engine.simulation import ENGINE_VERSION, LimitReachedError, Simulation
from simulator.feedback import Finding, Fix, apply_fix
from simulator.feedback import check as check_by
from simulator.presets import FOLLOWERS, all_presets
from simulator.rules import all_rules

__all__ = [
    "ENGINE_VERSION",
    "Action",
    "Design",
    "Finding",
    "Fix",
    "Frame",
    "FrameSchema",
    "LimitReachedError",
    "MessageHistory",
    "Problem",
    "Progress",
    "Result",
    "Simulation",
    "apply_fix",
    "catalog",
    "check",
    "design_schema",
    "histories_of",
    "limits",
    "presets",
    "read_design",
]


@cache
def _registry() -> Registry:
    names = [preset.name for preset in all_presets()]
    return Registry.of_package(components, dict.fromkeys(FOLLOWERS, names))


def read_design(data: Mapping[str, Any] | str | bytes) -> tuple[Design | None, list[Problem]]:
    """Read a document: a mapping, or JSON as text or bytes. See docs/design-format.md.

    A user's mistake never raises.

    Returns:
        The design and no problems, or None and every problem that could be found.
    """
    return read(data, _registry())


def histories_of(
    design: Design, seed: int, replication: int = 0, also: Collection[JobName] = ()
) -> Iterator[Frame | Progress | MessageHistory]:
    """Simulate with a microscope: the steps of the simulation, then the life of every message kept.

    Args:
        also: jobs (a client's id and the number of its job) that are kept in any case.
    """
    microscope = Microscope(also)
    simulation = Simulation(design, seed, replication, microscope)
    yield from simulation.steps()
    yield from microscope.histories(simulation.duration)


def check(design: Design, result: Result | Mapping[str, Any] | None = None) -> list[Finding]:
    """Advice on a design, the worst first.

    Args:
        design: a design that can run.
        result: of a run of this design, or its JSON form. Without it rules judge the design alone.
    """
    return check_by(all_rules(), design, result)


def catalog() -> dict[str, Any]:
    """Every component type, edge kind, metric, limit, rule and preset, as a JSON-able map."""
    return catalog_of(_registry(), all_rules(), all_presets())


def presets() -> list[dict[str, Any]]:
    """Real products as settings, each value with its source, as JSON-able maps."""
    return [preset.to_dict() for preset in all_presets()]


def design_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a document."""
    return schema_of(_registry())
