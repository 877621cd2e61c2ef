"""Bounds: how many messages may wait for a worker, and what becomes of one more."""

import math
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

    holds: float
    then: str
    """What becomes of one more, as the end of a sentence."""


def bound_of(design: Design, part: Component, comes: float) -> Bound | None:
    """The bound of the one queue of a worker; None where there is none, or several queues.

    Args:
        comes: messages a second, of which no more wait than their time to live allows.
    """
    queues = queues_of(design, part) if isinstance(part, Worker) else []
    return queue_bound(queues[0], comes) if len(queues) == 1 else None


def queue_bound(queue: Queue, comes: float = math.inf) -> Bound | None:
    """The lowest of a queue's capacity, its high water, and what its time to live leaves."""
    wanted = queue.settings
    bounds = []
    if wanted.time_to_live is not None:
        # Whoever is next has waited as long as he may, so what came meanwhile waits.
        bounds.append(Bound(comes * wanted.time_to_live.mean, "what is older is deleted unread"))
    if wanted.capacity is not None:
        bounds.append(Bound(wanted.capacity, BEYOND[wanted.overflow]))
    if wanted.high_water is not None:
        bounds.append(Bound(wanted.high_water, BEYOND["block"]))
    return min(bounds, key=lambda bound: bound.holds, default=None)
