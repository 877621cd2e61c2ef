"""VIS-5: after a crash a message is hidden for much longer than its work takes."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, figure, nice_time_above, timeout
from simulator.rules._fixes import number, on_component
from simulator.rules._locks import is_locked, is_renewed, longest_attempt
from simulator.rules._parts import component, deliveries

LONG, SHORT = 10.0, 2.0
# Seconds: below it nobody minds how long a message that lost its worker is hidden.
TOLERABLE = 30.0


class LostWorkIsHidden(Rule):
    """A message whose worker crashed stays hidden for much longer than its work takes.

    ## What it does
    Where instances crash, slots are killed, or the timeline crashes them, compares the visibility
    timeout with the 99th percentile of the processing time, and speaks up above ten times as long.

    ## Why it matters
    Nobody tells the queue that a worker has died. It waits until the timeout is over, and the
    message waits with it. A timeout of an hour for jobs of a few seconds is no protection: it is
    the time that a crash costs.

    ## Example
    Jobs take 2 s at most and the timeout is an hour, as Celery sets it for Redis. Every job that
    was in work when an instance died is late by an hour.

    ## What to do
    Lower the timeout to a few times the longest job, and renew it by a heartbeat where jobs are
    uneven.

    ## Sources
    Celery documentation, “Using Redis”: a long visibility timeout only delays the redelivery of
    lost tasks. Ten times is our choice.
    """

    title: ClassVar[str] = "What a crash interrupts stays hidden for long"
    severity: ClassVar[Severity] = Severity.HINT

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue of a worker that crashes."""
        for queue, worker in deliveries(design):
            now, work = queue.settings.visibility_timeout, longest_attempt(design, worker)
            long = now > max(LONG * work * worker.settings.batch, TOLERABLE)
            clock = is_locked(queue, worker) and not is_renewed(queue, worker)
            if long and clock and _crashes(design, worker):
                yield self._finding(queue, worker, work, measured)

    def _finding(
        self, queue: Queue, worker: Worker, work: float, measured: Measured | None
    ) -> Finding:
        now = queue.settings.visibility_timeout
        then = nice_time_above(max(SHORT * work * worker.settings.batch, 1.0))
        ratio = f", {figure(now / work)} times as long" if work else ""
        return self.finding(
            component(queue.id),
            f"When “{worker.title}” loses an instance or a slot, “{queue.title}” hands its "
            f"messages out again only after {timeout(now)}. One attempt in a hundred takes "
            f"{duration(work)} or more; the timeout is {timeout(now)}{ratio}.",
            size=0.0,
            evidence=(
                Evidence("Hidden after a crash, at most", duration(now), duration(then)),
                *_measured(worker, measured),
            ),
            columns=("now", f"at {timeout(then)}"),
            fix=on_component(queue, timeout(then), visibility_timeout=number(then)),
        )


def _crashes(design: Design, worker: Worker) -> bool:
    wanted = worker.settings
    if wanted.crash_every is not None or wanted.poison_effect == "kills_instance":
        return True
    if wanted.slot_loss > 0 and wanted.lost_slot == "given_back":
        return True
    actions = design.timeline.values()
    return any(each.target == worker.id and each.action == "crash" for each in actions)


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    killed = measured.component(worker.id).total("killed")
    if killed is not None:
        yield Evidence("Attempts cut short in the run", count(killed))
