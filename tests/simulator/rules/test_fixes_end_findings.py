"""Fixes end findings: whatever a fix was proposed for is gone when the changed design is run."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from simulator import apply_fix, check, read_design
from simulator.feedback import Finding
from tests.simulator.rules.designs import Document, read, simulate
from tests.simulator.rules.lines import lines

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.json"))


@cache
def example(path: Path) -> tuple[Document, Document]:
    document: dict[str, Any] = json.loads(path.read_text())["design"]
    return document, simulate(document)


def left(document: Document, finding: Finding) -> list[Finding]:
    """The same finding after a run of the design with its fix."""
    assert finding.fix is not None
    changed = apply_fix(document, finding.fix)
    found = check(read(changed), simulate(changed))
    return [one for one in found if (one.rule, one.subject) == (finding.rule, finding.subject)]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_run_with_the_fix_of_an_example_has_its_finding_no_more(path: Path) -> None:
    document, run = example(path)

    for finding in check(read(document), run):
        if finding.fix is not None:
            assert not left(document, finding), finding.rule


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines())
def test_a_run_with_the_fix_of_any_line_has_its_finding_no_more(document: Document) -> None:
    design, _ = read_design(document)
    if design is None:
        return
    for finding in check(design, simulate(document)):
        if finding.fix is not None:
            assert not left(document, finding), finding.rule
