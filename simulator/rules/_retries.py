"""Retries: how often a message is tried that fails, and how long it waits in between."""

import math

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.rules._parts import redrive

# Seconds: no two attempts at a message are nearer than this, or a rate would have no bound.
SHORTEST_PAUSE = 1e-3
# How much of a wait is left on average, by its jitter.
JITTER_MEAN = {"none": 1.0, "equal": 0.75, "full": 0.5, "decorrelated": 0.5}
# Attempts beyond which waits are no longer added one by one: they have reached their cap by then.
SUMMED_MAX = 1_000


def queue_limit(design: Design, queue: Queue) -> float:
    """Hand-outs after which a queue gives a message up, if they are counted; else infinite."""
    edge = redrive(design, queue)
    if queue.settings.counts == "nothing":
        return math.inf
    if edge is not None:
        return float(edge.settings.max_receives)
    return queue.settings.delivery_limit or math.inf


def is_counted(queue: Queue, worker: Worker, kills: bool = False) -> bool:
    """Whether a failed attempt brings a message nearer to the queue's limit.

    Args:
        kills: the attempt fails by killing who makes it.
    """
    counts, retry = queue.settings.counts, worker.settings.retry
    if counts == "nothing" or (retry == "republish" and not kills):
        return False
    return counts != "failed_returns" or kills or retry == "reject"


def worker_limit(worker: Worker) -> float:
    """Failed attempts after which a worker gives a message up; infinite without a limit."""
    wanted = worker.settings
    once = wanted.retry in ("give_up", "dead_letter")
    if once or (wanted.ack != "late" and wanted.retry != "republish"):
        return 1.0
    return wanted.max_attempts or math.inf


def most_attempts(design: Design, queue: Queue, worker: Worker, poison: bool = False) -> float:
    """Attempts at a message that always fails; infinite where nothing ends them.

    Args:
        poison: it fails because it is poison, not by chance.
    """
    wanted = worker.settings
    kills = poison and wanted.poison_effect != "fails"
    if kills:
        lost = wanted.ack != "late" or (
            wanted.poison_effect == "kills_slot" and wanted.lost_slot == "acked"
        )
        own = 1.0 if lost else math.inf
    else:
        own = worker_limit(worker)
        if poison and wanted.permanent_errors == "recognised":
            own = 1.0
    if poison and wanted.poison_attempts is not None:
        own = min(own, wanted.poison_attempts + 1)
    given = queue_limit(design, queue) if is_counted(queue, worker, kills) else math.inf
    return min(own, given)


def wait_before(worker: Worker, retry: int) -> float:
    """Mean wait before retry number 1, 2, … of a worker that sends or gives back with a delay.

    The formulas are those of `simulator/mechanics/backoff.py`.
    """
    wanted = worker.settings
    if wanted.backoff_growth == "none":
        return 0.0
    base, jitter = wanted.backoff_base, JITTER_MEAN[wanted.backoff_jitter]
    if wanted.backoff_growth == "fixed":
        return float(base * jitter)
    if wanted.backoff_growth == "polynomial":
        # Sidekiq's jitter comes on top: up to ten seconds for each failure.
        more = 5.0 * retry if wanted.backoff_jitter == "full" else 0.0
        return float(min(wanted.backoff_cap, base + float(retry - 1) ** 4 + more))
    if wanted.backoff_growth == "linear":
        return float(min(wanted.backoff_cap, base * retry) * jitter)
    # Beyond these many doublings everything is above the longest cap.
    grown = base * wanted.backoff_factor ** min(retry - 1, 64)
    return float(min(wanted.backoff_cap, grown) * jitter)


def pause(worker: Worker, queue: Queue, retry: int = SUMMED_MAX) -> float:
    """Mean seconds from one receive of a message that fails to the next.

    Args:
        retry: which retry of it; waits that grow have grown by then.
    """
    wanted = worker.settings
    work = wanted.processing_time.mean
    if wanted.retry in ("backoff", "republish"):
        return max(SHORTEST_PAUSE, wait_before(worker, retry) + work)
    if wanted.retry == "visibility" and queue.settings.hidden_until == "timeout":
        return float(max(SHORTEST_PAUSE, queue.settings.visibility_timeout))
    return float(max(SHORTEST_PAUSE, work))


def time_of_attempts(worker: Worker, queue: Queue, attempts: float) -> float:
    """Mean seconds from the first receive of a message that always fails to its last."""
    if math.isinf(attempts):
        return math.inf
    retries = int(attempts) - 1
    summed = sum(pause(worker, queue, retry) for retry in range(1, min(retries, SUMMED_MAX) + 1))
    return summed + max(0, retries - SUMMED_MAX) * pause(worker, queue)


def longest_wait(worker: Worker) -> float:
    """The longest wait before a retry that a worker may ask for; 0 where it asks for none."""
    wanted = worker.settings
    if wanted.retry not in ("backoff", "republish") or wanted.backoff_growth == "none":
        return 0.0
    if wanted.backoff_growth == "fixed":
        return float(wanted.backoff_base)
    if wanted.backoff_jitter == "decorrelated":
        return float(wanted.backoff_cap)
    retries = max(1, (wanted.max_attempts or SUMMED_MAX) - 1)
    mean = wait_before(worker, retries)
    polynomial = wanted.backoff_growth == "polynomial"
    return mean if polynomial else mean / JITTER_MEAN[wanted.backoff_jitter]
