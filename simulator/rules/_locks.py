"""Locks: how long a worker may take before its message is handed out again."""

import math
from functools import partial
from typing import Any

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.rules._sizes import longest, outlasting


def is_locked(queue: Queue, worker: Worker) -> bool:
    """Whether a message in work is hidden by a clock: not by a connection, nor gone by an ack."""
    return queue.settings.hidden_until == "timeout" and worker.settings.ack == "late"


def is_buffered(queue: Queue, worker: Worker) -> bool:
    """Whether a message that waits in an instance is hidden by a clock that runs already."""
    hidden = queue.settings.hidden_until == "timeout" and queue.settings.lock_from == "receive"
    return hidden and worker.settings.ack != "receive"


def is_renewed(queue: Queue, worker: Worker, timeout: float | None = None) -> bool:
    """Whether the first heartbeat comes before the timeout is over."""
    beat, most = worker.settings.heartbeat, worker.settings.heartbeat_max
    if beat is None or beat > (timeout or queue.settings.visibility_timeout):
        return False
    return most is None or beat <= most


def lock(queue: Queue, worker: Worker, timeout: float | None = None) -> float:
    """Seconds of work for which a message stays hidden, heartbeats included; may be infinite.

    Args:
        timeout: another visibility timeout than the queue's.
    """
    if not is_locked(queue, worker):
        return math.inf
    span = timeout or queue.settings.visibility_timeout
    cap = queue.settings.lock_max or math.inf
    if not is_renewed(queue, worker, span):
        return min(span, cap)
    wanted: Any = worker.settings
    extends, beat, most = wanted.heartbeat_extends or span, wanted.heartbeat, wanted.heartbeat_max
    if extends < beat:
        return float(min(beat + extends, cap))
    if most is None:
        return float(cap)
    return float(min(most // beat * beat + extends, cap))


def time_limit(worker: Worker) -> float:
    """Seconds after which an attempt is ended by a limit; infinite without one."""
    limits = (worker.settings.soft_time_limit, worker.settings.time_limit)
    return min((limit for limit in limits if limit is not None), default=math.inf)


def longest_attempt(design: Design, worker: Worker, share: float = 0.99) -> float:
    """The processing time that `share` of attempts do not exceed, within the time limits."""
    return min(longest(design, worker, share), time_limit(worker))


def outlasting_lock(
    design: Design, queue: Queue, worker: Worker, timeout: float | None = None
) -> float:
    """Share of jobs that are handed out again while they are in work.

    Args:
        timeout: another visibility timeout than the queue's.
    """
    if not is_locked(queue, worker):
        return 0.0
    beyond = partial(_beyond, design, worker)
    blocked = worker.settings.heartbeat_blocked if worker.settings.heartbeat is not None else 0.0
    cap = queue.settings.lock_max or math.inf
    alone = min(timeout or queue.settings.visibility_timeout, cap)
    renewed = beyond(lock(queue, worker, timeout))
    return (1 - blocked) * renewed + blocked * beyond(alone)


def _beyond(design: Design, worker: Worker, seconds: float) -> float:
    if time_limit(worker) <= seconds:
        return 0.0
    return outlasting(design, worker, seconds)
