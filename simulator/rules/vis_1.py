"""VIS-1: the visibility timeout is shorter than the work."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, counted, share, timeout
from simulator.rules._hiding import hide_for, longest_hiding
from simulator.rules._locks import longest_attempt, outlasting_lock
from simulator.rules._parts import component, queues, redrive, workers_of

# Room beyond the longest in a hundred, for a slow dependency or a pause of the process.
ROOM = 2.0
# One job in a hundred that outlasts the timeout is one too many.
OUTLASTING_MAX = 0.01


class TimeoutShorterThanWork(Rule):
    """Messages come back while they are still being worked on.

    ## What it does
    Compares each queue's visibility timeout with the processing time of the workers that take from
    it, and speaks up when more than one job in a hundred takes longer. It says nothing where no
    clock runs: where a message is hidden until its connection closes, is acked before the work, is
    renewed by a heartbeat, or is ended in time by a time limit.

    ## Why it matters
    When the timeout ends, the queue hands the message to the next worker although the first is
    still at it. The work is done twice, and the first worker's ack comes too late. Every such
    receive counts: at the limit of the redrive policy a message whose work was done lies among the
    dead letters.

    ## Example
    The timeout is 30 s; half of the jobs take less than 8 s and one in a hundred more than 45 s.
    Then 3.8 % of the jobs start twice, and with a limit of 3 receives some of them end as dead
    letters although their work was done.

    ## What to do
    Set the timeout to at least the longest processing time; we propose twice the 99th percentile.
    The price is that a message whose worker crashed or failed waits that much longer for its next
    try. Where jobs are very uneven, start with a short timeout and extend it during the work.

    ## Sources
    Amazon SQS developer guide, Visibility timeout: set it to the maximum time that it takes to
    process and delete a message. Twice the 99th percentile is our choice.
    """

    title: ClassVar[str] = "The timeout is shorter than the work"
    severity: ClassVar[Severity] = Severity.ERROR
    hides: ClassVar[frozenset[str]] = frozenset({"RET-3", "DLQ-7", "VIS-2", "VIS-4", "VIS-6"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield at most one for each queue: for the worker that takes longest."""
        for queue in queues(design):
            slowest = max(
                workers_of(design, queue),
                key=partial(outlasting_lock, design, queue),
                default=None,
            )
            if slowest and outlasting_lock(design, queue, slowest) > OUTLASTING_MAX:
                yield self._finding(design, queue, slowest, measured)

    def _finding(
        self, design: Design, queue: Queue, worker: Worker, measured: Measured | None
    ) -> Finding:
        now = queue.settings.visibility_timeout
        most = longest_attempt(design, worker) * worker.settings.batch
        then = longest_hiding(ROOM * most)
        before, after = (outlasting_lock(design, queue, worker, t) for t in (now, then))
        message = f"{share(before)} of jobs outlast {timeout(now)} and can start twice."
        rows = [Evidence("Jobs that outlast it", share(before), share(after))]
        watch = None
        if measured is not None:
            message += _finished_but_dead(design, queue, measured)
            rows = list(_measured(design, queue, worker, measured, after / before)) or rows
            watch = measured.component(worker.id).peak_at("late")
        return self.finding(
            component(queue.id),
            message,
            size=before,
            evidence=tuple(rows),
            columns=(f"now, {timeout(now)}", f"at {timeout(then)}"),
            watch=watch,
            fix=hide_for(queue, then) if after <= OUTLASTING_MAX else None,
        )


def _finished_but_dead(design: Design, queue: Queue, measured: Measured) -> str:
    edge = redrive(design, queue)
    if edge is None:
        return ""
    letters = measured.component(edge.target)
    lying, processed = letters.last("waiting"), letters.last("parked_processed")
    if not lying or not processed:
        return ""
    return f" Of the {counted(lying, 'dead letter')}, {count(processed)} had been done."


def _measured(
    design: Design, queue: Queue, worker: Worker, measured: Measured, left: float
) -> Iterator[Evidence]:
    """What was measured, and what is left of it when `left` of the long jobs still outlast."""
    duplicates = measured.component(queue.id).total("duplicates")
    if duplicates is not None:
        yield Evidence("Duplicates", count(duplicates), count(duplicates * left))
    edge = redrive(design, queue)
    letters = measured.component(edge.target) if edge else None
    if letters:
        lying, late = letters.last("waiting"), letters.last("parked_late")
        if lying is not None and late is not None:
            yield Evidence("Dead letters", count(lying), count(lying - late * (1 - left)))
    wasted = measured.component(worker.id).total("wasted")
    busy = measured.component(worker.id).mean("busy")
    if wasted is not None and busy:
        part = wasted / (busy * measured.measured_seconds)
        yield Evidence("Worker time on duplicates", share(part), share(round(part * left, 3)))
