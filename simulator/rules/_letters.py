"""Letters: what is said of dead letters, and how a queue gets a redrive policy."""

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Change, Fix, Measured
from simulator.rules._parts import free_id, redrive, workers_of

# The clock of a standard SQS queue is not reset by the move, so dead letters need longer than the
# queue they come from; 14 days is the most there is.
DEAD_LETTER_RETENTION = "14d"
# Below it a healthy message fails so often by chance that one in ten thousand dies of it.
DEAD_BY_CHANCE_MAX = 1e-4
# Where a new dead-letter queue is drawn: straight below the queue.
BELOW = 240


# Healthy messages among the dead letters: one in a hundred, and enough of them to be no accident.
SHARE_MAX, FEWEST = 0.01, 10


def buried(design: Design, queue: Queue, measured: Measured | None) -> bool:
    """Whether a run sent more healthy messages to the dead letters than chance explains."""
    if measured is None:
        return False
    found = measured.component(queue.id)
    arrived, dead = found.total("arrived") or 0.0, found.total("dead") or 0.0
    healthy = dead - poison_among(design, queue, measured)
    return healthy > max(SHARE_MAX * arrived, FEWEST)


def poison_among(design: Design, queue: Queue, measured: Measured) -> float:
    """How many dead letters of a queue were poison: as many of all as of those that still lie."""
    found = measured.component(queue.id)
    arrived, dead = found.total("arrived") or 0.0, found.total("dead") or 0.0
    edge = redrive(design, queue)
    letters = measured.component(edge.target) if edge is not None else None
    lying = letters.last("waiting") if letters is not None else None
    if letters is not None and lying:
        return dead * min(1.0, (letters.last("parked_poison") or 0.0) / lying)
    # Nothing is left to look at: as many as are to be expected.
    return arrived * max((w.settings.poison_share for w in workers_of(design, queue)), default=0.0)


def enough_receives(worker: Worker) -> int:
    """Three receives; five where transient failures are frequent."""
    return 3 if worker.settings.transient_failure**3 <= DEAD_BY_CHANCE_MAX else 5


def add_dead_letters(design: Design, queue: Queue, receives: int) -> Fix:
    """The change that gives a queue a dead-letter queue."""
    letters = free_id(design.components, "dead-letters")
    edge = free_id(design.edges, "redrive")
    changes = [
        Change(
            ("components", letters),
            {
                "type": "queue",
                "label": "Dead letters",
                "settings": {"retention": DEAD_LETTER_RETENTION},
            },
        ),
        Change(
            ("edges", edge),
            {
                "source": queue.id,
                "target": letters,
                "kind": "dead-letter",
                "settings": {"max_receives": receives},
            },
        ),
    ]
    place = design.layout.get(queue.id)
    if place is not None:
        changes.append(Change(("layout", letters), {"x": place.x, "y": place.y + BELOW}))
    return Fix(f"Apply fix: dead letters after {receives} receives", tuple(changes))
