"""PRE-7: an instance holds thousands of messages that are not due yet."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration
from simulator.rules._fixes import on_component
from simulator.rules._flow import Flow, flow_of
from simulator.rules._parts import component, queues_of, workers

# Messages that an instance may hold without anybody minding its memory.
HELD_MAX = 1_000


class HeldInMemory(Rule):
    """Messages with a long countdown pile up in the memory of the workers.

    ## What it does
    Multiplies, for workers that hold messages until they are due, the rate of such messages with
    their countdown, and speaks up above a thousand for each instance.

    ## Why it matters
    What is not due is held beyond the prefetch, without a limit. It takes memory, it is
    unacknowledged, and no other instance can have it. A restart gives all of it back, and all of it
    is fetched again.

    ## Example
    Ten reminders a second, each due in an hour: 36,000 of them lie in the memory of the workers at
    any time.

    ## What to do
    Let the broker keep what is not due, set a limit (worker_eta_task_limit), or keep it in a table
    and send it when its time has come.

    ## Sources
    Celery documentation, Configuration: worker_eta_task_limit, none by default. A thousand is our
    choice.
    """

    title: ClassVar[str] = "Messages that are not due pile up in workers"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker whose instances hold too many."""
        flow = flow_of(design)
        for worker in workers(design):
            queues = queues_of(design, worker)
            if not worker.settings.holds_eta or not queues:
                continue
            held = sum(_held(design, flow, queue) for queue in queues)
            instances = max(1.0, flow.slots(worker.id) / worker.settings.concurrency)
            if held / instances > HELD_MAX:
                yield self._finding(design, queues, worker, held, held / instances)

    def _finding(
        self, design: Design, queues: list[Queue], worker: Worker, held: float, each: float
    ) -> Finding:
        edges = [edge for queue in queues for edge in design.edges_to(queue.id, "message")]
        longest = max(edge.settings.countdown.mean for edge in edges)
        return self.finding(
            component(worker.id),
            f"“{worker.title}” holds messages until they are due, {duration(longest)} on average. "
            f"At this rate {count(held)} of them lie in its memory, {count(each)} in each of its "
            "instances.",
            size=0.0,
            evidence=(
                Evidence("Held by an instance", count(each), "0"),
                Evidence("Held by all", count(held), "0"),
            ),
            columns=("now", "kept by the queue"),
            fix=on_component(worker, "the queue keeps them", holds_eta=False),
        )


def _held(design: Design, flow: Flow, queue: Queue) -> float:
    """Messages that are not due, by Little's law: rate times countdown, this worker's share."""
    takers = design.edges_from(queue.id, "message")
    edges = design.edges_to(queue.id, "message")
    waiting = sum(flow.along(edge) * edge.settings.countdown.mean for edge in edges)
    return float(waiting / max(1, len(takers)))
