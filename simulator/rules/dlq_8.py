"""DLQ-8: a dead letter breaks the order of its group."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity, Subject
from simulator.feedback.wording import count, duration, share
from simulator.rules._parts import queues, redrive, workers_of
from simulator.rules._retries import most_attempts, time_of_attempts


class OrderIsBroken(Rule):
    """A queue that keeps the order within groups moves messages aside that fail.

    ## What it does
    Looks for queues that are FIFO by group, have a redrive policy, and whose workers' attempts can
    fail.

    ## Why it matters
    As soon as a message is moved to the dead letters, the next of its group is handed out, as if
    the one before had never been. Whoever relies on the order, a balance or a state that is built
    step by step, goes on from a wrong state. Sent back later, the message comes after those that
    should follow it.

    ## Example
    “Create account” fails three times and is moved aside; “deposit” for that account is next.

    ## What to do
    If order matters more than progress, stop the group: keep what failed, and hold back what
    follows for the same key. Otherwise accept it, and make each message carry the state it needs.

    ## Sources
    Amazon SQS developer guide, Dead-letter queues: do not use one with a FIFO queue if you do not
    want to break the exact order.
    """

    title: ClassVar[str] = "Dead letters break the order"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each dead-letter edge of an ordered queue whose messages can fail."""
        for queue in queues(design):
            edge = redrive(design, queue)
            if edge is None or queue.settings.ordering != "groups":
                continue
            failing = [w for w in workers_of(design, queue) if _fails(w)]
            if failing:
                worst = max(failing, key=lambda w: w.settings.poison_share)
                yield self._finding(design, queue, worst, edge, measured)

    def _finding(
        self, design: Design, queue: Queue, worker: Worker, edge: Edge, measured: Measured | None
    ) -> Finding:
        poison = worker.settings.poison_share
        tries = most_attempts(design, queue, worker, poison=poison > 0)
        blocked = time_of_attempts(worker, queue, tries)
        waits = f"waits for {duration(blocked)}," if blocked else "does not wait"
        return self.finding(
            Subject("edge", edge.id),
            f"“{queue.title}” keeps the order within each group until a message fails for good: "
            f"its group {waits} and then goes on without it.",
            size=poison,
            evidence=(
                Evidence("Poison", share(poison)),
                Evidence("A group waits for one", duration(blocked)),
                *_measured(queue, measured),
            ),
        )


def _fails(worker: Worker) -> bool:
    return worker.settings.poison_share > 0 or worker.settings.transient_failure > 0


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    dead = measured.component(queue.id).total("dead")
    if dead is not None:
        yield Evidence("Left out of the order in the run", count(dead))
