"""ACK-1: a message is acknowledged before its work is done, and instances crash."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, counted, figure
from simulator.rules._crashes import crash_at, crashes, in_work
from simulator.rules._fixes import on_component
from simulator.rules._parts import component, queues_of, workers

WHEN = {"early": "when work begins", "receive": "at the receive"}


class LostWithInstance(Rule):
    """Messages are deleted before their work is done, so a crash loses them.

    ## What it does
    Looks for workers that acknowledge early, where instances or slots die in the run: by chance, by
    running out of memory, or by the timeline.

    ## Why it matters
    An ack tells the queue to forget the message. What an instance has in work at the moment of its
    crash is then nowhere: no retry, no dead letter, no trace. Acked at the receive, what waits in
    its buffer goes as well. That is “at most once”, and the default of some products.

    ## Example
    Sidekiq takes a job out of Redis when it fetches it. A process with five threads that is killed
    loses five jobs.

    ## What to do
    Acknowledge when the work is done, and make the handler idempotent, because a crash then gives
    the message back. Keep the early ack for work that may be lost and must not be done twice.

    ## Sources
    Celery documentation, task_acks_late. RabbitMQ, Consumer Acknowledgements: automatic mode is
    unsafe. Sidekiq wiki, Reliability. Azure Service Bus, ReceiveAndDelete.
    """

    title: ClassVar[str] = "A crash loses what is in work"
    severity: ClassVar[Severity] = Severity.ERROR
    hides: ClassVar[frozenset[str]] = frozenset({"ACK-2"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker that acknowledges early and crashes."""
        for worker in workers(design):
            wanted = worker.settings
            dying = crashes(design, worker)
            if wanted.ack != "late" and (dying or wanted.slot_loss) and queues_of(design, worker):
                yield self._finding(design, worker, dying, measured)

    def _finding(
        self, design: Design, worker: Worker, dying: float, measured: Measured | None
    ) -> Finding:
        wanted = worker.settings
        each = in_work(design, worker)
        most = wanted.concurrency
        if wanted.ack == "receive" and wanted.prefetch is not None:
            most = max(most, wanted.prefetch)
        return self.finding(
            component(worker.id),
            f"“{worker.title}” acknowledges {WHEN[wanted.ack]}. An instance that dies takes up to "
            f"{counted(most, 'message')} with it, {figure(each)} in work on average, and nobody "
            "sends them again.",
            size=max(wanted.slot_loss, 1e-3),
            evidence=(
                Evidence("Instances that die in a run", figure(dying), figure(dying)),
                Evidence("Lost in work, on average", figure(dying * each), "0"),
                *_measured(worker, measured),
            ),
            columns=("now", "acked when done"),
            watch=crash_at(design, worker),
            fix=on_component(worker, "acknowledge when done", ack="late"),
        )


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    lost = measured.component(worker.id).total("lost")
    if lost is not None:
        yield Evidence("Lost in the run", count(lost), "0")
