"""Example runs: an example with its frames, for the pages that play one without an editor."""

import threading
from collections.abc import Mapping
from functools import cache
from typing import Any

from playground.scenarios.examples import example
from simulator import Simulation, apply_fix, check, read_design

_one_at_a_time = threading.Lock()


def example_run(slug: str, fix: str = "") -> dict[str, Any] | None:
    """The example's design, frames, result and findings; None where there is no such example.

    `fix` names a rule whose fix is made in the design before it is run; None where it has none.
    Computed at the first request and kept: the engine gives the same frames every time.
    """
    with _one_at_a_time:
        if not fix:
            return _compute(slug)
        run = _compute(slug)
        fixes = {one["rule"] for one in run["findings"] if one["fix"]} if run else set()
        return _compute(slug, fix) if fix in fixes else None


@cache
def _compute(slug: str, fix: str = "") -> dict[str, Any] | None:
    found = example(slug)
    if found is None:
        return None
    document = _fixed(found.design, slug, fix) if fix else found.design
    design, problems = read_design(document)
    assert design is not None, f"example {slug}: {[one.to_dict() for one in problems]}"
    simulation = Simulation(design)
    frames = [frame.to_dict() for frame in simulation.frames()]
    result = simulation.result()
    return {
        "slug": found.slug,
        "title": found.title,
        "design": document,
        "schema": simulation.schema.to_dict(),
        "frames": frames,
        "result": result.to_dict(),
        "findings": [finding.to_dict() for finding in check(design, result)],
    }


def _fixed(document: Mapping[str, Any], slug: str, rule: str) -> dict[str, Any]:
    findings = (_compute(slug) or {"findings": []})["findings"]
    return apply_fix(document, next(one["fix"] for one in findings if one["rule"] == rule))
