"""Workloads: some minutes of work for consumers of SQS, simulated and replayed."""

from typing import Any

from tests.builders import Document
from tests.fidelity.following import Simulated, design

POLL = 0.973
"""Seconds between polls: no whole number of them is a timeout, so that no two things tie."""


def workload(preset: str = "sqs-standard", **given: Any) -> Document:
    """Four minutes of a worker that cannot always keep up."""
    client = {"rate": 0.4, **given.pop("client", {})}
    if preset == "sqs-fifo":
        client = {"groups": 5, **client}
    worker = {
        "instances": 1,
        "concurrency": 3,
        "processing_time": {"kind": "lognormal", "mean": 6, "cv": 1},
        **given.pop("worker", {}),
    }
    queue = {"visibility_timeout": 13, "poll_interval": POLL, **given.pop("queue", {})}
    run = {"duration": "4m", "max_receives": 3, **given}
    return design(preset, queue, worker, client, **run)


def steps(simulated: Simulated, what: str) -> int:
    """How often something happened in all lives together."""
    return sum(step.what == what for life in simulated.lives for step in life.steps)


def with_timeline(document: Document, timeline: Document) -> Document:
    return {**document, "timeline": timeline}
