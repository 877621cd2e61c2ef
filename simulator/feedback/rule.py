"""Rule: finds findings in a design, and in what a run of it measured."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

from simulator.design.document import Design
from simulator.feedback.finding import Evidence, Finding, Fix, Severity, Subject
from simulator.feedback.measured import Measured
from simulator.feedback.page import Page, page_of


class Rule(ABC):
    """Base of every rule: one module of `simulator.rules`, named as its code is written.

    The module `vis_1` holds the rule VIS-1 with the page `vis-1`. The docstring is the page; its
    headings are checked when the class is made.
    """

    title: ClassVar[str]
    severity: ClassVar[Severity]
    hides: ClassVar[frozenset[str]] = frozenset()
    """Codes of rules that only tell a consequence; they fall silent on the same subject."""

    hides_near: ClassVar[frozenset[str]] = frozenset()
    """The same for what is joined to the subject by an edge: the queue beside its workers."""

    knows_phases: ClassVar[bool] = False
    """Whether it looks itself at what the timeline sets in the middle of a run."""

    code: ClassVar[str]
    page: ClassVar[Page]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.code = cls.__module__.rpartition(".")[2].replace("_", "-").upper()
        cls.page = page_of(cls)

    @abstractmethod
    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield what there is to say.

        Args:
            design: a design that can run.
            measured: what a run of it measured, or None while it is being drawn.
        """

    def finding(
        self,
        subject: Subject,
        message: str,
        *,
        size: float,
        title: str | None = None,
        severity: Severity | None = None,
        evidence: tuple[Evidence, ...] = (),
        columns: tuple[str, ...] = ("now",),
        watch: float | None = None,
        fix: Fix | None = None,
    ) -> Finding:
        """Make a finding of this rule. Title and severity are the rule's unless given."""
        return Finding(
            rule=self.code,
            severity=severity or self.severity,
            subject=subject,
            title=title or self.title,
            message=message,
            page=self.code.lower(),
            size=size,
            evidence=evidence,
            evidence_columns=columns if evidence else (),
            watch=watch,
            fix=fix,
        )
