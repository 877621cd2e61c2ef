"""PRI-2: prefetched messages go before those of a higher priority."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._lanes import priorities_at
from simulator.rules._parts import component, deliveries

# So many times the slots.
MANY = 2


class PriorityOnlyInQueue(Rule):
    """Priorities hold in the queue, and much of the line stands in the workers' buffers.

    ## What it does
    Looks for queues that hand out by priority, with messages of several priorities, whose workers
    fetch more than twice as many messages as they have slots.

    ## Why it matters
    A queue can order only what it still has. What an instance has fetched is handled in the order
    in which it came, so an urgent message waits behind everything that lies in the buffers already.
    With a large prefetch the queue is empty, and its priorities mean nothing.

    ## Example
    A prefetch of 100, four slots, 2 s of work: an urgent message waits for 48 s behind newsletters.

    ## What to do
    Fetch as much as there are slots, where priorities matter.

    ## Sources
    RabbitMQ documentation, Priorities, interaction with consumers. Twice is our choice.
    """

    title: ClassVar[str] = "Prefetched messages ignore priorities"
    severity: ClassVar[Severity] = Severity.HINT

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue and worker whose buffers are before its priorities."""
        for queue, worker in deliveries(design):
            wanted = worker.settings
            ordered = queue.settings.ordering in ("priority", "priority_turns")
            ahead = (wanted.prefetch or 0) > MANY * wanted.concurrency and wanted.batch == 1
            if ordered and ahead and len(priorities_at(design, queue.id)) > 1:
                yield self._finding(design, queue, worker, measured)

    def _finding(
        self, design: Design, queue: Queue, worker: Worker, measured: Measured | None
    ) -> Finding:
        held, slots = worker.settings.prefetch or 0, worker.settings.concurrency
        work = flow_of(design).holding(worker.id).mean
        wait = (held - slots) * work / slots
        return self.finding(
            component(worker.id),
            f"An instance of “{worker.title}” fetches {count(held)} messages and handles them as "
            f"they came. An urgent one of “{queue.title}” waits for up to {duration(wait)} behind "
            "them, whatever its priority.",
            size=0.0,
            evidence=(
                Evidence("Ahead of an urgent message", count(held - slots), "0"),
                Evidence("It waits behind them", duration(wait), "no time"),
                *_measured(worker, measured),
            ),
            columns=("now", "without prefetch"),
            fix=on_component(worker, "no prefetch", prefetch=None),
        )


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    mean = measured.component(worker.id).mean("prefetched")
    if mean is not None:
        yield Evidence("In all buffers on average", count(mean), "0")
