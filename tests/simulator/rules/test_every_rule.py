"""Every rule: found by itself, documented, and at ease with any design."""

import json
from pathlib import Path
from typing import Any

import pytest

from simulator import check
from simulator.feedback import HEADINGS, Rule, Severity, apply_fix
from simulator.rules import all_rules
from tests.simulator.rules.designs import read

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.json"))
RULES = Path(__file__).parents[3] / "simulator" / "rules"
TESTS = "\n".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))


def test_the_rules_are_found_by_walking_the_package() -> None:
    modules = sorted(path.stem for path in RULES.glob("[a-z]*.py"))

    assert [rule.code for rule in all_rules()] == [
        module.replace("_", "-").upper() for module in modules
    ]
    assert {"CAP-1", "DLQ-6", "IDEM-1", "SYNC-1", "VIS-1"} <= {rule.code for rule in all_rules()}


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_rule_is_complete(rule: Rule) -> None:
    assert rule.title
    assert not rule.title.endswith(".")
    assert isinstance(rule.severity, Severity)
    assert tuple(heading for heading, _ in rule.page.sections) == HEADINGS
    assert rule.page.summary.endswith(".")
    assert rule.hides <= {other.code for other in all_rules()} - {rule.code}


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_rule_is_tested_where_it_speaks_and_where_it_is_quiet(rule: Rule) -> None:
    assert f"test_{rule.code.lower().replace('-', '_')}_is_quiet" in TESTS
    assert f'findings(document, "{rule.code}")' in TESTS or f', "{rule.code}")' in TESTS


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_fix_of_an_example_can_be_read_and_ends_its_finding(path: Path) -> None:
    document: dict[str, Any] = json.loads(path.read_text())["design"]

    for finding in check(read(document)):
        if finding.fix is not None:
            fixed = check(read(apply_fix(document, finding.fix.to_dict())))
            assert (finding.rule, finding.subject) not in [(f.rule, f.subject) for f in fixed]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_findings_are_json(path: Path) -> None:
    document: dict[str, Any] = json.loads(path.read_text())["design"]

    for finding in check(read(document)):
        data = json.loads(json.dumps(finding.to_dict()))
        assert set(data) == {
            "rule",
            "severity",
            "subject",
            "title",
            "message",
            "evidence",
            "evidence_columns",
            "watch",
            "fix",
            "page",
        }
        assert all(
            len(data["evidence_columns"]) == 2 for row in data["evidence"] if row["predicted"]
        )
