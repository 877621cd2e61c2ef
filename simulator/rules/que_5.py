"""QUE-5: a refused message, and a sender that does not listen."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity, Subject
from simulator.feedback.wording import count
from simulator.rules._fixes import on_edge


class RefusalUnheard(Rule):
    """A queue refuses messages when it is full, and the sender does not hear of it.

    ## What it does
    Looks for senders without confirms before queues with a capacity that reject what is too much.

    ## Why it matters
    To refuse is the honest answer of a full queue, if somebody listens. A sender that does not ask
    for confirms goes on as if everything had been taken, answers its own caller that the work is
    accepted, and the message was never anywhere.

    ## Example
    A web shop sends orders without confirms to a queue that holds 10,000 and rejects the rest. On
    the busiest day it thanks for orders that nobody will ever see.

    ## What to do
    Ask for confirms, and decide what to do without them: answer 503, keep the message and try
    again, or write it to a table first.

    ## Sources
    RabbitMQ documentation, Queue length limit: with reject-publish the publisher is told by a nack
    if it uses confirms.
    """

    title: ClassVar[str] = "Nobody hears that a message was refused"
    severity: ClassVar[Severity] = Severity.ERROR

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each such sender."""
        for edge in design.edges.values():
            queue = design.components[edge.target]
            if edge.kind != "message" or not isinstance(queue, Queue) or edge.settings.confirms:
                continue
            if queue.settings.capacity is not None and queue.settings.overflow == "reject":
                yield self._finding(design, edge, queue, measured)

    def _finding(
        self, design: Design, edge: Edge, queue: Queue, measured: Measured | None
    ) -> Finding:
        sender = design.components[edge.source]
        return self.finding(
            Subject("edge", edge.id),
            f"“{queue.title}” refuses messages beyond {count(queue.settings.capacity or 0)}, and "
            f"“{sender.title}” does not ask whether its messages were taken.",
            size=0.0,
            evidence=(
                Evidence("Told of a refusal", "no", "yes"),
                *_measured(queue, measured),
            ),
            columns=("now", "with confirms"),
            fix=on_edge(edge, "ask for confirms", confirms=True),
        )


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    rejected = measured.component(queue.id).total("rejected")
    if rejected is not None:
        yield Evidence("Refused in the run", count(rejected))
