"""The BullMQ preset does what BullMQ's workers do."""

from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.builders import Document, read
from tests.fidelity.bullmq.real import REDIS, Run, demand_node
from tests.fidelity.curves import distance
from tests.fidelity.following import design, simulate
from tests.fidelity.story import Story, simulated_story
from tests.fidelity.undisturbed import undisturbed

pytestmark = [pytest.mark.services, pytest.mark.slow]

STEPS = ("started", "done", "failed", "killed", "dead_lettered")
TIMES = {"visibility_timeout": "2s", "expiry_check": "2s"}
"""The 30 s of the lock and of the check for stalled jobs, scaled down."""


def workload(**given: Any) -> Document:
    """Some seconds of work, where locks last 2 s and are renewed every second."""
    worker = {"heartbeat": "1s", **given.pop("worker")}
    steps = [{"at": 0, "rate": given.pop("rate")}, {"at": 3, "rate": 0}]
    client = {"pattern": "steps", "steps": steps}
    run = {"duration": "14s", "frame": "50ms", "max_receives": 2, **given}
    return design("bullmq", TIMES, worker, client, **run)


def both(document: Document, place: Path) -> tuple[Story, Story]:
    """The same workload, simulated and in real time."""
    REDIS.demand()
    node = demand_node()
    simulated = simulate(document, seed=3)
    with REDIS.prepare() as broker:
        place = Path(mkdtemp(dir=place))
        real = Run(read(document), simulated, place, node).play(**broker)
    return simulated_story(simulated, *STEPS), real


@undisturbed
def test_a_job_is_tried_as_often_as_it_may_be_after_waits_that_double(tmp_path: Path) -> None:
    """Some jobs take longer than their lock, which is renewed: they are run once all the same."""
    parts = [{"weight": 1, "of": "5s"}, {"weight": 9, "of": "500ms"}]
    worker = {
        "instances": 2,
        "concurrency": 2,
        "processing_time": {"kind": "mixture", "parts": parts},
        "poison_share": 0.2,
        "max_attempts": 3,
        "backoff_growth": "exponential",
        "backoff_base": "1s",
        "backoff_jitter": "none",
    }
    document = workload(rate=9, worker=worker)

    ours, real = both(document, tmp_path)

    assert ours.counts["failed"] == 3 * ours.counts["dead_lettered"] > 8
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts
    assert distance(ours.depth, real.depth, 14) < 0.1


@undisturbed
def test_what_a_worker_that_dies_had_in_work_stalls_and_comes_back_at_the_front(
    tmp_path: Path,
) -> None:
    worker = {"instances": 2, "processing_time": "1100ms", "restart_time": "1h"}
    document = workload(rate=6, worker=worker)
    crash = {"at": 4, "target": "workers", "action": "crash", "settings": {"instances": 1}}
    document["timeline"]["crash"] = crash

    ours, real = both(document, tmp_path)

    del ours.counts["killed"]  # Who is killed says nothing.
    assert ours.counts == real.counts
    assert sum(ours.attempts.values()) == sum(real.attempts.values())
    for story in (ours, real):
        (stalled,) = (number for number, times in story.attempts.items() if times == 2)
        again = story.begun[len(story.order) - 1 - story.order[::-1].index(stalled)][0]
        assert 4 + 1 < again < 4 + 2 + 2 + 1.2, "after its lock and a check, and one job in work"


@undisturbed
def test_a_handler_that_blocks_its_event_loop_is_run_twice_and_failed_at_the_second_stall(
    tmp_path: Path,
) -> None:
    worker = {"instances": 5, "processing_time": "7s", "heartbeat_blocked": 1}
    document = workload(rate=0.5, worker=worker, duration="19s")

    ours, real = both(document, tmp_path)

    assert ours.counts["started"] == 2 * ours.counts["dead_lettered"]
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts
