"""Following: single messages come after the results, whatever becomes of a worker."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from playground.accounts.models import Owner
from playground.runs import draining, following, histories
from playground.runs.claims import Following, claim, claim_following
from playground.runs.following import LOST_TOO_OFTEN, OUR_MISTAKE, follow
from playground.runs.limits import ATTEMPTS_MAX
from playground.runs.models import Replication, Run, Status
from playground.runs.reaper import reap
from playground.runs.selectors import messages_of
from playground.runs.tasks import replication_compute
from playground.scenarios.models import Scenario
from playground.scenarios.services import scenario_create
from simulator import Progress
from tests.playground.runs.designs import slow_to_play
from tests.playground.runs.test_services import compute_all, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("cold")]


def troubled(seed: int = 1) -> dict[str, Any]:
    """A design in which every other attempt fails, so that some messages die."""
    document = slow_to_play(40, seed)
    document["components"]["workers"]["settings"]["transient_failure"] = 0.5
    return document


@pytest.fixture
def scenario() -> Scenario:
    return scenario_create(owner=Owner.objects.create())


@pytest.fixture
def run(scenario: Scenario) -> Run:
    """A finished run whose messages nobody has followed yet."""
    return compute_all(start(scenario, troubled()))


def claimed(run: Run) -> Following:
    taken = claim_following(run.replications.get(index=0).pk, worker="w@host", task="t")
    assert taken is not None
    return taken


def followed(run: Run) -> dict[str, Any]:
    """The list of a run's messages after they were followed."""
    follow(claimed(run))
    return messages_of(run)


def test_results_are_there_before_any_message_was_followed(run: Run) -> None:
    found = messages_of(run)

    assert (run.status, run.result is not None) == (Status.FINISHED, True)
    assert (found["pending"], found["kept"], found["rows"]) == (True, 0, [])


def test_the_messages_of_the_shown_replication_are_followed_once(run: Run) -> None:
    found = followed(run)

    assert run.result is not None
    assert (found["pending"], found["note"]) == (False, "")
    assert found["messages"] == run.result["messages"]
    assert found["kept"] == len(found["rows"]) > 100
    assert claim_following(run.replications.get().pk, worker="w@host", task="t") is None


def test_what_is_kept_agrees_with_the_figures_of_the_run(run: Run) -> None:
    found = followed(run)

    assert run.result is not None
    dead = run.result["system"]["totals"]["dead"]
    assert dead > 0
    assert sum("dead" in row["kept"] for row in found["rows"]) == dead
    assert sum(row["verdict"] == "dead" for row in found["rows"]) == dead
    assert sum("slowest" in row["kept"] for row in found["rows"]) == 50


def test_the_same_run_has_the_same_histories(run: Run, scenario: Scenario) -> None:
    follow(claimed(run))
    first = list(histories.texts_of(run.replications.get()))
    Replication.objects.update(to_follow=True)
    run.replications.get().histories.delete()

    follow(claimed(run))

    assert list(histories.texts_of(run.replications.get())) == first


def test_only_the_replication_that_is_shown_is_followed(scenario: Scenario) -> None:
    document = slow_to_play(10)
    document["run"]["replications"] = 2

    run = compute_all(start(scenario, document))

    assert list(run.replications.order_by("index").values_list("to_follow", flat=True)) == [
        True,
        False,
    ]


def test_a_later_run_of_the_same_work_keeps_the_same_messages_again(
    run: Run, scenario: Scenario
) -> None:
    before = {row["number"] for row in followed(run)["rows"]}
    document = troubled()
    document["components"]["jobs"]["settings"]["visibility_timeout"] = 60

    after = followed(compute_all(start(scenario, document)))["rows"]

    assert before <= {row["number"] for row in after}
    assert any(row["kept"] == ["compared"] for row in after)


def test_a_run_of_other_work_keeps_only_its_own(run: Run, scenario: Scenario) -> None:
    follow(claimed(run))

    rows = followed(compute_all(start(scenario, troubled(seed=2))))["rows"]

    assert not any("compared" in row["kept"] for row in rows)


def test_a_copy_of_a_run_that_is_not_followed_yet_is_followed_itself(
    run: Run, scenario: Scenario
) -> None:
    again = start(scenario, troubled())

    assert again.status == Status.FINISHED
    assert followed(again)["kept"] > 100


def test_one_task_computes_a_run_and_follows_its_messages(scenario: Scenario) -> None:
    run = start(scenario, slow_to_play(10))

    replication_compute(run.replications.get().pk)

    run.refresh_from_db()
    assert run.status == Status.FINISHED
    assert messages_of(run)["kept"] > 0


def test_who_waits_for_results_comes_before_who_waits_for_messages(scenario: Scenario) -> None:
    first, second = (start(scenario, slow_to_play(10, seed)) for seed in (1, 2))

    replication_compute(first.replications.get().pk)

    first.refresh_from_db()
    assert (first.status, messages_of(first)["pending"]) == (Status.FINISHED, True)
    replication_compute(second.replications.get().pk)
    replication_compute(first.replications.get().pk)
    assert [messages_of(one)["pending"] for one in (first, second)] == [False, False]


def test_beyond_a_limit_the_list_says_why_there_is_none(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "FOLLOWED_MESSAGES_MAX", 100)
    found = followed(run)

    assert (found["kept"], found["pending"]) == (0, False)
    assert found["note"].endswith(
        "single ones are followed in runs of up to 100. Make the run shorter, or the rates lower."
    )


def test_following_that_takes_too_long_is_let_be_with_a_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "FOLLOWING_SECONDS_MAX", -1)

    assert "were not followed to the end" in followed(run)["note"]


def test_our_own_mistake_takes_nothing_from_the_run(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "histories_of", None)

    found = followed(run)

    run.refresh_from_db()
    assert (found["note"], found["kept"]) == (OUR_MISTAKE, 0)
    assert (run.status, run.message) == (Status.FINISHED, "")


def test_an_attempt_that_was_taken_over_writes_nothing(run: Run) -> None:
    first = claimed(run)
    lose(run)
    second = claimed(run)

    follow(first)

    assert messages_of(run)["pending"] is True
    follow(second)
    assert messages_of(run)["pending"] is False


def test_a_run_that_is_deleted_meanwhile_is_let_go(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def steps(*_: object, **__: object) -> Iterator[Progress]:
        run.delete()
        yield Progress(1.0, 1, 1)

    taken = claimed(run)
    monkeypatch.setattr(following, "histories_of", steps)

    follow(taken)

    assert not Run.objects.filter(pk=run.pk).exists()


def lose(run: Run) -> None:
    """Whoever follows the messages is never heard of again."""
    long_ago = timezone.now() - timedelta(seconds=1)
    run.replications.update(lease_until=long_ago)


def rung(run: Run) -> bool:
    """Whether the reaper has sent the message again, just now."""
    at = run.replications.get().rung_at
    return at is not None and at > timezone.now() - timedelta(seconds=5)


def test_messages_whose_follower_was_lost_are_followed_by_another(run: Run) -> None:
    claimed(run)
    Replication.objects.update(rung_at=None)
    lose(run)

    reap()

    assert rung(run)
    assert followed(run)["kept"] > 100


def test_messages_that_the_broker_forgot_are_rung_for_again(run: Run) -> None:
    Replication.objects.update(rung_at=timezone.now() - timedelta(minutes=1))

    reap()

    assert rung(run)


def test_messages_that_lose_every_follower_are_let_be_with_a_sentence(run: Run) -> None:
    for _ in range(ATTEMPTS_MAX):
        claimed(run)
        lose(run)
        reap()

    lose(run)
    reap()

    found = messages_of(run)
    assert (found["pending"], found["note"]) == (False, LOST_TOO_OFTEN)


def test_a_worker_that_stops_leaves_the_messages_to_the_next(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = claimed(run)
    monkeypatch.setattr(draining, "has_begun", lambda: True)
    draining.hand_back("w@host")

    follow(taken)

    assert messages_of(run)["pending"] is True
    monkeypatch.undo()
    assert followed(run)["kept"] > 100


def test_a_run_that_is_not_finished_has_nothing_to_follow(scenario: Scenario) -> None:
    replication = start(scenario).replications.get()

    assert claim_following(replication.pk, worker="w@host", task="t") is None
    assert claim(replication.pk, worker="w@host", task="t") is not None
    assert claim_following(replication.pk, worker="w@host", task="t") is None
