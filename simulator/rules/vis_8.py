"""VIS-8: workers hold messages until they are due, for longer than the timeout."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, timeout
from simulator.rules._delays import longest_held
from simulator.rules._fixes import on_component
from simulator.rules._hiding import hide_for, longest_hiding
from simulator.rules._locks import is_buffered
from simulator.rules._parts import component, deliveries

# Room beyond the longest countdown.
ROOM = 1.1


class HeldUntilDue(Rule):
    """A worker holds messages until they are due, and the queue hands them out again meanwhile.

    ## What it does
    Where workers fetch messages with a countdown at once and hold them, compares the longest
    countdown, and the longest wait before a retry, with the visibility timeout.

    ## Why it matters
    The clock of the timeout runs from the fetch, and a message that is held is not acknowledged.
    When the timeout is over, the queue gives the message to another instance, which holds it as
    well. After a few rounds several instances have the same message, and when it is due all of
    them begin.

    ## Example
    Celery on Redis, a countdown of 2 h, a visibility timeout of 1 h: the task is fetched at once
    and again after an hour, and runs twice.

    ## What to do
    Set the timeout above the longest countdown, for every application that shares the broker; or
    keep work that is far away in a table, and send it when it is due.

    ## Sources
    Celery documentation, “Using Redis”, visibility timeout: it should be longer than the longest
    ETA. The transport takes the shortest value of all its users.
    """

    title: ClassVar[str] = "The timeout ends before the countdown"
    severity: ClassVar[Severity] = Severity.ERROR
    hides: ClassVar[frozenset[str]] = frozenset({"DLQ-7", "VIS-6"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue whose messages are held for too long."""
        for queue, worker in deliveries(design):
            held = longest_held(design, queue, worker)
            if is_buffered(queue, worker) and held > queue.settings.visibility_timeout:
                yield self._finding(queue, worker, held, measured)

    def _finding(
        self, queue: Queue, worker: Worker, held: float, measured: Measured | None
    ) -> Finding:
        now = queue.settings.visibility_timeout
        words, fix = _remedy(queue, worker, held)
        return self.finding(
            component(queue.id),
            f"“{worker.title}” holds messages for up to {duration(held)} until they are due, and "
            f"“{queue.title}” hands them out again after {timeout(now)}. One of them is held up to "
            f"{count(1 + held // now)} times, and begins as often.",
            size=1 - now / held,
            evidence=(
                Evidence("Held until due, at most", duration(held), duration(held)),
                Evidence("Handed out, at most", count(1 + held // now), "1"),
                *_measured(queue, measured),
            ),
            columns=("now", words),
            fix=fix,
        )


def _remedy(queue: Queue, worker: Worker, held: float) -> tuple[str, Fix | None]:
    then = longest_hiding(ROOM * held)
    if then >= held:
        return f"at {timeout(then)}", hide_for(queue, then)
    # No timeout is long enough: the queue keeps it until it is due.
    return "kept by the queue", on_component(worker, "the queue keeps them", holds_eta=False)


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    expiries = measured.component(queue.id).total("expiries")
    if expiries is not None:
        yield Evidence("Timeouts that ran out in the run", count(expiries))
