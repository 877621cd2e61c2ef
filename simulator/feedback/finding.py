"""Finding: one piece of advice on a design, with its place, its numbers and the next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Json = str | int | float | bool | None | list[Any] | dict[str, Any]


class Severity(StrEnum):
    """How bad it is: work is lost, doubled or never ends; a risk; a remark."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """Zero for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True)
class Subject:
    """What a finding is about."""

    kind: str
    """"component", "edge" or "design"."""
    id: str
    """The id in the document; empty for the design as a whole."""

    def to_dict(self) -> dict[str, Json]:
        """Give the JSON form."""
        return {"kind": self.kind, "id": self.id}


@dataclass(frozen=True)
class Evidence:
    """One row of numbers: what is, and what is predicted after the fix."""

    label: str
    value: str
    """Ready to show."""
    predicted: str | None = None
    """Ready to show; None where theory has nothing to say."""

    def to_dict(self) -> dict[str, Json]:
        """Give the JSON form."""
        return {"label": self.label, "value": self.value, "predicted": self.predicted}


@dataclass(frozen=True)
class Change:
    """One value to set in the document, at a path of keys."""

    path: tuple[str, ...]
    value: Json

    def to_dict(self) -> dict[str, Json]:
        """Give the JSON form."""
        return {"path": list(self.path), "value": self.value}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Change":
        """Read the JSON form."""
        return cls(tuple(data["path"]), data["value"])


@dataclass(frozen=True)
class Fix:
    """A change to the design that a finding proposes, applied and undone in one step."""

    label: str
    """The words on the button; they name the new value."""
    changes: tuple[Change, ...]

    def to_dict(self) -> dict[str, Json]:
        """Give the JSON form."""
        return {"label": self.label, "changes": [change.to_dict() for change in self.changes]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Fix":
        """Read the JSON form."""
        return cls(
            str(data["label"]), tuple(Change.from_dict(change) for change in data["changes"])
        )


@dataclass(frozen=True)
class Finding:
    """Advice that a rule gives on a design that can run. Every text is ready to show."""

    rule: str
    """The rule's code, such as "VIS-1"."""
    severity: Severity
    subject: Subject
    title: str
    message: str
    page: str
    """The rule's page, such as "vis-1"."""
    size: float
    """Share of the work that is touched, 0 to 1 or more; findings are sorted by it."""
    evidence: tuple[Evidence, ...] = ()
    evidence_columns: tuple[str, ...] = ()
    """Headings of the value and, where there is one, of the prediction."""
    watch: float | None = None
    """The simulated second at which it is seen best."""
    fix: Fix | None = None

    def to_dict(self) -> dict[str, Json]:
        """Give the JSON form, without `size`, which only sorts."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "subject": self.subject.to_dict(),
            "title": self.title,
            "message": self.message,
            "evidence": [row.to_dict() for row in self.evidence],
            "evidence_columns": list(self.evidence_columns),
            "watch": self.watch,
            "fix": self.fix.to_dict() if self.fix else None,
            "page": self.page,
        }
