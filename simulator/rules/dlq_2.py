"""DLQ-2: one receive is enough to become a dead letter."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Change, Evidence, Finding, Fix, Measured, Rule, Severity, Subject
from simulator.feedback.wording import count, share
from simulator.rules._letters import enough_receives
from simulator.rules._locks import outlasting_lock
from simulator.rules._parts import queues, workers_of
from simulator.theory import bounded_retry


class OneReceive(Rule):
    """A redrive policy of one receive gives no message a second chance.

    ## What it does
    Looks for dead-letter edges that move a message after a single receive.

    ## Why it matters
    A receive is counted when a message is handed out, not when it fails. One hiccup of the network,
    one restart of a worker, one job that outlasts the visibility timeout, even a look at the
    message in the console, and a message that would have succeeded at the next try is given up.
    The dead letters then hold healthy messages among the poison.

    ## Example
    2 % of attempts fail for a reason that passes. With one receive 2 % of all messages end as dead
    letters; with three receives 0.0008 %.

    ## What to do
    Allow 3 to 5 receives. Where a second attempt must never happen, make the handler idempotent
    instead: an at-least-once queue may deliver twice whatever its redrive policy says.

    ## Sources
    Amazon SQS developer guide, Dead-letter queues: do not set the maximum receives to 1. AWS Lambda
    developer guide, Using Lambda with Amazon SQS: at least 5.
    """

    title: ClassVar[str] = "One failure is enough to be given up"
    severity: ClassVar[Severity] = Severity.ERROR
    hides_near: ClassVar[frozenset[str]] = frozenset({"DLQ-7"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each dead-letter edge of a single receive."""
        for queue in queues(design):
            for edge in design.edges_from(queue.id, "dead-letter"):
                if edge.settings.max_receives == 1 and queue.settings.counts != "nothing":
                    yield self._finding(design, queue, edge, measured)

    def _finding(
        self, design: Design, queue: Queue, edge: Edge, measured: Measured | None
    ) -> Finding:
        workers = workers_of(design, queue)
        fails = max((_failing(design, queue, worker) for worker in workers), default=0.0)
        receives = max((enough_receives(worker) for worker in workers), default=3)
        dead = bounded_retry(fails, receives).dead_share if fails < 1 else 1.0
        if fails:
            message = f"{share(fails)} of attempts fail for a reason that may pass, and"
        else:
            message = "A restart, a lost answer or a look in the console counts as a receive, and"
        change = Change(("edges", edge.id, "settings", "max_receives"), receives)
        return self.finding(
            Subject("edge", edge.id),
            f"{message} “{queue.title}” gives a message up after one receive.",
            size=fails,
            evidence=(
                Evidence("Healthy messages given up", share(fails), share(dead)),
                *_measured(edge, measured),
            ),
            columns=("now, 1 receive", f"at {receives}"),
            watch=measured.component(edge.target).peak_at("waiting") if measured else None,
            fix=Fix(f"Apply fix: {receives} receives", (change,)),
        )


def _failing(design: Design, queue: Queue, worker: Worker) -> float:
    """Share of a healthy message's attempts that fail or outlast the timeout."""
    slow = outlasting_lock(design, queue, worker)
    return 1 - (1 - worker.settings.transient_failure) * (1 - slow)


def _measured(edge: Edge, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    letters = measured.component(edge.target)
    lying, poison = letters.last("waiting"), letters.last("parked_poison")
    if lying is not None and poison is not None:
        yield Evidence("Dead letters that were no poison", count(lying - poison))
