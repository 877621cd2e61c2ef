"""Check: every rule's findings, without consequences of others, the worst first."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Protocol

from simulator.design.document import Design
from simulator.feedback.finding import Finding
from simulator.feedback.measured import Measured
from simulator.feedback.rule import Rule


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
    causes = frozenset(rule.code for rule in rules if rule.hides)
    return sorted(without_consequences(rules, found), key=partial(_worst_first, causes))


def _measured(result: HasJson | Mapping[str, Any] | None) -> Measured | None:
    if result is None:
        return None
    return Measured(result if isinstance(result, Mapping) else result.to_dict())


def without_consequences(rules: Iterable[Rule], found: list[Finding]) -> list[Finding]:
    """Leave out what another finding about the same subject already explains."""
    hides = {rule.code: rule.hides for rule in rules}
    hidden = {(code, finding.subject) for finding in found for code in hides[finding.rule]}
    return [finding for finding in found if (finding.rule, finding.subject) not in hidden]


def _worst_first(causes: frozenset[str], finding: Finding) -> tuple[int, float, bool, str, str]:
    # Of two that weigh the same, the one that explains others is read first.
    explains = finding.rule in causes
    return finding.severity.rank, -finding.size, not explains, finding.rule, finding.subject.id
