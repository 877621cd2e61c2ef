"""What Celery workers hold: by their prefetch, by tasks that are not due, for how long."""

from pathlib import Path
from typing import Any

import pytest

from tests.fidelity.celery.real import REDIS
from tests.fidelity.celery.workloads import both, on_both_brokers, workload
from tests.fidelity.curves import distance
from tests.fidelity.undisturbed import undisturbed
from tests.playground.runs.modes import Mode

pytestmark = [pytest.mark.services, pytest.mark.slow]


def one_long(seconds: float) -> dict[str, Any]:
    """Work of 100 ms, but for one task in twelve. With the seed of these runs it is the second."""
    parts = [{"weight": 1, "of": seconds}, {"weight": 11, "of": "100ms"}]
    return {"kind": "mixture", "parts": parts}


@pytest.mark.parametrize(
    ("ack", "prefetch", "held"), [("early", 4, 4), ("late", 4, 3), ("late", 1, 0)]
)
@on_both_brokers
@undisturbed
def test_what_one_worker_prefetched_waits_behind_a_long_task_while_the_other_has_nothing_to_do(
    mode: Mode, ack: str, prefetch: int, held: int, tmp_path: Path
) -> None:
    """A multiplier of 4 is 4 tasks beside the one in work; with late acks that one included."""
    worker = {"instances": 2, "concurrency": 1, "ack": ack, "prefetch": prefetch}
    document = workload(
        mode, rate=5, duration="6s", worker={**worker, "processing_time": one_long(4)}
    )

    ours, real = both(mode, document, tmp_path)

    assert sum(at > 4 for at, _ in ours.begun) == held
    assert sum(at > 4 for at, _ in real.begun) == held
    assert ours.hoards[-1] == real.hoards[-1] == held + 1
    assert ours.shares == real.shares
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts


@on_both_brokers
@undisturbed
def test_tasks_that_are_not_due_are_held_beyond_the_prefetch(mode: Mode, tmp_path: Path) -> None:
    worker = {"concurrency": 1, "prefetch": 2, "processing_time": "100ms"}
    document = workload(mode, rate=4, worker=worker, duration="9s")
    document["edges"]["send"]["settings"] = {"countdown": "3s"}

    ours, real = both(mode, document, tmp_path)

    assert ours.hoards == real.hoards
    assert ours.hoards[0] > 8
    assert ours.counts == real.counts
    assert distance(ours.begun, real.begun, 9) < 0.1


@undisturbed
def test_a_task_longer_than_the_visibility_timeout_is_run_twice_on_redis(
    tmp_path: Path,
) -> None:
    """Until the ack of the first run ends whichever receive has it then: all have one tag."""
    worker = {"instances": 2, "prefetch": 4, "ack": "late", "processing_time": "7s"}
    document = workload(REDIS, rate=1, worker=worker, duration="17s")

    ours, real = both(REDIS, document, tmp_path)

    assert ours.counts["repeated"] == len(ours.attempts)
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts


@undisturbed
def test_what_waits_in_a_worker_longer_than_the_visibility_timeout_is_run_twice_on_redis(
    tmp_path: Path,
) -> None:
    """The worker that had it runs it all the same, after the other one did."""
    worker = {"instances": 2, "concurrency": 1, "prefetch": 4, "processing_time": one_long(8)}
    document = workload(REDIS, rate=5, worker=worker, duration="11s")

    ours, real = both(REDIS, document, tmp_path)

    assert ours.counts["repeated"] == 4
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts
