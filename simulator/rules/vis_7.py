"""VIS-7: work takes longer than a message can be held at all."""

from collections.abc import Iterator
from typing import Any, ClassVar

from simulator import limits
from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, nice_time_above, share
from simulator.rules._fixes import number, on_component
from simulator.rules._locks import is_locked, is_renewed, lock, longest_attempt, outlasting_lock
from simulator.rules._parts import component, deliveries

# Room beyond the longest in a hundred.
ROOM = 2.0


class HeldTooLong(Rule):
    """A cap ends the hiding of a message however often it is renewed, and the work takes longer.

    ## What it does
    Compares the 99th percentile of the processing time with what a message can be held for at most:
    the queue's cap, and the time after which the worker's heartbeat renews no more.

    ## Why it matters
    A heartbeat is no promise without end. Amazon SQS makes a message visible 12 hours after its
    receive whatever anybody extends; client libraries stop renewing after minutes or an hour. Every
    job beyond that is handed out again while it is in work, and so is its next attempt.

    ## Example
    A processor renews the lock for 5 minutes at most, and one job in ten takes longer: each is
    started again up to the limit of deliveries, and then dead-lettered though it was being done.

    ## What to do
    Raise what the client renews. Where the broker itself has the cap, split the job into parts, or
    leave the message and follow the job elsewhere: a workflow engine, or a table of jobs.

    ## Sources
    Amazon SQS developer guide, Visibility timeout: 12 hours. Azure SDK, MaxAutoLockRenewalDuration:
    5 minutes. Google Cloud Pub/Sub client, max_lease_duration: 1 hour.
    """

    title: ClassVar[str] = "Work takes longer than a message can be held"
    severity: ClassVar[Severity] = Severity.ERROR
    hides: ClassVar[frozenset[str]] = frozenset({"RET-3", "VIS-1", "VIS-2", "DLQ-7", "VIS-6"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue and worker whose work a cap cuts off."""
        for queue, worker in deliveries(design):
            work = longest_attempt(design, worker)
            cap = _cap(queue, worker)
            if is_locked(queue, worker) and cap is not None and cap < work:
                yield self._finding(design, queue, worker, work, cap, measured)

    def _finding(
        self,
        design: Design,
        queue: Queue,
        worker: Worker,
        work: float,
        cap: float,
        measured: Measured | None,
    ) -> Finding:
        beyond = outlasting_lock(design, queue, worker)
        by_broker = queue.settings.lock_max is not None and queue.settings.lock_max < work
        then = nice_time_above(ROOM * work)
        fix = None if by_broker else _renew_longer(worker, then)
        who = "the queue’s own cap" if by_broker else "the heartbeat’s end"
        held = Evidence("Held at most", duration(cap), duration(then) if fix else None)
        return self.finding(
            component(queue.id),
            f"A message of “{queue.title}” can be held for {duration(cap)} at most, by {who}, and "
            f"one attempt of “{worker.title}” in a hundred takes {duration(work)} or more. "
            f"{share(beyond)} of jobs are handed out again while they are in work.",
            size=beyond,
            evidence=(held, *_measured(queue, measured)),
            columns=("now", "renewed for longer") if fix else ("now",),
            watch=measured.component(worker.id).peak_at("late") if measured else None,
            fix=fix,
        )


def _cap(queue: Queue, worker: Worker) -> float | None:
    """What ends the hiding, if it is no mere visibility timeout."""
    if is_renewed(queue, worker):
        return lock(queue, worker)
    return queue.settings.lock_max


def _renew_longer(worker: Worker, seconds: float) -> Fix | None:
    wanted: Any = worker.settings
    if seconds > limits.SECONDS_MAX:
        return None
    if wanted.heartbeat_extends is not None and wanted.heartbeat_extends < wanted.heartbeat:
        # It lapses between two heartbeats.
        return on_component(
            worker,
            f"extended by {duration(2 * wanted.heartbeat)}",
            heartbeat_extends=number(min(86_400, 2 * wanted.heartbeat)),
        )
    return on_component(worker, f"renewed for {duration(seconds)}", heartbeat_max=number(seconds))


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    expiries = measured.component(queue.id).total("expiries")
    if expiries is not None:
        yield Evidence("Holds that ran out in the run", count(expiries))
