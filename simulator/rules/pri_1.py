"""PRI-1: high priorities leave nothing for the low ones."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import duration, figure, share
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._lanes import priorities_at
from simulator.rules._load import load_of
from simulator.rules._parts import component, deliveries

# Share of the slots that the higher priorities may take.
TAKEN_MAX = 0.9


class LowStarves(Rule):
    """Strict priority gives the high ones everything, and the lowest waits for ever.

    ## What it does
    Adds up what the priorities above the lowest ask of the slots, where the queue always hands out
    the highest first. It speaks up above 90 %, and where all together ask for more than there is.

    ## Why it matters
    The lowest priority gets what the others leave: nothing, while they ask for everything. Its
    messages do not wait longer, they do not move at all, for as long as the load lasts; then they
    come all at once, or expire before.

    ## Example
    Receipts have priority over newsletters. In the Christmas week receipts take 95 % of the slots,
    and a newsletter of Monday is sent on Friday.

    ## What to do
    Let priorities take turns, so that the low ones get a share; keep a few workers for them; or
    raise the priority of what has waited for long.

    ## Sources
    RabbitMQ documentation, Priorities: strict in quorum queues from 4.3 on, in turns in classic
    queues. 90 % is our choice.
    """

    title: ClassVar[str] = "The lowest priority starves"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue whose low priorities get next to nothing."""
        flow = flow_of(design)
        for queue, worker in deliveries(design):
            if queue.settings.ordering != "priority":
                continue
            shares = priorities_at(design, queue.id)
            whole = load_of(flow, worker.id).utilisation
            above = whole * sum(part for _, part in shares[:-1])
            if len(shares) > 1 and (above >= TAKEN_MAX or whole >= 1):
                yield self._finding(queue, worker, shares[-1], above, whole, measured)

    def _finding(
        self,
        queue: Queue,
        worker: Worker,
        lowest: tuple[int, float],
        above: float,
        whole: float,
        measured: Measured | None,
    ) -> Finding:
        priority, part = lowest
        left, asked = max(0.0, 1 - above), whole * part
        return self.finding(
            component(queue.id),
            f"Messages above priority {priority} ask for {share(above)} of the slots of "
            f"“{worker.title}”, and “{queue.title}” hands them out first, always. Priority "
            f"{priority} asks for {share(asked)} and gets {share(min(left, asked))}.",
            size=part,
            evidence=(
                Evidence("Left for the lowest priority", share(left)),
                Evidence("It asks for", share(asked)),
                *_measured(queue, measured),
            ),
            watch=measured.component(queue.id).peak_at("oldest") if measured else None,
            fix=on_component(queue, "priorities take turns", ordering="priority_turns"),
        )


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    found = measured.component(queue.id)
    half, slow = found.percentile("wait", "p50"), found.percentile("wait", "p99")
    if half is not None and slow is not None:
        yield Evidence("Half waited less than", duration(half))
        yield Evidence("One in a hundred waited", duration(slow))
    oldest = found.last("oldest")
    if oldest:
        yield Evidence("Oldest at the end, in minutes", figure(oldest / 60))
