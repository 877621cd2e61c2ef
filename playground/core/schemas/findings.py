"""Findings: advice on the wire, and the answers of a check."""

from typing import Literal

from ninja import Schema
from pydantic import JsonValue

from playground.core.schemas.common import Path, Severity, Strict
from playground.core.schemas.design import Problem


class FindingSubject(Strict):
    """What a finding is about."""

    kind: Literal["component", "edge", "design"]
    id: str


class FindingEvidence(Strict):
    """One number behind a finding, ready to show, and what it would be after the fix."""

    label: str
    value: str
    predicted: str | None


class FixChange(Strict):
    """One value of the document, replaced."""

    path: Path
    value: JsonValue


class Fix(Strict):
    """A change to the design that a finding proposes."""

    label: str
    changes: list[FixChange]


class Finding(Strict):
    """Advice on a design that can run."""

    rule: str
    severity: Severity
    subject: FindingSubject
    title: str
    message: str
    evidence: list[FindingEvidence]
    evidence_columns: list[str]
    watch: float | None
    fix: Fix | None
    page: str


class CheckIn(Schema):
    """A document to check; anything at all may be asked about."""

    design: JsonValue


class CheckOut(Schema):
    """What is wrong with a document, and advice if nothing is."""

    problems: list[Problem]
    findings: list[Finding]


class Refused(Schema):
    """The body of every error."""

    message: str
    problems: list[Problem] | None = None
