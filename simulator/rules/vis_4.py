"""VIS-4: the last messages of a batch outlast their timeout before anybody begins with them."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, share, timeout
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._hiding import hide_for, longest_hiding
from simulator.rules._locks import is_buffered, is_renewed, time_limit
from simulator.rules._parts import component, deliveries
from simulator.rules._time import Time

# Room beyond the longest batch in a hundred.
ROOM = 2.0


class BatchOutlastsTimeout(Rule):
    """A batch that is handled one message after another takes longer than the timeout.

    ## What it does
    Adds up the work of a whole batch, where one slot receives several messages at once, and
    compares the longest sum in a hundred with the visibility timeout.

    ## Why it matters
    The clock of every message of a batch starts when the batch is received. The first has all of
    the timeout; the last has what the others left of it. Those at the end are handed out again
    before they were begun, and then handled twice. A heartbeat renews what is in work, not what
    waits for it.

    ## Example
    Ten messages of 5 s each and a timeout of 30 s: the seventh is done after 35 s. Four of ten are
    handled twice, although no job takes longer than 5 s.

    ## What to do
    Take fewer messages at once, handle them side by side, or raise the timeout to the time of a
    whole batch. Acknowledge each when it is done, not the batch at its end.

    ## Sources
    Amazon SQS developer guide, Visibility timeout: the clock starts at the receive. The rest is
    arithmetic.
    """

    title: ClassVar[str] = "A batch takes longer than the timeout"
    severity: ClassVar[Severity] = Severity.ERROR
    hides: ClassVar[frozenset[str]] = frozenset({"RET-3", "DLQ-7", "VIS-6"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue whose batches take too long."""
        flow = flow_of(design)
        for queue, worker in deliveries(design):
            each = flow.holding(worker.id)
            if worker.settings.batch > 1 and is_buffered(queue, worker):
                whole = each.repeated(_waited_for(queue, worker)).p99()
                if queue.settings.visibility_timeout < min(whole, _limit(worker)):
                    yield self._finding(queue, worker, each, whole, measured)

    def _finding(
        self, queue: Queue, worker: Worker, each: Time, whole: float, measured: Measured | None
    ) -> Finding:
        now, batch = queue.settings.visibility_timeout, worker.settings.batch
        before = _late(queue, worker, each, now)
        words, then, smaller, fix = _remedy(queue, worker, each, whole)
        after = _late(queue, worker, each, then, smaller)
        return self.finding(
            component(queue.id),
            f"“{worker.title}” takes {count(batch)} messages at once and handles them one after "
            f"another, which takes {duration(each.mean * batch)} on average. “{queue.title}” hides "
            f"all of them for {timeout(now)} from the receive on, so {share(before)} of them come "
            "back before they are done.",
            size=max(before, 0.01),
            evidence=(
                Evidence(
                    "A batch takes", duration(each.mean * batch), duration(smaller * each.mean)
                ),
                Evidence("Past the timeout, on average", share(before), share(after)),
                *_measured(queue, measured),
            ),
            columns=("now", words),
            watch=measured.component(worker.id).peak_at("late") if measured else None,
            fix=fix,
        )


def _limit(worker: Worker) -> float:
    """A time limit ends a whole batch only where that is acknowledged as a whole."""
    return time_limit(worker) if worker.settings.batch_ack == "whole" else math.inf


def _waited_for(queue: Queue, worker: Worker) -> int:
    """Of how many messages the work must fit: with a heartbeat, of those before the last."""
    renewed = is_renewed(queue, worker) and worker.settings.batch_ack == "each"
    return int(worker.settings.batch - renewed)


def _late(
    queue: Queue, worker: Worker, each: Time, hidden: float, batch: int | None = None
) -> float:
    """Share of the places in a batch whose turn ends after the timeout, on average."""
    size = batch or worker.settings.batch
    if not each.mean:
        return 0.0
    ahead = worker.settings.batch - _waited_for(queue, worker)
    in_time = min(size, int(hidden / each.mean) + ahead)
    if worker.settings.batch_ack != "each":
        return 0.0 if in_time >= size else 1.0
    return 1 - in_time / size


def _remedy(
    queue: Queue, worker: Worker, each: Time, whole: float
) -> tuple[str, float, int, Fix | None]:
    """A longer timeout, or smaller batches where none is long enough."""
    then = longest_hiding(ROOM * whole)
    if then >= whole:
        return f"at {timeout(then)}", then, worker.settings.batch, hide_for(queue, then)
    now = queue.settings.visibility_timeout
    smaller = max(1, int(now / ROOM / max(each.p99(), each.mean)))
    return f"batch {smaller}", now, smaller, on_component(worker, f"batch {smaller}", batch=smaller)


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    duplicates = measured.component(queue.id).total("duplicates")
    if duplicates is not None:
        yield Evidence("Duplicates of the run", count(duplicates))
