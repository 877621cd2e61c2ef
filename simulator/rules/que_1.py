"""QUE-1: a peak grows a queue without a bound."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, counted, duration, rate
from simulator.rules._bounds import queue_bound
from simulator.rules._fixes import on_component
from simulator.rules._flow import Flow, flow_of
from simulator.rules._load import load_of
from simulator.rules._parts import component, deliveries
from simulator.rules._peaks import Peak, at_peak, highest
from simulator.rules._sizes import sources_before
from simulator.theory import drain_time, overload_backlog

# Seconds: a wait that a queue may grow to before it should say no.
BEARABLE = 300.0
# Products that keep a queue in memory: what grows there ends in a crash, not in a wait.
IN_MEMORY = ("celery-redis", "sidekiq", "sidekiq-super-fetch", "bullmq")


class QueueWithoutBound(Rule):
    """In a peak more comes than can be done, and nothing says no to it.

    ## What it does
    Compares the peaks of the clients, those of their pattern and those of the timeline, with what
    the workers of a queue can do at most. It speaks up where a message that comes at the end of a
    peak waits for more than five minutes, and the queue has neither a capacity nor a high water
    mark.
    Of more work than can be done at any time CAP-1 and BP-1 speak.

    ## Why it matters
    A queue without a bound turns too much work into waiting. Whoever comes last waits longest, and
    so does everybody after the peak, until all of it is worked off. Kept in memory, the queue may
    take the broker down first, and with it what was there before.

    ## Example
    50 jobs a second for ten minutes, and 20 can be done: 18,000 wait, the last for 15 minutes. With
    room for 6,000 nobody waits longer than five, and who is refused knows at once.

    ## What to do
    Give the queue a capacity of what can be done in the time that a job is worth waiting for, and
    let it refuse the rest: the sender can try later. Or add workers for the peak.

    ## Sources
    Google SRE book, chapter 22: queue management. RabbitMQ documentation, Queue length limit.
    Five minutes are our choice.
    """

    title: ClassVar[str] = "Nothing bounds the queue in a peak"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue that a peak grows beyond what anybody waits for."""
        flow, told = flow_of(design), set[str]()
        for queue, worker in deliveries(design):
            load = load_of(flow, worker.id)
            if queue_bound(queue) is not None or queue.id in told or load.utilisation >= 1:
                continue
            done = load.capacity
            for peak, comes in _peaks(design, flow, queue, worker):
                backlog = overload_backlog(comes, done, min(peak.lasts, design.run.duration))
                if not math.isinf(done) and backlog > BEARABLE * done:
                    told.add(queue.id)
                    yield self._finding(queue, peak, comes, done, backlog, measured)
                    break

    def _finding(
        self,
        queue: Queue,
        peak: Peak,
        comes: float,
        done: float,
        backlog: float,
        measured: Measured | None,
    ) -> Finding:
        room = max(1, math.floor(BEARABLE * done))
        waits = drain_time(backlog, done, 0)
        return self.finding(
            component(queue.id),
            f"A peak of {rate(comes)} lasts {duration(peak.lasts)}, and {rate(done)} can be done. "
            f"“{queue.title}” takes all of it: {counted(backlog, 'message')} wait at the end, the "
            f"last for {duration(waits)}.",
            severity=Severity.ERROR if queue.preset in IN_MEMORY else None,
            size=1 - done / comes,
            evidence=(
                Evidence("Comes in the peak", rate(comes), rate(comes)),
                Evidence("Can be done", rate(done), rate(done)),
                Evidence("Waiting at the end of the peak", count(backlog), count(room)),
                Evidence("The last waits", duration(waits), duration(BEARABLE)),
                *_measured(queue, measured),
            ),
            columns=("now", f"with room for {count(room)}"),
            watch=measured.component(queue.id).peak_at("waiting") if measured else peak.begins,
            fix=on_component(queue, f"room for {count(room)}", capacity=room, overflow="reject"),
        )


def _peaks(
    design: Design, flow: Flow, queue: Queue, worker: Worker
) -> Iterator[tuple[Peak, float]]:
    for part in sources_before(design, queue.id):
        peak = highest(design, part)
        if peak.factor > 1:
            yield peak, at_peak(design, flow, worker, part, peak)


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    most = measured.component(queue.id).peak("waiting")
    if most is not None:
        yield Evidence("Waiting at most in the run", count(most))
