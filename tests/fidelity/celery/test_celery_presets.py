"""The Celery presets do what real Celery workers do."""

from pathlib import Path

import pytest

from tests.fidelity.celery.real import RABBITMQ, REDIS
from tests.fidelity.celery.workloads import both, on_both_brokers, workload
from tests.fidelity.curves import distance
from tests.fidelity.undisturbed import undisturbed
from tests.playground.runs.modes import Mode

pytestmark = [pytest.mark.services, pytest.mark.slow]


@on_both_brokers
@undisturbed
def test_a_failed_task_is_sent_again_with_a_countdown_and_given_up_after_four_attempts(
    mode: Mode, tmp_path: Path
) -> None:
    document = workload(mode, rate=18, worker={"poison_share": 0.1}, duration="22s")

    ours, real = both(mode, document, tmp_path)

    assert ours.counts["failed"] > 8
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts
    assert distance(ours.depth, real.depth, 22) < 0.1


@pytest.mark.parametrize("ack", ["early", "late"])
@on_both_brokers
@undisturbed
def test_a_worker_that_dies_loses_what_runs_unless_it_acks_late_and_what_it_prefetched_comes_back(
    mode: Mode, ack: str, tmp_path: Path
) -> None:
    """Kill -9 of one of two workers; its broker gives back what it held, at once or later."""
    worker = {"instances": 2, "concurrency": 1, "prefetch": 4, "restart_time": "1h"}
    document = workload(mode, rate=8, worker={**worker, "ack": ack}, duration="20s")
    crash = {"at": 2.6, "target": "workers", "action": "crash", "settings": {"instances": 1}}
    document["timeline"]["crash"] = crash

    ours, real = both(mode, document, tmp_path)

    assert ours.counts["killed"] == 1
    del ours.counts["killed"]  # Who is killed says nothing.
    assert ours.counts["done"] == len(ours.attempts) - (ack == "early")
    assert ours.counts == real.counts
    assert sum(ours.attempts.values()) == sum(real.attempts.values())
    assert distance(ours.depth, real.depth, 20) < 0.1


@pytest.mark.parametrize("lost_slot", ["acked", "given_back"])
@undisturbed
def test_a_killed_child_takes_its_task_along_unless_it_is_rejected_on_worker_lost(
    lost_slot: str, tmp_path: Path
) -> None:
    worker = {"ack": "late", "lost_slot": lost_slot, "slot_loss": 0.15, "restart_time": "400ms"}
    document = workload(RABBITMQ, worker=worker)

    ours, real = both(RABBITMQ, document, tmp_path)

    assert ours.counts["killed"] > 2
    assert (ours.counts["done"] == len(ours.attempts)) == (lost_slot == "given_back")
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts


@undisturbed
def test_a_countdown_longer_than_the_visibility_timeout_runs_twice_on_redis(
    tmp_path: Path,
) -> None:
    document = workload(REDIS)
    document["edges"]["send"]["settings"] = {"countdown": "8s"}
    document["components"]["workers"]["settings"] |= {"processing_time": "100ms"}

    ours, real = both(REDIS, document, tmp_path)

    assert ours.counts["repeated"] == len(ours.attempts)
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts


@undisturbed
def test_a_rate_limit_lets_a_worker_begin_so_many_tasks_a_second(tmp_path: Path) -> None:
    document = workload(REDIS, worker={"rate_limit": 3, "processing_time": "50ms"})

    ours, real = both(REDIS, document, tmp_path)

    assert ours.counts == real.counts
    assert distance(ours.begun, real.begun, 14) < 0.1
