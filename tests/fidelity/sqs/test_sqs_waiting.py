"""What SQS keeps waiting: renewed messages, polls that wait, messages with a delay of their own."""

from typing import Any

import pytest

from tests.fidelity.sqs.replaying import compared
from tests.fidelity.sqs.workloads import steps, with_timeline, workload

in_both = pytest.mark.parametrize("preset", ["sqs-standard", "sqs-fifo"])


@in_both
@pytest.mark.parametrize(
    ("worker", "lapses"),
    [
        ({"heartbeat": 4.3}, False),
        ({"heartbeat": 4.3, "transient_failure": 0.3}, True),
        ({"heartbeat": 4.3, "heartbeat_extends": 6, "heartbeat_max": 9}, True),
        ({"heartbeat": 4.3, "heartbeat_extends": 3}, True),
        ({"heartbeat": 14}, True),
        ({"heartbeat": 4.3, "batch": 4}, True),
    ],
    ids=[
        "in time",
        "until it fails",
        "with an end",
        "by too little",
        "too late",
        "of a batch in its turn",
    ],
)
def test_a_message_that_is_renewed_is_hidden_exactly_as_long_as_on_sqs(
    preset: str, worker: dict[str, Any], lapses: bool
) -> None:
    work = {"kind": "lognormal", "mean": 9, "cv": 1}
    document = workload(preset, worker={"processing_time": work, "concurrency": 5, **worker})

    simulated, differing = compared(document, seed=5)

    assert differing == []
    assert (steps(simulated, "lapsed") > 5) == lapses


@in_both
def test_what_a_crashed_worker_had_renewed_comes_back_when_it_does_on_sqs(preset: str) -> None:
    document = workload(preset, worker={"heartbeat": 4.3, "concurrency": 5})
    crash = {"target": "workers", "action": "crash", "settings": {}}
    timeline = {name: {"at": at, **crash} for name, at in (("first", 60.25), ("second", 131.5))}

    simulated, differing = compared(with_timeline(document, timeline), seed=5)

    assert differing == []
    assert steps(simulated, "killed") > 3
    assert steps(simulated, "lapsed") == steps(simulated, "killed")


@in_both
def test_a_poll_that_waits_is_answered_when_it_is_on_sqs(preset: str) -> None:
    """In a queue that is often empty: at a send, the end of a delay, of a timeout, of a group."""
    document = workload(
        preset,
        client={"rate": 0.25},
        queue={"polling": "long", "delivery_delay": 2},
        worker={"transient_failure": 0.2},
    )

    simulated, differing = compared(document, seed=5)

    assert differing == []
    waits = [life.steps[2].at - life.sent for life in simulated.lives if len(life.steps) > 2]
    assert sum(wait < 2.001 for wait in waits) > 5


@pytest.mark.parametrize("of_the_queue", [0, 2, 10])
def test_a_delay_of_a_message_comes_before_that_of_its_queue(of_the_queue: int) -> None:
    document = workload(queue={"delivery_delay": of_the_queue})
    document["edges"]["send"]["settings"] = {"countdown": 5}

    _, differing = compared(document, seed=5)

    assert differing == []


@in_both
def test_another_timeout_and_another_delay_hold_for_what_comes_from_then_on(preset: str) -> None:
    change = {"target": "jobs", "action": "set"}
    timeline = {
        "timeout": {
            **change,
            "at": 80.25,
            "settings": {"setting": "visibility_timeout", "value": 6},
        },
        "delay": {**change, "at": 120.5, "settings": {"setting": "delivery_delay", "value": 7}},
    }

    simulated, differing = compared(with_timeline(workload(preset), timeline), seed=5)

    assert differing == []
    assert steps(simulated, "delayed") > 10
