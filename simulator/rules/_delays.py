"""Delays: messages that a worker holds until they are due."""

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.rules._retries import longest_wait


def longest_countdown(design: Design, queue: Queue) -> float:
    """The countdown that all but one in a hundred messages to a queue do not exceed."""
    edges = design.edges_to(queue.id, "message")
    return max((edge.settings.countdown.quantile(0.99) for edge in edges), default=0.0)


def longest_held(design: Design, queue: Queue, worker: Worker) -> float:
    """How long an instance holds a message that is not due yet; 0 where it holds none."""
    if not worker.settings.holds_eta:
        return 0.0
    again = longest_wait(worker) if worker.settings.retry == "republish" else 0.0
    return max(longest_countdown(design, queue), again)


def buffer_wait(worker: Worker, work: float) -> float:
    """Seconds until the last message of a full prefetch buffer is done; 0 without a buffer.

    Args:
        work: mean seconds for which one attempt holds its slot.
    """
    wanted = worker.settings
    if wanted.prefetch is None or wanted.batch > 1:
        return 0.0
    return float(wanted.prefetch * work / wanted.concurrency)
