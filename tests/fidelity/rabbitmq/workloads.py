"""Workloads: ten seconds of work for consumers of RabbitMQ, simulated and in real time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from simulator.components.running.broker_intake import Intake
from simulator.design.distributions import Uniform
from simulator.engine.message import Message
from tests.builders import Document, read
from tests.fidelity.following import Simulated, design, simulate
from tests.fidelity.rabbitmq.real import RABBITMQ, Run
from tests.fidelity.story import Story, simulated_story

STEPS = ("started", "done", "failed", "killed", "dead_lettered", "rejected", "dropped")


def workload(preset: str, **given: Any) -> Document:
    """Work for ten seconds that comes at once, and takes most of them."""
    client = {"pattern": "steps", "steps": [{"at": 0, "rate": 12}, {"at": 3, "rate": 0}]}
    worker = {
        "instances": 2,
        "concurrency": 1,
        "prefetch": 3,
        "processing_time": {"kind": "uniform", "low": "200ms", "high": "400ms"},
        "restart_time": "500ms",
        **given.pop("worker", {}),
    }
    client = given.pop("client", client)
    return design(
        preset,
        given.pop("queue", {}),
        worker,
        client,
        **{"duration": "10s", "frame": "50ms", "max_receives": 21, **given},
    )


def both(document: Document, kind: str, **arguments: Any) -> tuple[Story, Story]:
    """The same workload, simulated and in real time."""
    RABBITMQ.demand()
    with times_to_live() as lives:
        simulated: Simulated = simulate(document, seed=3)
    real = Run(read(document), simulated, kind, arguments, lives=lives).play()
    return simulated_story(simulated, *STEPS), real


@contextmanager
def times_to_live() -> Iterator[dict[int, float]]:
    """The times to live that are drawn for messages meanwhile, by their numbers."""
    drawn: dict[int, float] = {}
    begin = Intake.begin_timed

    def begin_and_note(queue: Any, message: Message) -> None:
        begin(queue, message)
        if queue.lives is not None and isinstance(queue.settings.time_to_live, Uniform):
            drawn.setdefault(message.number, message.expires - queue.environment.now)

    with mock.patch.object(Intake, "begin_timed", begin_and_note):
        yield drawn
