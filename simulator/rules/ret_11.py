"""RET-11: messages are received for runs that there are not."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.finding import Json
from simulator.feedback.wording import count, share
from simulator.rules._fixes import on_component
from simulator.rules._letters import buried
from simulator.rules._parts import component, queues_of, workers, workers_of

# Receives without a run: one in a hundred, and enough of them to be no accident.
SHARE_MAX, FEWEST = 0.01, 10


class ReceivedForNothing(Rule):
    """More pollers fetch messages than may be in work at once, and receives are spent on waiting.

    ## What it does
    Looks, after a run, for workers that may have more slots than they may invoke at once, and
    counts the receives that no attempt followed.

    ## Why it matters
    A poller fetches a batch before it knows whether the function may run. If all runs are taken it
    waits, until the timeout of the messages is over and they are visible again, one receive poorer.
    After a few of these a message is a dead letter that nobody ever tried, though nothing has
    failed but the arithmetic of two limits.

    ## Example
    Reserved concurrency 5, pollers for 1,000, three receives: in a burst of three minutes a third
    of all messages go to the dead letters, and hardly any of them was ever begun.

    ## What to do
    Let there be no more pollers than runs: what is too much waits in the queue, where waiting costs
    nothing. For SQS and Lambda that is the maximum concurrency of the event source, at most the
    reserved concurrency of the function. And allow five receives at least.

    ## Sources
    AWS Lambda developer guide, Scaling behavior for SQS: maximum concurrency. One in a hundred is
    our choice.
    """

    title: ClassVar[str] = "More is received than may run"
    severity: ClassVar[Severity] = Severity.WARNING
    hides_near: ClassVar[frozenset[str]] = frozenset({"DLQ-7", "QUE-1", "RET-3", "VIS-6"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker that receives for nothing; nothing without a run."""
        if measured is None:
            return
        for worker in workers(design):
            runs, queues = worker.settings.invocations, queues_of(design, worker)
            # Of a queue with several takers nobody can say for whom a receive was.
            alone = all(len(workers_of(design, queue)) == 1 for queue in queues)
            if runs is None or not queues or not alone or _pollers(worker) <= runs:
                continue
            received = sum(measured.component(q.id).total("receives") or 0.0 for q in queues)
            began = measured.component(worker.id).total("attempts") or 0.0
            if received - began > max(SHARE_MAX * received, FEWEST):
                yield self._finding(design, worker, runs, received, began, queues, measured)

    def _finding(
        self,
        design: Design,
        worker: Worker,
        runs: int,
        received: float,
        began: float,
        queues: list[Queue],
        measured: Measured,
    ) -> Finding:
        lost, pollers = received - began, _pollers(worker)
        dead = any(buried(design, queue, measured) for queue in queues)
        return self.finding(
            component(worker.id),
            f"“{worker.title}” may have {count(runs)} in work at once, and up to {count(pollers)} "
            f"slots fetch for it. {count(lost)} of {count(received)} receives found none free, and "
            "were spent on waiting for the timeout.",
            severity=Severity.ERROR if dead else None,
            size=lost / received,
            evidence=(
                Evidence("Slots that fetch, at most", count(pollers), count(runs)),
                Evidence("May be in work at once", count(runs), count(runs)),
                Evidence("Receives without a run", share(lost / received), share(0)),
                *_dead(design, queues, measured),
            ),
            columns=("in the run", "with no more than may run"),
            watch=measured.component(queues[0].id).peak_at("in_flight"),
            fix=_fix(worker, runs),
        )


def _pollers(worker: Worker) -> int:
    """The slots that fetch, when all are there."""
    wanted = worker.settings
    if wanted.autoscaler == "none":
        return int(wanted.instances * wanted.concurrency)
    if wanted.autoscaler == "celery":
        return int(wanted.instances * wanted.scale_max)
    return int(wanted.scale_max * wanted.concurrency)


def _fix(worker: Worker, runs: int) -> Fix:
    """As many slots as may run, with as few changes as that takes."""
    wanted, words = worker.settings, f"at most {count(runs)} slots"
    changes: dict[str, Json] = {}
    if wanted.autoscaler == "celery":
        changes["instances"] = instances = min(wanted.instances, runs)
        most = runs // instances
    else:
        changes["concurrency"] = concurrency = min(wanted.concurrency, runs)
        most = runs // concurrency
        changes["instances"] = min(wanted.instances, most)
    if wanted.autoscaler != "none":
        changes |= {"scale_max": most, "scale_min": min(wanted.scale_min, most)}
    kept = {name: value for name, value in changes.items() if getattr(wanted, name) != value}
    return on_component(worker, words, **kept)


def _dead(design: Design, queues: list[Queue], measured: Measured) -> Iterator[Evidence]:
    for queue in queues:
        for edge in design.edges_from(queue.id, "dead-letter"):
            letters = measured.component(edge.target)
            never = letters.last("parked_other")
            if never is not None:
                yield Evidence("Dead letters that nobody ever tried", count(never), "0")
