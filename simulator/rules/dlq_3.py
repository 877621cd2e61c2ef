"""DLQ-3: fewer than five receives before a Lambda function."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity, Subject
from simulator.feedback.wording import count, counted
from simulator.rules._fixes import on_edge
from simulator.rules._parts import queues, redrive, workers_of

ADVISED = 5


class FewReceivesForFunction(Rule):
    """A queue before a Lambda function gives messages up after fewer than five receives.

    ## What it does
    Looks at queues whose workers are scaled as Lambda's pollers are, and whose redrive policy
    allows two to four receives. Of a single one DLQ-2 speaks.

    ## Why it matters
    The event source mapping receives more than it may invoke. A batch that is throttled until its
    timeout is over has spent a receive, and the function never saw it. A few seconds of throttling
    are enough to fill the dead-letter queue with messages that nobody has tried.

    ## Example
    A burst meets a function that is limited to 5 at once. With 3 receives a timeout of 30 s leaves
    a message 90 s to get its turn; those behind it are dead letters.

    ## What to do
    Allow at least 5 receives, and keep the mapping's concurrency below the function's.

    ## Sources
    AWS Lambda developer guide, Using Lambda with Amazon SQS: at least 5.
    """

    title: ClassVar[str] = "Throttling alone can fill the dead letters"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each such dead-letter edge."""
        for queue in queues(design):
            edge = redrive(design, queue)
            if edge is None or queue.settings.counts != "receives":
                continue
            functions = [w for w in workers_of(design, queue) if w.settings.autoscaler == "lambda"]
            if functions and 1 < edge.settings.max_receives < ADVISED:
                yield self._finding(queue, edge, measured)

    def _finding(self, queue: Queue, edge: Edge, measured: Measured | None) -> Finding:
        now = edge.settings.max_receives
        return self.finding(
            Subject("edge", edge.id),
            f"“{queue.title}” gives a message up after {counted(now, 'receive')}. Batches that a "
            "function is too busy for spend receives, too.",
            size=0.0,
            evidence=(
                Evidence("Receives", count(now), count(ADVISED)),
                *_measured(queue, measured),
            ),
            columns=("now", f"at {ADVISED}"),
            fix=on_edge(edge, f"{ADVISED} receives", max_receives=ADVISED),
        )


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    dead = measured.component(queue.id).total("dead")
    if dead is not None:
        yield Evidence("Dead letters of the run", count(dead))
