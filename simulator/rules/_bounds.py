"""Bounds: how many messages may wait for a worker, and what becomes of one more."""

from dataclasses import dataclass

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.component import Component
from simulator.design.document import Design
from simulator.rules._parts import queues_of

BEYOND = {
    "reject": "each further one is refused",
    "block": "their senders are blocked",
    "drop_oldest": "each further one deletes the oldest",
    "drop_newest": "each further one is lost",
    "dead_letter": "each further one sends the oldest to the dead letters",
}


@dataclass(frozen=True)
class Bound:
    """How many messages a queue holds."""

    holds: int
    then: str
    """What becomes of one more, as the end of a sentence."""


def bound_of(design: Design, part: Component) -> Bound | None:
    """The bound of the one queue of a worker; None where there is none, or several queues."""
    queues = queues_of(design, part) if isinstance(part, Worker) else []
    return queue_bound(queues[0]) if len(queues) == 1 else None


def queue_bound(queue: Queue) -> Bound | None:
    """The lower one of a queue's capacity and its high water."""
    wanted = queue.settings
    bounds = []
    if wanted.capacity is not None:
        bounds.append(Bound(wanted.capacity, BEYOND[wanted.overflow]))
    if wanted.high_water is not None:
        bounds.append(Bound(wanted.high_water, BEYOND["block"]))
    return min(bounds, key=lambda bound: bound.holds, default=None)
