"""DLQ-7: so many dead letters that something else is broken."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, share
from simulator.rules._letters import FEWEST, SHARE_MAX, poison_among
from simulator.rules._parts import component, queues, redrive


class HealthyLetters(Rule):
    """More than one message in a hundred became a dead letter without being poison.

    ## What it does
    Counts, after a run, the dead letters of each queue that were no poison, and speaks up when they
    are more than one in a hundred of what arrived. It falls silent where another finding about the
    queue gives the cause.

    ## Why it matters
    A few dead letters are messages with a fault of their own. One in a hundred is a fault of the
    system: a dependency that is down, a timeout that is too short, a release with an error. Then
    the dead-letter queue fills with healthy work, and each of its messages has cost all of its
    attempts.

    ## Example
    A dependency is down for five minutes and attempts follow each other within seconds: everything
    that arrived in these minutes lies among the dead letters, and works when it is sent again.

    ## What to do
    Find the cause. Let retries wait long enough to outlast an outage, stop taking messages while
    the dependency is down, and send the letters back when it is over.

    ## Sources
    One in a hundred is our choice.
    """

    title: ClassVar[str] = "Healthy messages end as dead letters"
    severity: ClassVar[Severity] = Severity.ERROR

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue with too many; nothing without a run."""
        if measured is None:
            return
        for queue in queues(design):
            edge = redrive(design, queue)
            if edge is None or len(design.edges_to(edge.target, "dead-letter")) > 1:
                # Of letters from several queues nobody can say whose the poison is.
                continue
            found = measured.component(queue.id)
            arrived, dead = found.total("arrived"), found.total("dead")
            healthy = (dead or 0.0) - poison_among(design, queue, measured)
            if arrived and healthy > max(SHARE_MAX * arrived, FEWEST):
                yield self._finding(design, queue, edge.target, healthy, arrived, measured)

    def _finding(
        self,
        design: Design,
        queue: Queue,
        letters: str,
        healthy: float,
        arrived: float,
        measured: Measured,
    ) -> Finding:
        into = design.components[letters]
        return self.finding(
            component(queue.id),
            f"{count(healthy)} of {count(arrived)} messages ({share(healthy / arrived)}) went from "
            f"“{queue.title}” to “{into.title}”, and they were no poison. That is no fault of the "
            "messages.",
            size=healthy / arrived,
            evidence=(
                Evidence("Dead letters that were no poison", count(healthy)),
                Evidence("Of all messages", share(healthy / arrived)),
                *_reasons(letters, measured),
            ),
            columns=("in the run",),
            watch=measured.component(letters).peak_at("waiting"),
        )


def _reasons(letters: str, measured: Measured) -> Iterator[Evidence]:
    found = measured.component(letters)
    for gauge, label in (
        ("parked_failed", "Failed at every try"),
        ("parked_late", "Outlasted the timeout"),
        ("parked_other", "Never tried"),
    ):
        number = found.last(gauge)
        if number:
            yield Evidence(label, count(number))
