"""QUE-4: a full queue drops its oldest messages."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration
from simulator.rules._fixes import on_component, on_edge, together
from simulator.rules._flow import flow_of
from simulator.rules._parts import component, queues


class DropsOldest(Rule):
    """A queue that is full deletes what has waited longest, and nobody is told.

    ## What it does
    Looks for queues with a capacity that drop the oldest message for each new one. Of dead-letter
    queues DLQ-15 speaks.

    ## Why it matters
    The sender was told that its message was taken, and it was: it is deleted later, when it has
    waited longest and would have been next. That is right for readings of which only the newest
    counts, and wrong for work that somebody asked for.

    ## Example
    RabbitMQ with a length limit and no overflow set drops from the head. Workers stand still for an
    hour, and what was ordered first is gone first.

    ## What to do
    Refuse new messages instead, with confirms, so that the sender knows; or move the oldest to a
    dead-letter queue.

    ## Sources
    RabbitMQ documentation, Queue length limit: drop-head is the default; unacknowledged messages do
    not count.
    """

    title: ClassVar[str] = "A full queue deletes its oldest messages"
    severity: ClassVar[Severity] = Severity.ERROR

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue that drops its oldest."""
        for queue in queues(design):
            wanted = queue.settings
            letters = design.edges_to(queue.id, "dead-letter")
            if wanted.capacity is not None and wanted.overflow == "drop_oldest" and not letters:
                yield self._finding(design, queue, wanted.capacity, measured)

    def _finding(
        self, design: Design, queue: Queue, capacity: int, measured: Measured | None
    ) -> Finding:
        comes = flow_of(design).rates()[queue.id].open
        full = f", full after {duration(capacity / comes)} without workers" if comes else ""
        told = (on_edge(edge, "", confirms=True) for edge in design.edges_to(queue.id, "message"))
        return self.finding(
            component(queue.id),
            f"“{queue.title}” holds {count(capacity)} messages{full}. From then on each new one "
            "deletes the one that has waited longest, and nobody is told.",
            size=0.0,
            evidence=(Evidence("Holds", count(capacity)), *_measured(queue, measured)),
            columns=("now", "refused instead"),
            watch=measured.component(queue.id).peak_at("waiting") if measured else None,
            fix=together("refuse new ones", on_component(queue, "", overflow="reject"), *told),
        )


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    dropped = measured.component(queue.id).total("dropped")
    if dropped is not None:
        yield Evidence("Dropped in the run", count(dropped), "0")
