"""VIS-2: the visibility timeout leaves no room."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import duration, figure, timeout
from simulator.rules._hiding import hide_for, longest_hiding
from simulator.rules._locks import is_locked, is_renewed, lock, longest_attempt, time_limit
from simulator.rules._parts import component, deliveries

# So many times the longest in a hundred.
ROOM = 2.0


class NoRoomInTimeout(Rule):
    """The visibility timeout is longer than the work, but only just.

    ## What it does
    Looks for queues whose visibility timeout is at least the 99th percentile of the processing time
    and less than twice as long. It leaves out workers that renew their messages or have a time
    limit within the timeout, and Lambda, of which VIS-3 speaks.

    ## Why it matters
    The processing time is that of a good day. A dependency that answers late, a pause for garbage
    collection, or a neighbour on the same machine makes every job longer at once, and then all of
    them outlast the timeout together: the duplicates come when there is least room for them.

    ## Example
    One job in a hundred takes 45 s or more and the timeout is 60 s. When the database is slow and
    jobs take half as long again, more than one in a hundred starts twice.

    ## What to do
    Set the timeout to two to six times the 99th percentile, or extend it during the work.

    ## Sources
    AWS recommends six times the function's timeout for Lambda. Twice is our choice.
    """

    title: ClassVar[str] = "The timeout has no room to spare"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield at most one for each queue: for the worker that takes longest."""
        worst: dict[str, tuple[float, Queue, Worker]] = {}
        for queue, worker in deliveries(design):
            work = longest_attempt(design, worker)
            if _is_near(queue, worker, work) and work > worst.get(queue.id, (0.0,))[0]:
                worst[queue.id] = work, queue, worker
        for work, queue, worker in worst.values():
            yield self._finding(queue, worker, work, measured)

    def _finding(
        self, queue: Queue, worker: Worker, work: float, measured: Measured | None
    ) -> Finding:
        now = queue.settings.visibility_timeout
        then = longest_hiding(ROOM * work)
        return self.finding(
            component(queue.id),
            f"One attempt of “{worker.title}” in a hundred takes {duration(work)} or more, and "
            f"“{queue.title}” hides messages for {timeout(now)}. If all work takes "
            f"{figure(now / work)} times as long, many of them start twice.",
            size=0.01 * work / now,
            evidence=(
                Evidence("One in a hundred takes", duration(work), duration(work)),
                Evidence("Times as long as that", figure(now / work), figure(then / work)),
                *_measured(worker, measured),
            ),
            columns=(f"now, {timeout(now)}", f"at {timeout(then)}"),
            fix=hide_for(queue, then) if then >= ROOM * work else None,
        )


def _is_near(queue: Queue, worker: Worker, work: float) -> bool:
    clock = is_locked(queue, worker) and not is_renewed(queue, worker)
    if not clock or worker.settings.autoscaler == "lambda":
        return False
    hidden = lock(queue, worker)
    return work <= hidden < ROOM * work and time_limit(worker) > hidden


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    longest = measured.component(worker.id).percentile("work", "max")
    if longest is not None:
        yield Evidence("Longest attempt of the run", duration(longest))
