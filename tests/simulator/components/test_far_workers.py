"""Far workers: what a latency between a queue and its workers does."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Frame, histories_of
from tests.builders import Document, chain, read, with_dead_letters
from tests.simulator.simulating import simulate

ONE = {"instances": 1, "concurrency": 1, "processing_time": 0.1}


def far(latency: Any, queue: Document | None = None, **worker: Any) -> Document:
    """One slot at the end of a way, and more work than it can do."""
    client = {"pattern": "regular", "rate": 20}
    data = chain(client, queue, {**ONE, **worker}, duration=100)
    data["edges"]["work"]["settings"] = {"latency": latency}
    return data


def test_work_begins_when_its_message_has_arrived() -> None:
    data = far(0.3)
    data["components"]["client"]["settings"]["rate"] = 1
    run = simulate(data)

    assert run.result.system.histograms["latency"].quantile(0.5) == pytest.approx(0.4, rel=0.01)
    assert run.mean("workers", "busy") == pytest.approx(0.1, rel=0.05)
    assert run.mean("jobs", "in_flight") == pytest.approx(0.4, rel=0.05)


@pytest.mark.parametrize(("prefetch", "each"), [(None, 0.4), (1, 0.4), (2, 0.2), (10, 0.1)])
def test_a_slot_waits_for_every_message_unless_enough_are_prefetched(
    prefetch: int | None, each: float
) -> None:
    done = simulate(far(0.3, prefetch=prefetch)).total("workers", "done")

    assert done == pytest.approx(100 / each, rel=0.02)


def test_a_batch_travels_as_one() -> None:
    done = simulate(far(0.3, batch=5)).total("workers", "done")

    assert done == pytest.approx(5 * 100 / (0.3 + 5 * 0.1), rel=0.02)


@pytest.mark.parametrize(("clock", "late"), [("receive", True), ("handling", False)])
def test_the_visibility_timeout_runs_on_the_way(clock: str, late: bool) -> None:
    queue = {"visibility_timeout": 0.2, "lock_from": clock}
    run = simulate(far(0.3, queue, instances=50))

    assert (run.total("workers", "duplicates") > 0) is late


def test_what_is_on_its_way_to_an_instance_that_crashes_comes_back() -> None:
    data = far(20, {"hidden_until": "closed", "return_to": "front"}, restart_time=0)
    data["timeline"]["crash"] = {"at": 10, "target": "workers", "action": "crash", "settings": {}}
    run = simulate(data)

    assert run.total("workers", "crashes") == 1
    assert run.total("workers", "killed") == 0
    assert run.total("jobs", "retries") == 1
    assert run.total("workers", "done") == 4


def test_a_microscope_changes_nothing() -> None:
    data = far(
        {"kind": "exponential", "mean": 0.3}, {"visibility_timeout": 1}, transient_failure=0.3
    )
    seen = [each for each in histories_of(read(data), seed=1) if isinstance(each, Frame)]

    assert [each.to_dict() for each in seen] == [each.to_dict() for each in simulate(data).frames]


@given(
    latency=st.sampled_from([0.2, {"kind": "exponential", "mean": 0.3}]),
    queue=st.sampled_from(
        [{}, {"hidden_until": "closed"}, {"consumer_timeout": 0.4}, {"polling": "short"}]
    ),
    worker=st.sampled_from(
        [
            {}, {"prefetch": 4}, {"batch": 3, "linger": 0.1}, {"batch": 3, "invocations": 1},
            {"ack": "receive"}, {"holds_eta": True}, {"rate_limit": 3},
            {"autoscaler": "backlog", "scale_interval": 0.5, "scale_target": 2},
            {"autoscaler": "celery", "scale_interval": 0.5},
        ]
    ),
    actions=st.lists(st.sampled_from(["crash", "stop", "start", "deploy"]), max_size=4),
    timeout=st.sampled_from([0.3, 5]),
    seed=st.integers(0, 50),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_nothing_is_lost_on_the_way(
    latency: Any, queue: Document, worker: Document, actions: list[str], timeout: float, seed: int
) -> None:
    many = {"instances": 2, "concurrency": 2, "transient_failure": 0.2, "shutdown_grace": 1}
    data = with_dead_letters(
        far(latency, {"visibility_timeout": timeout, **queue}, **many, **worker)
    )
    data["run"]["duration"] = 10
    for at, action in enumerate(actions, 2):
        data["timeline"][action + str(at)] = {"at": at, "target": "workers", "action": action}
    run = simulate(data, seed)  # Asserts the conservation at every frame.

    assert all(busy >= 0 for busy in run.series("workers", "busy"))
    assert run.last("workers", "prefetched") >= 0
