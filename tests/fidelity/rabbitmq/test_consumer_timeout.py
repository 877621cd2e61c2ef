"""What a RabbitMQ does with consumers that hold a message too long."""

from typing import Any

import pytest

from tests.builders import Document, read
from tests.fidelity.conftest import CONSUMER_TIMEOUT, TICK
from tests.fidelity.curves import distance
from tests.fidelity.following import simulate
from tests.fidelity.rabbitmq.real import Run
from tests.fidelity.rabbitmq.workloads import STEPS, workload
from tests.fidelity.story import Story, simulated_story
from tests.fidelity.undisturbed import undisturbed

pytestmark = pytest.mark.services


def slow_work(preset: str, **given: Any) -> Document:
    """Messages that take 200 ms, but for some that outlast the timeout."""
    parts = [{"weight": 1, "of": "7s"}, {"weight": 9, "of": "200ms"}]
    worker = {"processing_time": {"kind": "mixture", "parts": parts}}
    client = {"pattern": "steps", "steps": [{"at": 0, "rate": 4}, {"at": 3, "rate": 0}]}
    queue = {"consumer_timeout": CONSUMER_TIMEOUT, "expiry_check": TICK}
    return workload(preset, queue=queue, worker=worker, client=client, duration="14s", **given)


def both(port: int, document: Document, kind: str, **arguments: Any) -> tuple[Story, Story]:
    """The same workload, simulated and on a server of our own."""
    simulated = simulate(document, seed=3)
    real = Run(read(document), simulated, kind, arguments, port).play()
    return simulated_story(simulated, *STEPS), real


@undisturbed
def test_a_channel_that_holds_a_message_too_long_is_closed_and_all_that_it_held_comes_back(
    impatient: int,
) -> None:
    """The work goes on, its ack finds the channel closed, and others begin anew: for ever."""
    document = slow_work("rabbitmq-classic")

    ours, real = both(impatient, document, "classic")

    assert max(ours.attempts.values()) > 1
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts
    assert ours.order == real.order
    assert distance(ours.begun, real.begun, 14) < 0.1


@undisturbed
def test_a_quorum_queue_counts_what_the_consumer_timeout_gives_back(impatient: int) -> None:
    """3.10 to 4.2 do; 4.3 does not."""
    document = slow_work("rabbitmq-quorum-4-2", max_receives=2)

    ours, real = both(impatient, document, "quorum", **{"x-delivery-limit": 1})

    assert ours.counts["dead_lettered"] > 0
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts
