"""Check: every rule's findings, without consequences of others, the worst first."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from simulator.design.document import Design
from simulator.feedback.finding import Finding, Subject
from simulator.feedback.measured import Measured
from simulator.feedback.moments import at_its_moment
from simulator.feedback.phases import follow, phases
from simulator.feedback.rule import Rule
from simulator.feedback.wording import clock


class HasJson(Protocol):
    """A result: anything with a JSON form."""

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        ...


def check(
    rules: Iterable[Rule], design: Design, result: HasJson | Mapping[str, Any] | None = None
) -> list[Finding]:
    """Ask every rule.

    Args:
        rules: the rules to ask.
        design: a design that can run.
        result: of a run of this design, or its JSON form. Without it rules judge the design alone.
    """
    rules = tuple(rules)
    measured = _measured(result)
    found = [finding for rule in rules for finding in rule.findings(design, measured)]
    if design is not None:
        found = [_followed(design, one) for one in in_all_phases(rules, design, found)]
    causes = frozenset(rule.code for rule in rules if rule.hides or rule.hides_near)
    kept = without_consequences(rules, found, design)
    return sorted(
        (at_its_moment(design, finding) for finding in kept), key=partial(_worst_first, causes)
    )


def in_all_phases(rules: Iterable[Rule], design: Design, found: list[Finding]) -> list[Finding]:
    """What was found, with what the timeline mends or brings about by setting something.

    Rules read the design as it begins. What they say of it as the timeline leaves it is added, and
    what only holds until then says so.
    """
    *_, last = phases(design)
    if not last.begins:
        return found
    rules = [rule for rule in rules if not rule.knows_phases]
    first, after = (
        {(one.rule, one.subject): one for rule in rules for one in rule.findings(each, None)}
        for each in (design, last.design)
    )
    told = {(one.rule, one.subject) for one in found}
    mended, begins = first.keys() - after.keys(), clock(last.begins)
    return [
        _said(one, f"So it is until {begins}, when the timeline changes it.")
        if (one.rule, one.subject) in mended
        else one
        for one in found
    ] + [
        _said(one, f"So it is from {begins} on, when the timeline has changed it.")
        for key, one in after.items()
        if key not in told and key not in first
    ]


def _said(finding: Finding, more: str) -> Finding:
    return replace(finding, message=f"{finding.message} {more}")


def _followed(design: Design, finding: Finding) -> Finding:
    return finding if finding.fix is None else replace(finding, fix=follow(design, finding.fix))


def _measured(result: HasJson | Mapping[str, Any] | None) -> Measured | None:
    if result is None:
        return None
    return Measured(result if isinstance(result, Mapping) else result.to_dict())


def without_consequences(
    rules: Iterable[Rule], found: list[Finding], design: Design | None = None
) -> list[Finding]:
    """Leave out what another finding about the same subject, or one beside it, explains."""
    hidden = set[tuple[str, Subject]]()
    by_code = {rule.code: rule for rule in rules}
    for finding in found:
        rule = by_code[finding.rule]
        hidden |= {(code, finding.subject) for code in rule.hides}
        if design is not None and rule.hides_near:
            near = _beside(design, finding.subject)
            hidden |= {(code, subject) for code in rule.hides_near for subject in near}
    return [finding for finding in found if (finding.rule, finding.subject) not in hidden]


def _beside(design: Design, subject: Subject) -> set[Subject]:
    """The components that an edge joins to a subject, and those edges; the ends of an edge."""
    edges = [
        edge
        for edge in design.edges.values()
        if subject.id in ((edge.id,) if subject.kind == "edge" else (edge.source, edge.target))
    ]
    ends = {id for edge in edges for id in (edge.source, edge.target)}
    return {Subject("component", id) for id in ends} | {Subject("edge", e.id) for e in edges}


def _worst_first(causes: frozenset[str], finding: Finding) -> tuple[int, float, bool, str, str]:
    # Of two that weigh the same, the one that explains others is read first.
    explains = finding.rule in causes
    return finding.severity.rank, -finding.size, not explains, finding.rule, finding.subject.id
