"""DLQ-4: a message is tried very often before it is given up."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity, Subject
from simulator.feedback.wording import count, duration
from simulator.rules._fixes import on_edge
from simulator.rules._flow import flow_of
from simulator.rules._letters import enough_receives
from simulator.rules._parts import queues, redrive, workers_of
from simulator.rules._retries import most_attempts, time_of_attempts

MANY = 50


class ManyReceives(Rule):
    """A redrive policy lets poison go round more than fifty times.

    ## What it does
    Looks for dead-letter edges that allow more than 50 receives, where the worker does not give up
    sooner by itself, and works out how long a message that always fails stays.

    ## Why it matters
    An error that passes has passed after a few attempts. Fifty of them are work that never
    succeeds, and a message that fails in an ordered lane holds everything behind it for as long.
    Whoever waits for the alarm hears of it when the last attempt is over.

    ## Example
    A limit of 1,000 and a timeout of 30 s: a poison message is a dead letter after 8 hours, and has
    taken 1,000 slots by then.

    ## What to do
    Allow three to ten receives. For a dependency that may be down for longer, wait longer between
    attempts instead of trying more often.

    ## Sources
    Amazon SQS allows 1 to 1,000 receives. Fifty is our choice.
    """

    title: ClassVar[str] = "Poison goes round for long before it is given up"
    severity: ClassVar[Severity] = Severity.HINT

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each dead-letter edge that allows so many."""
        for queue in queues(design):
            edge = redrive(design, queue)
            if edge is None:
                continue
            tried = [
                worker
                for worker in workers_of(design, queue)
                if MANY < most_attempts(design, queue, worker) <= edge.settings.max_receives
            ]
            if tried:
                yield self._finding(design, queue, tried[0], edge, measured)

    def _finding(
        self, design: Design, queue: Queue, worker: Worker, edge: Edge, measured: Measured | None
    ) -> Finding:
        now, then = edge.settings.max_receives, enough_receives(worker)
        holding = flow_of(design).holding(worker.id).mean
        stays, shorter = (time_of_attempts(worker, queue, n) for n in (now, then))
        return self.finding(
            Subject("edge", edge.id),
            f"“{queue.title}” hands a message out {count(now)} times before it gives it up. One "
            f"that always fails stays for {duration(stays)}.",
            size=worker.settings.poison_share,
            evidence=(
                Evidence("Given up after", duration(stays), duration(shorter)),
                Evidence("Worker time on one", duration(now * holding), duration(then * holding)),
                *_measured(queue, measured),
            ),
            columns=("now", f"with {then} receives"),
            fix=on_edge(edge, f"{then} receives", max_receives=then),
        )


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    retries = measured.component(queue.id).total("retries")
    if retries is not None:
        yield Evidence("Retries in the run", count(retries))
