"""Services: runs start, are copied, cancelled, lost and settled."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from playground.accounts.models import Owner
from playground.core.storage import DISK_FULL
from playground.runs import draining, store
from playground.runs.claims import Claim, claim
from playground.runs.computing import OUR_MISTAKE, compute
from playground.runs.limits import ATTEMPTS_MAX, RUNS_AT_ONCE_MAX
from playground.runs.models import Replication, Run, Status
from playground.runs.reaper import LOST_TOO_OFTEN, reap
from playground.runs.services import (
    RunRefused,
    TooManyRuns,
    replication_overran,
    run_cancel,
    run_publish,
    run_start,
)
from playground.runs.tasks import replication_compute
from playground.scenarios.models import Scenario
from playground.scenarios.services import scenario_create
from tests.playground.full_disk import refuse_for_lack_of_room
from tests.playground.runs.designs import slow_to_play, undisturbed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("cold")]


@pytest.fixture
def owner() -> Owner:
    return Owner.objects.create()


@pytest.fixture
def scenario(owner: Owner) -> Scenario:
    return scenario_create(owner=owner)


def start(scenario: Scenario, document: dict[str, Any] | None = None, **fields: Any) -> Run:
    return run_start(
        owner=scenario.owner, scenario=scenario, document=document or slow_to_play(10), **fields
    )


def compute_all(run: Run) -> Run:
    """What workers do, here and now."""
    for replication in run.replications.all():
        taken = claim(replication.pk, worker="w@host", task=f"task {replication.pk}")
        assert taken is not None
        compute(taken)
    run.refresh_from_db()
    return run


def test_a_run_is_queued_with_its_schema_and_number(scenario: Scenario) -> None:
    first, second = start(scenario), start(scenario, slow_to_play(12))

    assert (first.status, first.number, second.number) == (Status.QUEUED, 1, 2)
    assert first.schema["frames"] == 10
    assert first.revision.content["components"]["jobs"]["settings"] == {"visibility_timeout": 3.0}


def test_a_computed_run_has_the_frames_and_the_result_of_its_design(scenario: Scenario) -> None:
    frames, result = undisturbed(slow_to_play(10))

    run = compute_all(start(scenario))

    assert run.status == Status.FINISHED
    assert run.result == result
    assert run.wall_ms is not None
    stored = store.read(run.replications.get().pk, 0, 99)
    assert [frame.seq for frame in stored] == [frame["seq"] for frame in frames]


def test_the_same_work_is_not_done_twice_and_the_copy_stands_alone(
    owner: Owner, scenario: Scenario
) -> None:
    first = compute_all(start(scenario))
    moved = slow_to_play(10) | {"layout": {"jobs": {"x": 1, "y": 2}}, "name": "Another name"}

    second = start(scenario_create(owner=owner), moved)
    first.delete()

    assert second.status == Status.FINISHED
    assert second.result is not None
    assert len(store.read(second.replications.get().pk, 0, 99)) == 10


def test_another_seed_is_other_work(scenario: Scenario) -> None:
    compute_all(start(scenario))

    assert start(scenario, slow_to_play(10, seed=2)).status == Status.QUEUED


def test_every_replication_is_computed_before_the_run_is_finished(scenario: Scenario) -> None:
    document = slow_to_play(10)
    document["run"]["replications"] = 2
    run = start(scenario, document)
    first, second = run.replications.order_by("index")

    taken = claim(first.pk, worker="w@host", task="1")
    assert taken is not None
    compute(taken)
    run.refresh_from_db()
    assert run.status == Status.RUNNING
    taken = claim(second.pk, worker="w@host", task="2")
    assert taken is not None
    compute(taken)
    run.refresh_from_db()

    assert run.status == Status.FINISHED
    second.refresh_from_db()
    assert run.result is not None
    assert second.result != run.result


def test_a_design_that_cannot_run_is_refused_with_its_problems(scenario: Scenario) -> None:
    document = slow_to_play(10)
    document["components"]["workers"]["settings"]["instances"] = -1

    with pytest.raises(RunRefused) as refused:
        start(scenario, document)

    assert [problem.path for problem in refused.value.problems] == [
        ("components", "workers", "settings", "instances")
    ]
    assert not Run.objects.exists()


def test_an_owner_may_have_only_so_many_runs_at_a_time(scenario: Scenario) -> None:
    for seed in range(RUNS_AT_ONCE_MAX):
        start(scenario, slow_to_play(10, seed))

    with pytest.raises(TooManyRuns, match=f"{RUNS_AT_ONCE_MAX} at a time is the most"):
        start(scenario, slow_to_play(10, 99))


def test_only_so_many_runs_are_kept_besides_those_that_were_shared(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.runs.services.RUNS_KEPT_MAX", 2)
    first = compute_all(start(scenario, slow_to_play(10, 1)))
    run_publish(run=first)
    for seed in (2, 3):
        compute_all(start(scenario, slow_to_play(10, seed)))

    start(scenario, slow_to_play(10, 4))

    assert sorted(scenario.runs.values_list("number", flat=True)) == [1, 3, 4]


def test_a_queued_run_is_cancelled_at_once_and_never_claimed(scenario: Scenario) -> None:
    run = run_cancel(run=start(scenario))

    assert run.status == Status.CANCELLED
    assert claim(run.replications.get().pk, worker="w@host", task="t") is None


def test_a_running_one_ends_as_cancelled_with_the_frames_it_has(scenario: Scenario) -> None:
    run = start(scenario)
    taken = claim(run.replications.get().pk, worker="w@host", task="t")
    assert taken is not None
    run_cancel(run=run)

    compute(taken)

    run.refresh_from_db()
    # So short a run may end before its first beat sees the cancel.
    assert run.status in (Status.CANCELLED, Status.FINISHED)


def test_a_limit_of_the_simulator_ends_the_run_with_its_sentence(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start(scenario, slow_to_play(1000))
    monkeypatch.setattr("simulator.limits.EVENTS_MAX", 1000)
    monkeypatch.setattr("simulator.limits.PROGRESS_EVENTS", 10)

    run = compute_all(run)

    assert run.status == Status.FAILED
    assert "1,000" in run.message


def test_a_run_that_computes_too_long_is_stopped_with_a_sentence(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.runs.computing.RUN_SECONDS_MAX", 0)

    run = compute_all(start(scenario))

    assert run.status == Status.FAILED
    assert "still computing" in run.message


def test_our_own_mistake_ends_the_run_with_a_sentence(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start(scenario)
    monkeypatch.setattr("playground.runs.computing.Simulation", None)

    run = compute_all(run)

    assert (run.status, run.message) == (Status.FAILED, OUR_MISTAKE)


def test_a_disk_that_fills_up_ends_the_run_with_a_sentence_and_keeps_the_others(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    finished = compute_all(start(scenario))
    run = start(scenario, slow_to_play(10, seed=2))
    monkeypatch.setattr("playground.runs.store.append", refuse_for_lack_of_room)

    run = compute_all(run)

    assert (run.status, run.message) == (Status.FAILED, DISK_FULL)
    finished.refresh_from_db()
    assert finished.status == Status.FINISHED
    kept = finished.replications.get()
    assert len(store.read(kept.pk, 0, 99)) == kept.last_seq > 0
    assert "Traceback" not in caplog.text


def test_a_disk_without_room_for_the_sentence_leaves_the_run_for_later(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    replication = start(scenario).replications.get()
    with monkeypatch.context() as full:
        full.setattr("playground.runs.store.append", refuse_for_lack_of_room)
        full.setattr("playground.runs.computing.replication_end", refuse_for_lack_of_room)
        replication_compute(replication.pk)
    Replication.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    reap()

    replication_compute(replication.pk)

    replication.refresh_from_db()
    assert (replication.status, replication.attempt) == (Status.FINISHED, 2)
    assert "Traceback" not in caplog.text


def lose(run: Run) -> Replication:
    """A worker claims the run and is never heard of again."""
    replication = run.replications.get()
    assert claim(replication.pk, worker="w@host", task="t")
    Replication.objects.filter(pk=replication.pk).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )
    replication.refresh_from_db()
    return replication


def test_a_lost_replication_is_queued_again(scenario: Scenario) -> None:
    lost = lose(start(scenario))

    reap()

    lost.refresh_from_db()
    assert (lost.status, lost.attempt) == (Status.QUEUED, 1)
    assert lost.rung_at is not None, "its message is sent again"


def test_a_replication_that_loses_every_worker_fails_with_a_sentence(scenario: Scenario) -> None:
    run = start(scenario)
    for _ in range(ATTEMPTS_MAX):
        lose(run)
        reap()

    run.refresh_from_db()
    assert (run.status, run.message) == (Status.FAILED, LOST_TOO_OFTEN)


def test_a_lost_replication_that_was_cancelled_is_not_tried_again(scenario: Scenario) -> None:
    run = start(scenario)
    lose(run)
    run_cancel(run=run)

    reap()

    run.refresh_from_db()
    assert run.status == Status.CANCELLED


def test_a_run_whose_worker_died_between_its_last_two_writes_is_settled(
    scenario: Scenario,
) -> None:
    run = start(scenario)
    run.replications.update(status=Status.FAILED, message="It failed.")

    reap()

    run.refresh_from_db()
    assert (run.status, run.message) == (Status.FAILED, "It failed.")


def test_a_message_that_the_broker_forgot_is_sent_again(scenario: Scenario) -> None:
    replication = start(scenario).replications.get()
    long_ago = timezone.now() - timedelta(minutes=1)
    Replication.objects.filter(pk=replication.pk).update(rung_at=long_ago)

    reap()

    replication.refresh_from_db()
    assert replication.rung_at is not None
    assert replication.rung_at > long_ago


def test_a_worker_that_stops_hands_its_replications_back(scenario: Scenario) -> None:
    replication = start(scenario).replications.get()
    taken = claim(replication.pk, worker="stops@host", task="t")
    assert taken is not None

    draining.hand_back("stops@host")

    replication.refresh_from_db()
    assert replication.status == Status.QUEUED
    assert not taken.held().exists(), "what it still writes is not written"


def test_a_replication_whose_process_was_killed_for_time_is_not_tried_again(
    scenario: Scenario,
) -> None:
    run = start(scenario)
    assert claim(run.replications.get().pk, worker="w@host", task="overran")

    replication_overran(task="overran")

    run.refresh_from_db()
    assert run.status == Status.FAILED
    assert "gave no sign of life" in run.message


def test_an_attempt_that_was_taken_over_changes_nothing(scenario: Scenario) -> None:
    run = start(scenario)
    lose(run)
    reap()
    second = claim(run.replications.get().pk, worker="b@host", task="t")
    assert second is not None

    compute(Claim(second.replication_id, attempt=1))

    run.refresh_from_db()
    assert run.status == Status.RUNNING
    compute(second)
    run.refresh_from_db()
    assert run.status == Status.FINISHED
