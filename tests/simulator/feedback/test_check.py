"""Check: which findings are shown, and in which order."""

from collections.abc import Iterator
from typing import Any, ClassVar, cast

import pytest

from simulator.design.document import Design
from simulator.feedback import Finding, Measured, Rule, Severity, Subject, check
from simulator.feedback.page import HEADINGS, page_of
from tests.simulator.rules.designs import line, read

NO_DESIGN = cast(Design, None)


class _Fake(Rule):
    """A rule of this test.

    ## What it does
    Gives the findings it is made with.

    ## Why it matters
    It does not.

    ## Example
    None.

    ## What to do
    Nothing.

    ## Sources
    None.
    """

    title: ClassVar[str] = "A fake"
    severity: ClassVar[Severity] = Severity.ERROR

    def __init__(
        self,
        code: str,
        *given: tuple[str, Severity, float],
        hides: frozenset[str] = frozenset(),
        hides_near: frozenset[str] = frozenset(),
    ) -> None:
        # The class has them from its module; here each instance plays another rule.
        self.__dict__ |= {"code": code, "hides": hides, "hides_near": hides_near}
        self.given = given
        self.saw: Measured | None = None

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        self.saw = measured
        for id, severity, size in self.given:
            subject = Subject("component", id)
            yield self.finding(subject, "A message.", size=size, severity=severity)


def codes(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.subject.id) for finding in findings]


def test_the_worst_comes_first_and_among_equals_the_largest() -> None:
    rules = [
        _Fake("HINT-1", ("a", Severity.HINT, 0.9)),
        _Fake("WARN-1", ("a", Severity.WARNING, 0.1), ("b", Severity.WARNING, 0.2)),
        _Fake("ERR-1", ("a", Severity.ERROR, 0.01)),
    ]

    found = check(rules, NO_DESIGN)

    assert codes(found) == [("ERR-1", "a"), ("WARN-1", "b"), ("WARN-1", "a"), ("HINT-1", "a")]


def test_a_consequence_is_hidden_where_its_cause_was_found_and_nowhere_else() -> None:
    rules = [
        _Fake("CAUSE-1", ("a", Severity.ERROR, 0.1), hides=frozenset({"EFFECT-1"})),
        _Fake("EFFECT-1", ("a", Severity.ERROR, 0.5), ("b", Severity.ERROR, 0.5)),
    ]

    assert codes(check(rules, NO_DESIGN)) == [("EFFECT-1", "b"), ("CAUSE-1", "a")]


def test_a_consequence_beside_its_cause_is_hidden_only_where_an_edge_joins_them() -> None:
    document = line({}, {}, {}) | {"run": {"duration": 60}}
    rules = [
        _Fake("CAUSE-1", ("w", Severity.ERROR, 0.1), hides_near=frozenset({"EFFECT-1"})),
        _Fake("EFFECT-1", ("q", Severity.ERROR, 0.5), ("c", Severity.ERROR, 0.5)),
    ]

    assert codes(check(rules, read(document))) == [("EFFECT-1", "c"), ("CAUSE-1", "w")]


def test_a_result_reaches_the_rules_as_object_or_as_json() -> None:
    data: dict[str, Any] = {
        "duration": 60.0,
        "warm_up": 10.0,
        "components": {"q": {"totals": {"arrived": 5}, "peaks": {"late": {"value": 2, "at": 9.5}}}},
    }

    class Result:
        def to_dict(self) -> dict[str, Any]:
            return data

    for result in (data, Result()):
        rule = _Fake("ANY-1")
        check([rule], NO_DESIGN, result)
        assert rule.saw is not None
        assert rule.saw.measured_seconds == 50
        assert rule.saw.component("q").total("arrived") == 5
        assert rule.saw.component("q").peak_at("late") == 9.5


def test_what_a_result_does_not_have_reads_as_none() -> None:
    measured = Measured({"duration": 1})

    nothing = measured.component("q")

    assert nothing.total("arrived") is None
    assert nothing.mean("busy") is None
    assert nothing.last("waiting") is None
    assert nothing.peak_at("late") is None
    assert nothing.percentile("wait", "p99") is None


def test_a_peak_of_zero_is_no_moment_to_watch() -> None:
    measured = Measured({"components": {"w": {"peaks": {"late": {"value": 0, "at": 0.0}}}}})

    assert measured.component("w").peak_at("late") is None


def test_a_finding_in_json_has_what_the_page_shows_and_no_sorting_size() -> None:
    found = check([_Fake("ERR-1", ("a", Severity.ERROR, 0.25))], NO_DESIGN)[0]

    assert found.to_dict() == {
        "rule": "ERR-1",
        "severity": "error",
        "subject": {"kind": "component", "id": "a"},
        "title": "A fake",
        "message": "A message.",
        "evidence": [],
        "evidence_columns": [],
        "watch": None,
        "fix": None,
        "page": "err-1",
    }


def test_a_page_is_read_from_the_docstring() -> None:
    page = page_of(_Fake)

    assert page.summary == "A rule of this test."
    assert tuple(heading for heading, _ in page.sections) == HEADINGS
    assert page.sections[0][1] == "Gives the findings it is made with."


def test_a_rule_without_all_headings_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="Undocumented: the docstring needs the headings"):
        type("Undocumented", (Rule,), {"__doc__": "Too short.\n\n## What it does\nNothing.\n"})


def test_a_heading_without_text_is_refused() -> None:
    text = "A summary.\n\n" + "\n".join(f"## {heading}" for heading in HEADINGS)

    with pytest.raises(TypeError, match="has no text"):
        type("Empty", (Rule,), {"__doc__": text})
