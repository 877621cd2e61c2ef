"""BP-1: nothing slows senders down that send more than can be done."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity, Subject
from simulator.feedback.wording import count, duration, rates
from simulator.rules._bounds import queue_bound
from simulator.rules._fixes import on_edge, together
from simulator.rules._flow import Flow, flow_of
from simulator.rules._load import Load, load_of
from simulator.rules._parts import queues, workers_of
from simulator.theory import overload_backlog

# Seconds of work that may wait before a sender should keep the rest.
WAITING = 60.0
# From this wait on, at the end of the run, it is worth a word.
LONG = 120.0


class NothingSlowsSenders(Rule):
    """Senders never hear that the workers behind a queue cannot keep up.

    ## What it does
    Looks for queues to which more comes than their workers can do, where neither the queue has a
    bound nor an edge into it a rate limit, credit, or a look at the queue, and where the
    last message of the run would wait for more than two minutes.

    ## Why it matters
    A queue hides its workers from its senders. Whoever sends into it is told “accepted” however
    much lies there, and goes on at the same rate. Nobody notices until the wait is longer than the
    work is worth, and then everything in the queue is late, not only what was too much.

    ## Example
    10 jobs a second come and 8 can be done. After a day 172,800 wait, for six hours, and each new
    one is accepted as if nothing were the matter.

    ## What to do
    Let somebody say no: the sender, who looks at the queue before it takes on more; the queue, by a
    capacity; or a rate limit at what can be done. To add workers is the remedy of CAP-1.

    ## Sources
    Google SRE book, chapter 22: load shedding and graceful degradation. The minutes are our choice.
    """

    title: ClassVar[str] = "Nothing slows the senders down"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue into which too much comes unasked."""
        flow = flow_of(design)
        for queue in queues(design):
            takers = workers_of(design, queue)
            open = [edge for edge in design.edges_to(queue.id, "message") if _is_open(design, edge)]
            limited = queue.settings.time_to_live is not None
            if not takers or not open or limited or queue_bound(queue) is not None:
                continue
            comes = flow.rates()[queue.id].open
            done = sum(_done(flow, worker.id) for worker in takers)
            behind = any(load_of(flow, worker.id).utilisation >= 1 for worker in takers)
            backlog = overload_backlog(comes, done, design.run.duration)
            if behind and not math.isinf(done) and backlog > LONG * done:
                yield self._finding(design, flow, queue, open, comes, done, measured)

    def _finding(
        self,
        design: Design,
        flow: Flow,
        queue: Queue,
        open: list[Edge],
        comes: float,
        done: float,
        measured: Measured | None,
    ) -> Finding:
        above = max(1, math.floor(WAITING * done))
        most = max(open, key=flow.along)
        sender = design.components[most.source]
        sends, can = rates(comes, done)
        others = " and others" if len(open) > 1 else ""
        looks = (on_edge(edge, "", shed_above=above) for edge in open)
        return self.finding(
            Subject("edge", most.id),
            f"{sends} come from “{sender.title}”{others} into “{queue.title}”, whose workers can "
            f"do {can}. The queue takes everything and says nothing, and all of it waits longer "
            "and longer.",
            size=max(0.0, 1 - done / comes),
            evidence=(
                Evidence("Sent", sends),
                Evidence("Can be done", can),
                Evidence("Waiting at most", "no limit", count(above)),
                Evidence("The last waits at most", "no limit", duration(above / done)),
                *_measured(queue, measured),
            ),
            columns=("now", "with a look at the queue"),
            watch=measured.component(queue.id).peak_at("waiting") if measured else None,
            fix=together(f"refuse while {count(above)} wait", *looks),
        )


def _is_open(design: Design, edge: Edge) -> bool:
    """Whether somebody who could be slowed down sends along it unasked: no worker in a circle."""
    return not _is_held(edge) and not isinstance(design.components[edge.source], Worker)


def _is_held(edge: Edge) -> bool:
    """Whether something on the edge itself holds back or refuses what is too much."""
    wanted = edge.settings
    return any(each is not None for each in (wanted.rate_limit, wanted.credit, wanted.shed_above))


def _done(flow: Flow, id: str) -> float:
    """Messages a second that a worker can be done with, its retries taken off."""
    load: Load = load_of(flow, id)
    worker = flow.design.components[id]
    assert isinstance(worker, Worker)
    return load.capacity / max(1.0, flow.attempts(worker))


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    left = measured.component(queue.id).last("waiting")
    if left is not None:
        yield Evidence("Waiting at the end", count(left))
