"""Example runs: an example with its frames, for the pages that play one without an editor."""

import threading
from functools import cache
from typing import Any

from playground.scenarios.examples import example
from simulator import Simulation, check, read_design

_one_at_a_time = threading.Lock()


def example_run(slug: str) -> dict[str, Any] | None:
    """The example's design, frames, result and findings; None where there is no such example.

    Computed at the first request and kept: the engine gives the same frames every time.
    """
    with _one_at_a_time:
        return _compute(slug)


@cache
def _compute(slug: str) -> dict[str, Any] | None:
    found = example(slug)
    if found is None:
        return None
    design, problems = read_design(found.design)
    assert design is not None, f"example {slug}: {[one.to_dict() for one in problems]}"
    simulation = Simulation(design)
    frames = [frame.to_dict() for frame in simulation.frames()]
    result = simulation.result()
    return {
        "slug": found.slug,
        "title": found.title,
        "design": found.design,
        "schema": simulation.schema.to_dict(),
        "frames": frames,
        "result": result.to_dict(),
        "findings": [finding.to_dict() for finding in check(design, result)],
    }
