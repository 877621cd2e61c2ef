"""DLQ-6: dead letters lie there and nobody takes them out."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity, Summary
from simulator.feedback.wording import count, counted, duration
from simulator.rules._parts import component, queues, workers_of

REASONS = (
    ("parked_poison", "Poison"),
    ("parked_late", "Outlasted the timeout"),
    ("parked_failed", "Failed at every try"),
    ("parked_other", "Never tried"),
    ("parked_processed", "Had been done all the same"),
)


class NobodyEmpties(Rule):
    """Dead letters are left at the end of the run, and nothing takes them out.

    ## What it does
    Looks, after a run, into every dead-letter queue that has neither a worker nor a redrive of its
    own, and tells what lies there and why.

    ## Why it matters
    A dead-letter queue is a place to look at, not to forget. Its messages are work that somebody
    waits for, and they are deleted when the retention ends. In Amazon SQS that clock began when the
    message was first sent, not when it was moved, so they may have less time left than it seems.

    ## Example
    55 letters lie in the queue: 19 are poison and wait for a correction of the program, 36 took
    too long at each try, and all of those had been done.

    ## What to do
    Raise an alarm as soon as one arrives, look at why, correct the cause, and send them back. Give
    the dead-letter queue a longer retention than the queue before it.

    ## Sources
    Amazon SQS developer guide, Dead-letter queues, and Setting up dead-letter queue retention.
    """

    title: ClassVar[str] = "Nobody empties the dead letters"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each dead-letter queue with something in it; nothing without a run."""
        if measured is None:
            return
        for queue in queues(design):
            sources = [edge.source for edge in design.edges_to(queue.id, "dead-letter")]
            lying = measured.component(queue.id).last("waiting")
            if queue.settings.redrive_after is not None or workers_of(design, queue):
                continue
            if sources and lying:
                came = sum(measured.component(id).total("arrived") or 0.0 for id in sources)
                yield self._finding(queue, measured.component(queue.id), lying, came)

    def _finding(self, queue: Queue, found: Summary, lying: float, came: float) -> Finding:
        verb = "lies" if round(lying) == 1 else "lie"
        kept = duration(queue.settings.retention)
        return self.finding(
            component(queue.id),
            f"{counted(lying, 'message')} {verb} in “{queue.title}” at the end, and no worker or "
            f"redrive takes them out. The queue deletes what is {kept} old, without a word.",
            size=lying / came if came else 0.0,
            evidence=(Evidence("Dead letters", count(lying)), *_reasons(found)),
            columns=("at the end",),
            watch=found.peak_at("waiting"),
        )


def _reasons(found: Summary) -> Iterator[Evidence]:
    for gauge, label in REASONS:
        number = found.last(gauge)
        if number:
            yield Evidence(label, count(number))
