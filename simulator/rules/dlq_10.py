"""DLQ-10: a limit drops messages, and nobody keeps them."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, share
from simulator.rules._letters import add_dead_letters, enough_receives
from simulator.rules._parts import component, queues, redrive, workers_of


class DroppedNotParked(Rule):
    """A queue gives messages up, and has no dead-letter queue to put them into.

    ## What it does
    Looks for queues without a dead-letter edge that limit how often a message is handed out, or
    would move what is over its time to live or its place, and whose messages can get that far.

    ## Why it matters
    A limit without a dead-letter queue deletes. The message is gone, no counter of the sender or
    the worker shows it, and what it asked for is never done. RabbitMQ's quorum queues have such a
    limit since 4.0, whether or not anybody asked for one.

    ## Example
    The delivery limit is 20 and no dead-letter exchange is set. A message whose handler fails for
    a minute is rejected 21 times and dropped.

    ## What to do
    Give the queue a dead-letter queue, and look into it.

    ## Sources
    RabbitMQ documentation, Quorum queues, poison message handling: without a dead-letter exchange
    the message is dropped.
    """

    title: ClassVar[str] = "Messages that are given up are dropped"
    severity: ClassVar[Severity] = Severity.ERROR

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue that drops what it gives up."""
        for queue in queues(design):
            if redrive(design, queue) is None:
                workers = workers_of(design, queue)
                reasons = list(_reasons(queue, workers))
                if reasons:
                    yield self._finding(design, queue, workers, reasons, measured)

    def _finding(
        self,
        design: Design,
        queue: Queue,
        workers: list[Worker],
        reasons: list[str],
        measured: Measured | None,
    ) -> Finding:
        limit = queue.settings.delivery_limit
        receives = limit or max((enough_receives(worker) for worker in workers), default=3)
        poison = max((worker.settings.poison_share for worker in workers), default=0.0)
        return self.finding(
            component(queue.id),
            f"“{queue.title}” gives up {' and '.join(reasons)}, and has no dead-letter queue. What "
            "it gives up is deleted without a word.",
            size=poison,
            evidence=(
                Evidence("Poison, dropped", share(poison), share(0)),
                *_measured(queue, measured),
            ),
            columns=("now", "with dead letters"),
            fix=add_dead_letters(design, queue, min(receives, 1_000)),
        )


def _reasons(queue: Queue, workers: list[Worker]) -> Iterator[str]:
    wanted = queue.settings
    counted = wanted.delivery_limit is not None and wanted.counts != "nothing"
    if counted and any(_can_fail(worker) for worker in workers):
        yield f"what was handed out {count(wanted.delivery_limit or 0)} times"
    if wanted.time_to_live is not None and wanted.expired_to == "dead_letters":
        yield "what is over its time to live"
    if wanted.capacity is not None and wanted.overflow == "dead_letter":
        yield "the oldest when it is full"


def _can_fail(worker: Worker) -> bool:
    wanted = worker.settings
    lossy = wanted.crash_every is not None or wanted.slot_loss > 0
    return wanted.poison_share > 0 or wanted.transient_failure > 0 or lossy


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    found = measured.component(queue.id)
    dropped, expired = found.total("dropped"), found.total("expired")
    if dropped is not None:
        yield Evidence("Dropped in the run", count(dropped), "0")
    if expired:
        yield Evidence("Expired in the run", count(expired))
