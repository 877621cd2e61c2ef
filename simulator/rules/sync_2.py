"""SYNC-2: the queue takes longer than the work."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import duration, share
from simulator.rules._flow import flow_of
from simulator.rules._parts import component, queues_of, workers

# Work below this is quick enough to be done while the caller waits.
QUICK_WORK = 0.1
# The way through the queue is worth a word from this share of the work.
WAY_OF_WORK = 0.2


class QueueForNothing(Rule):
    """The way through the queue takes longer than it can save.

    ## What it does
    Looks for workers whose work takes less than 100 ms on average, and compares it with the time on
    the way into the queue and out of it again, without any waiting.

    ## Why it matters
    A queue pays when work is long, comes in bursts or must survive a crash. For work of a few
    milliseconds it adds more delay than the work itself, three parts to operate, and an answer that
    the caller cannot wait for.

    ## Example
    A check takes 20 ms. Into the queue takes 15 ms and out of it another 15 ms, so the result comes
    after 50 ms instead of 35 ms.

    ## What to do
    If somebody waits for the result, call a service that does the work, and take the queue out.
    Keep the queue where nobody waits, where bursts must be taken up, or where the work must not be
    lost.

    ## Sources
    The limit of 100 ms and the share of a fifth are our choice.
    """

    title: ClassVar[str] = "The queue takes longer than it can save"
    severity: ClassVar[Severity] = Severity.HINT

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker whose work is quicker than its way."""
        flow = flow_of(design)
        for worker in workers(design):
            work = flow.holding(worker.id).mean
            ways = [(_way(design, queue, worker), queue) for queue in queues_of(design, worker)]
            if ways and work < QUICK_WORK:
                (way, into), queue = max(ways, key=lambda entry: entry[0][0])
                if work and way >= WAY_OF_WORK * work:
                    yield self._finding(worker, queue, work, way, into, measured)

    def _finding(
        self,
        worker: Worker,
        queue: Queue,
        work: float,
        way: float,
        into: float,
        measured: Measured | None,
    ) -> Finding:
        return self.finding(
            component(worker.id),
            f"The work of “{worker.title}” takes {duration(work)}, and the way through "
            f"“{queue.title}” {duration(way)}, {share(way / work)} of it. If somebody waits for "
            "the result, a call would be quicker.",
            size=way / (way + work),
            evidence=(
                Evidence("Work", duration(work), duration(work)),
                Evidence("On the way", duration(way), duration(into)),
                Evidence("Together, without waiting", duration(way + work), duration(into + work)),
                *_measured(queue, measured),
            ),
            columns=("now", "as a call"),
        )


def _way(design: Design, queue: Queue, worker: Worker) -> tuple[float, float]:
    """Seconds into the queue and out again, and of these the seconds that a call takes as well."""
    sends = design.edges_to(queue.id, "message")
    takes = design.edges_from(queue.id, "message")
    into = max((edge.settings.latency.mean for edge in sends), default=0.0)
    out = sum(edge.settings.latency.mean for edge in takes if edge.target == worker.id)
    if queue.settings.delivery == "pull" and queue.settings.polling == "short":
        # A message comes at any moment between two polls.
        out += queue.settings.poll_interval / 2
    return into + queue.settings.delivery_delay + out, into


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    wait = measured.component(queue.id).percentile("wait", "mean")
    if wait is not None:
        yield Evidence("Mean wait in the queue", duration(wait))
