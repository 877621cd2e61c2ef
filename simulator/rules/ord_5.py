"""ORD-5: more is sent to an SQS FIFO queue than AWS takes."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, rate, share
from simulator.rules._fixes import number, on_edge, together
from simulator.rules._flow import Flow, flow_of
from simulator.rules._parts import component, queues

# Calls a second of each action, and messages of one call.
CALLS, BATCH = 300.0, 10
PRESET = "sqs-fifo"


class FifoQuota(Rule):
    """More messages a second come to an SQS FIFO queue than AWS takes without high throughput.

    ## What it does
    Adds up what is sent on average to each queue that follows the preset SQS FIFO, and compares it
    with the quota of 300 calls a second. The quota itself is not simulated: the preset leaves it
    out.

    ## Why it matters
    A simulation takes everything, and the real queue would not. Beyond the quota sends are refused
    with a throttling error; clients try again and come later, or give up. Batches of ten make 3,000
    messages a second of 300 calls, and high throughput counts by message group instead.

    ## Example
    400 orders a second, one call each: every fourth is refused at the first try.

    ## What to do
    Send batches, turn on high throughput and use many message groups, or part the load over several
    queues. A rate limit on the edge shows what a quota does to the senders.

    ## Sources
    Amazon SQS developer guide, Quotas, and High throughput for FIFO queues: 300 transactions a
    second for each action, 3,000 messages with batches.
    """

    title: ClassVar[str] = "AWS takes fewer messages a second"
    severity: ClassVar[Severity] = Severity.ERROR

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each FIFO queue that gets too much."""
        flow = flow_of(design)
        for queue in queues(design):
            edges = design.edges_to(queue.id, "message")
            comes = sum(flow.along(edge) for edge in edges)
            if queue.preset == PRESET and comes > CALLS * (1 + 1e-9):
                yield self._finding(queue, flow, edges, comes, measured)

    def _finding(
        self,
        queue: Queue,
        flow: Flow,
        edges: tuple[Edge, ...],
        comes: float,
        measured: Measured | None,
    ) -> Finding:
        batched = "" if comes <= CALLS * BATCH else ", and not even in batches of ten"
        return self.finding(
            component(queue.id),
            f"{rate(comes)} are sent to “{queue.title}”. SQS takes {rate(CALLS)} calls on a FIFO "
            f"queue without high throughput{batched}, which the simulation leaves out: "
            f"{share(1 - CALLS / comes)} would be throttled if each is a call.",
            size=1 - CALLS / comes,
            evidence=(
                Evidence("Sent", rate(comes), rate(CALLS)),
                Evidence("Taken, one a call", rate(CALLS)),
                Evidence("Taken, in batches of ten", rate(CALLS * BATCH)),
                *_measured(queue, measured),
            ),
            columns=("now", "with a limit as AWS has it"),
            fix=_as_aws_does(flow, edges, comes),
        )


def _as_aws_does(flow: Flow, edges: tuple[Edge, ...], comes: float) -> Fix:
    """A limit on every edge, each for its part of the quota, beyond which sends are refused."""
    limits = (
        on_edge(edge, "", rate_limit=number(part * CALLS), over_limit="drop", rate_burst=BATCH)
        for edge in edges
        if (part := flow.along(edge) / comes)
    )
    return together(f"refuse beyond {rate(CALLS)}, as AWS does", *limits)


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    arrived = measured.component(queue.id).total("arrived")
    if arrived is not None:
        yield Evidence("Taken in the run", count(arrived))
