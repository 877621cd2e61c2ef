"""DLQ-14: messages that were tried too often wait for one receive more."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, counted
from simulator.rules._parts import component, queues, redrive, workers_of


class NobodyMovesThem(Rule):
    """Nobody receives any more, so what was tried too often is not moved to the dead letters.

    ## What it does
    Looks, after a run, for queues that count receives, still hold messages that were tried before,
    and whose workers are all down at the end.

    ## Why it matters
    Such a queue moves a message at the receive after its last one, not when its last attempt fails.
    While nobody receives, nothing is moved: the dead-letter queue stays empty, its alarm stays
    silent, and everything looks like a queue that merely waits.

    ## Example
    The workers crash on a bad message until somebody stops them to look for the cause. The message
    is not among the dead letters: it lies in the queue, one receive short.

    ## What to do
    Let one consumer run, or look into the queue itself before you trust an empty dead-letter queue.

    ## Sources
    ElasticMQ, ReceiveMessageOps: the move is part of a receive. Amazon SQS developer guide,
    Dead-letter queues: when the receive count exceeds the maximum.
    """

    title: ClassVar[str] = "Nobody receives, so nothing becomes a dead letter"
    severity: ClassVar[Severity] = Severity.HINT

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue that nobody receives from; nothing without a run."""
        if measured is None:
            return
        for queue in queues(design):
            edge = redrive(design, queue)
            if edge is None or queue.settings.counts != "receives":
                continue
            found = measured.component(queue.id)
            waiting, retries = found.last("waiting"), found.total("retries")
            if waiting and retries and _all_down(design, queue, measured):
                yield self._finding(queue, waiting, retries, edge.settings.max_receives, measured)

    def _finding(
        self, queue: Queue, waiting: float, retries: float, limit: int, measured: Measured
    ) -> Finding:
        return self.finding(
            component(queue.id),
            f"{counted(waiting, 'message')} wait in “{queue.title}”, and nobody receives any more. "
            f"Those that were received {count(limit)} times are moved to the dead letters only at "
            "one receive more.",
            size=0.0,
            evidence=(
                Evidence("Waiting at the end", count(waiting)),
                Evidence("Retries in the run", count(retries)),
            ),
            columns=("in the run",),
            watch=measured.component(queue.id).peak_at("waiting"),
        )


def _all_down(design: Design, queue: Queue, measured: Measured) -> bool:
    workers = workers_of(design, queue)
    up = [measured.component(worker.id).last("instances") for worker in workers]
    return bool(up) and all(number == 0 for number in up)
