"""VIS-10: prefetched messages outlast their timeout before a slot takes them up."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, timeout
from simulator.rules._delays import buffer_wait
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._locks import is_buffered
from simulator.rules._parts import component, deliveries

# How much of the timeout a full buffer may take.
FILLED_MAX = 0.5


class DiesInBuffer(Rule):
    """More messages are fetched in advance than can be done before their timeout is over.

    ## What it does
    Works out how long the last message of a full prefetch buffer waits: prefetch times processing
    time, divided by the slots of an instance. It speaks up when that is longer than the timeout,
    where its clock starts at the fetch.

    ## Why it matters
    A message in the buffer is locked for the instance that holds it, and its clock runs. When the
    lock ends, the queue gives the message to another instance, whose buffer is full as well. The
    count of deliveries goes up, and in the end the message is a dead letter that nobody ever
    handled. A heartbeat does not help: it renews what is in work.

    ## Example
    A prefetch of 100, one slot, 2 s of work, a lock of 60 s: the messages behind the thirtieth
    come back before their turn, every time.

    ## What to do
    Fetch at most half of what can be done within the timeout; nothing in advance where jobs are
    long.

    ## Sources
    Azure Service Bus documentation, “Prefetch messages”: the lock's clock runs in the buffer. Half
    of the timeout is our choice.
    """

    title: ClassVar[str] = "Messages outlast the timeout in the prefetch buffer"
    severity: ClassVar[Severity] = Severity.ERROR
    hides: ClassVar[frozenset[str]] = frozenset({"PRE-1", "PRE-2"})
    hides_near: ClassVar[frozenset[str]] = frozenset({"DLQ-7", "VIS-6"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker whose buffer holds more than fits into the timeout."""
        flow = flow_of(design)
        shortest: dict[str, tuple[float, Queue, Worker]] = {}
        for queue, worker in deliveries(design):
            hidden = queue.settings.visibility_timeout
            if is_buffered(queue, worker) and _buffers(worker):
                found = shortest.get(worker.id)
                if found is None or hidden < found[0]:
                    shortest[worker.id] = hidden, queue, worker
        for hidden, queue, worker in shortest.values():
            if buffer_wait(worker, flow.holding(worker.id).mean) > hidden:
                yield self._finding(queue, worker, flow.holding(worker.id).mean, measured)

    def _finding(
        self, queue: Queue, worker: Worker, work: float, measured: Measured | None
    ) -> Finding:
        now, hidden = worker.settings.prefetch or 0, queue.settings.visibility_timeout
        slots = worker.settings.concurrency
        wait = buffer_wait(worker, work)
        fitting = int(FILLED_MAX * hidden * slots / work)
        then = max(fitting, slots)
        words, fix = _remedy(worker, fitting)
        return self.finding(
            component(worker.id),
            f"An instance of “{worker.title}” fetches {count(now)} messages in advance, which take "
            f"{duration(wait)}. “{queue.title}” hides them for {timeout(hidden)} from the fetch "
            f"on, so all behind the {count(hidden * slots / work)} that fit come back untouched.",
            size=1 - hidden / wait,
            evidence=(
                Evidence("Fetched in advance", count(now), count(then)),
                Evidence(
                    "The last of a full buffer", duration(wait), duration(then * work / slots)
                ),
                *_measured(queue, worker, measured),
            ),
            columns=("now", words),
            watch=measured.component(worker.id).peak_at("prefetched") if measured else None,
            fix=fix,
        )


def _buffers(worker: Worker) -> bool:
    """Whether more is fetched than is in work; one for each slot is not."""
    return (worker.settings.prefetch or 0) > worker.settings.concurrency


def _remedy(worker: Worker, fitting: int) -> tuple[str, Fix]:
    if fitting > worker.settings.concurrency:
        words = f"prefetch {count(fitting)}"
        return words, on_component(worker, words, prefetch=fitting)
    return "no prefetch", on_component(worker, "no prefetch", prefetch=None)


def _measured(queue: Queue, worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    peak = measured.component(worker.id).peak("prefetched")
    if peak is not None:
        yield Evidence("In the buffers at most", count(peak))
    expiries = measured.component(queue.id).total("expiries")
    if expiries is not None:
        yield Evidence("Timeouts that ran out in the run", count(expiries))
