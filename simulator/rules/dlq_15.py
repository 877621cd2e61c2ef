"""DLQ-15: the dead-letter queue is full, and drops its oldest."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue, QueueSettings
from simulator.design.document import Design
from simulator.design.settings import settings_of
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity, Summary
from simulator.feedback.wording import count, duration
from simulator.rules._fixes import on_component
from simulator.rules._parts import component, queues

MOST = int(settings_of(QueueSettings)["capacity"].maximum or 0)
# Nearly full.
FILLED_MAX = 0.9
# Room beyond what comes within the retention.
ROOM = 2.0


class LettersPushedOut(Rule):
    """Dead letters come faster than the dead-letter queue can keep them.

    ## What it does
    Looks, after a run, at dead-letter queues with a capacity that drop messages when they are full,
    and works out whether what came in the run, going on like that, fits for the whole retention.

    ## Why it matters
    A full set of dead jobs drops its oldest with every new one, without a word. The first ones are
    those from before somebody noticed, and often the only trace of how it began.

    ## Example
    Sidekiq keeps 10,000 dead jobs for half a year. At one dead job a minute the set is full after a
    week, and from then on each new one costs the oldest.

    ## What to do
    Empty it: look at dead jobs, correct the cause, send them back. Raise the limit (dead_max_jobs)
    if many must be kept.

    ## Sources
    sidekiq, lib/sidekiq/config.rb: dead_max_jobs 10,000, trimmed at each insertion.
    """

    title: ClassVar[str] = "Dead letters push each other out"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each dead-letter queue that is or will be full; nothing without a run."""
        if measured is None:
            return
        for queue in queues(design):
            wanted = queue.settings
            drops = wanted.overflow in ("drop_oldest", "drop_newest", "reject")
            if wanted.capacity is None or not drops:
                continue
            if design.edges_to(queue.id, "dead-letter"):
                found = measured.component(queue.id)
                came = max(found.last("waiting") or 0.0, _came(design, queue, measured))
                expected = came / measured.measured_seconds * wanted.retention
                full = (found.peak("waiting") or 0.0) >= FILLED_MAX * wanted.capacity
                if full or expected > wanted.capacity:
                    yield self._finding(queue, found, expected, measured)

    def _finding(
        self, queue: Queue, found: Summary, expected: float, measured: Measured
    ) -> Finding:
        capacity = queue.settings.capacity or 0
        kept = queue.settings.retention
        enough = max(ROOM * expected, ROOM * capacity)
        fits = enough <= MOST
        return self.finding(
            component(queue.id),
            f"“{queue.title}” holds {count(capacity)} messages and drops one for each that comes "
            f"when it is full. As in this run, {count(expected)} come within the {duration(kept)} "
            "for which it keeps them.",
            size=min(1.0, capacity / expected) if expected else 0.0,
            evidence=(
                Evidence("Holds", count(capacity), count(enough) if fits else None),
                Evidence("Come within its retention", count(expected), count(expected)),
                Evidence("Lay there at most", count(found.peak("waiting") or 0.0)),
            ),
            columns=("now", "with more room"),
            watch=found.peak_at("waiting"),
            fix=_fix(queue, enough) if fits else None,
        )


def _came(design: Design, queue: Queue, measured: Measured) -> float:
    edges = design.edges_to(queue.id, "dead-letter")
    return sum(measured.component(edge.source).total("dead") or 0.0 for edge in edges)


def _fix(queue: Queue, enough: float) -> Fix:
    room = int(enough) + 1
    return on_component(queue, f"room for {count(room)}", capacity=room)
