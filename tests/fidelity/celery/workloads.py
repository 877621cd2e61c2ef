"""Workloads: some seconds of work for Celery workers, simulated and in real time."""

from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.builders import Document, read
from tests.fidelity.celery.real import RABBITMQ, REDIS, Run
from tests.fidelity.following import design, simulate
from tests.fidelity.story import Story, simulated_story
from tests.playground.runs.modes import Mode

STEPS = ("started", "done", "failed", "killed")
REDIS_TIMES = {"visibility_timeout": "5s", "expiry_check": "1s"}
"""The hour of the visibility timeout and the 100 s of the sweep, scaled down."""
TRANSPORT = {
    "broker_transport_options": {
        "visibility_timeout": 5,
        "unacked_restore_interval": 1,
        "unacked_restore_throttle": 1,
    }
}
on_both_brokers = pytest.mark.parametrize("mode", [REDIS, RABBITMQ], ids=lambda mode: mode.name)


def workload(mode: Mode, **given: Any) -> Document:
    """Some seconds of work that comes faster than it is done."""
    worker = {
        "instances": 1,
        "concurrency": 4,
        "prefetch": 8,
        "processing_time": {"kind": "uniform", "low": "600ms", "high": "900ms"},
        "backoff_base": "2s",
        **given.pop("worker", {}),
    }
    steps = [{"at": 0, "rate": given.pop("rate", 10)}, {"at": 3, "rate": 0}]
    client = {"pattern": "steps", "steps": steps}
    queue = REDIS_TIMES if mode is REDIS else {}
    run = {"duration": "14s", "frame": "50ms", **given}
    return design(f"celery-{mode.name}", queue, worker, client, **run)


def both(mode: Mode, document: Document, place: Path, **options: Any) -> tuple[Story, Story]:
    """The same workload, simulated and in real time."""
    mode.demand()
    if mode is REDIS:
        options |= TRANSPORT
    simulated = simulate(document, seed=3)
    with mode.prepare() as broker:
        place = Path(mkdtemp(dir=place))
        real = Run(read(document), simulated, place, options).play(**broker)
    return simulated_story(simulated, *STEPS), real
