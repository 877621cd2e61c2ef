"""Buffers: slots that are idle beside messages which another instance holds."""

from simulator.components.worker import Worker
from simulator.feedback import Measured


def idle_beside(worker: Worker, measured: Measured) -> float:
    """Slots that were idle on average while messages waited in buffers, at most."""
    found = measured.component(worker.id)
    waiting, busy = found.mean("prefetched") or 0.0, found.mean("busy") or 0.0
    return max(0.0, min(waiting, (found.mean("slots") or 0.0) - busy))
