"""Histories: stored once, found by reason, place and time, and read by whoever may read the run."""

from typing import Any, get_args

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from playground.accounts.models import Owner
from playground.core.schemas import (
    KeptReason,
    MessageHistory,
    MessageStepName,
    MessageVerdict,
)
from playground.runs import histories, schemas
from playground.runs.claims import claim_following
from playground.runs.following import following_end
from playground.runs.models import Histories, Run, Status
from playground.runs.services import run_publish
from playground.scenarios.models import Scenario
from playground.scenarios.services import scenario_create
from simulator.engine.microscope import Microscope, Reason, StepName, Verdict
from simulator.presets import Preset, all_presets
from tests.histories import late, life, some_histories
from tests.playground.runs.designs import slow_to_play
from tests.playground.runs.test_api import browser_of
from tests.playground.runs.test_services import compute_all, start
from tests.simulator.life.lives import by_preset, lives

FRAMES = 10

stored = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(db: None) -> Owner:
    return Owner.objects.create()


@pytest.fixture
def scenario(owner: Owner) -> Scenario:
    return scenario_create(owner=owner)


@pytest.fixture
def run(cold: None, scenario: Scenario) -> Run:
    """A finished run with the histories of a few messages."""
    run = compute_all(start(scenario, slow_to_play(FRAMES)))
    following = claim_following(run.replications.get().pk, worker="w@host", task="t")
    assert following is not None
    following_end(claim=following, found=some_histories())
    return run


def asked(run: Run, owner: Owner | None, path: str = "") -> Any:
    return browser_of(owner).get(f"/api/runs/{run.pk}/messages{path}")


@stored
def test_the_list_says_how_many_messages_are_kept_and_one_row_of_each(
    run: Run, owner: Owner
) -> None:
    found = asked(run, owner).json()

    schemas.MessageList.model_validate(found)
    assert run.result is not None
    assert (found["messages"], found["kept"]) == (run.result["messages"], 10)
    [dead] = [row for row in found["rows"] if row["verdict"] == "dead"]
    assert dead == {
        "client": "clients", "number": 1015, "sent": 437.0, "ended": 556.0, "verdict": "dead",
        "kept": ["dead", "twice", "slowest", "sample"], "needed": 42.2, "poison": False,
        "handled": 3, "receives": 3,
    }  # fmt: skip


@stored
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?kept=dead", [1015]),
        ("?where=dead", [1015]),
        ("?where=workers&at=4.1", [4, 3]),
        ("?where=jobs&at=1799", [2000]),
        ("?where=workers&at=1799", []),
        ("?at=500", [1015]),
        ("?where=nowhere", []),
        ("?kept=dead&where=workers&at=440", []),
    ],
)
def test_messages_are_found_by_reason_by_place_and_by_time(
    run: Run, owner: Owner, query: str, numbers: list[int]
) -> None:
    rows = asked(run, owner, query).json()["rows"]

    assert {row["number"] for row in rows} == set(numbers)


@stored
def test_one_message_is_read_as_it_was_written(run: Run, owner: Owner) -> None:
    found = asked(run, owner, "/clients/1015").json()

    MessageHistory.model_validate(found)
    assert found in some_histories()
    assert found["steps"][-1] == {
        "at": 568.2, "what": "ack_refused", "where": "jobs", "receive": 3, "reason": "gone",
    }  # fmt: skip


@stored
@pytest.mark.parametrize("path", ["/clients/1016", "/others/1015"])
def test_a_message_that_was_not_kept_is_refused_with_a_sentence(
    run: Run, owner: Owner, path: str
) -> None:
    answer = asked(run, owner, path)

    assert answer.status_code == 404
    assert answer.json()["message"].startswith("Run 1 kept no history of message 1,01")


@stored
@pytest.mark.parametrize("path", ["", "?kept=dead", "/clients/1015"])
def test_strangers_read_messages_only_of_a_shared_run(run: Run, path: str) -> None:
    strangers = (None, Owner.objects.create())

    assert [asked(run, one, path).status_code for one in strangers] == [404, 404]
    run_publish(run=run)
    assert [asked(run, one, path).status_code for one in strangers] == [200, 200]


@stored
@pytest.mark.parametrize(
    "query", ["?kept=alive", "?at=soon", "?at=nan", "?at=-1", f"?where={'x' * 81}"]
)
def test_a_question_that_makes_no_sense_is_refused_with_a_sentence(
    run: Run, owner: Owner, query: str
) -> None:
    answer = asked(run, owner, query)

    assert answer.status_code == 422
    assert answer.json()["message"]


@stored
def test_the_download_has_every_history(run: Run, owner: Owner) -> None:
    answer = browser_of(owner).get(f"/api/runs/{run.pk}/download.json")

    document = answer.json()
    assert document["messages"] == some_histories()


@stored
def test_a_run_with_the_same_work_gets_a_copy(run: Run, scenario: Scenario) -> None:
    again = start(scenario, slow_to_play(FRAMES))

    assert again.status == Status.FINISHED
    first, second = run.replications.get(), again.replications.get()
    assert list(histories.texts_of(second)) == list(histories.texts_of(first))
    run.delete()
    assert len(histories.rows_of(second)) == 10, "deleting one takes nothing from the other"


@stored
def test_histories_are_written_once_and_deleted_with_their_run(run: Run) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        histories.store(run.replications.get().pk, [])

    run.delete()

    assert not Histories.objects.exists()


@stored
def test_a_run_that_nobody_looked_at_has_no_messages_and_no_reason(run: Run, owner: Owner) -> None:
    Histories.objects.all().delete()

    found = asked(run, owner).json()

    assert (found["kept"], found["note"], found["rows"]) == (0, "", [])


@stored
def test_where_none_is_kept_the_list_says_why(run: Run, owner: Owner) -> None:
    Histories.objects.all().delete()
    histories.store(run.replications.get().pk, [], note="It has too many messages.")

    assert asked(run, owner).json()["note"] == "It has too many messages."


def test_a_message_is_in_its_queue_from_its_enqueueing_to_its_end_there() -> None:
    visits = histories.visits_of(late(Microscope()).history.to_dict())

    assert visits["jobs"] == [[437.0, 556.0]]
    assert visits["dead"] == [[556.0, None]]
    assert visits["clients"] == [[437.0, 556.0]]
    assert visits["workers"] == [[459.5, 501.7], [489.5, 531.7], [526.0, 568.2]]


def test_a_message_that_comes_back_from_the_dead_is_in_both_queues_in_turn() -> None:
    one = late(Microscope()).then(600, "redriven", "dead", to="jobs").received(700, 1, 0)

    visits = histories.visits_of(one.history.to_dict())

    assert visits["dead"] == [[556.0, 600]]
    assert visits["jobs"] == [[437.0, 556.0], [600, None]]


@given(st.lists(st.sampled_from(["enqueued", "acked", "started", "done", "called"]), max_size=12))
def test_whatever_the_order_of_steps_no_stay_ends_before_it_began(names: list[Any]) -> None:
    one = life(Microscope(), 1, 0.0)
    for at, name in enumerate(names, 1):
        one.then(float(at), name, "somewhere")

    assert visits_end_after_they_began(one.history.to_dict())


def test_the_wire_has_the_words_of_the_engine() -> None:
    assert get_args(MessageStepName) == get_args(StepName)
    assert get_args(MessageVerdict) == get_args(Verdict)
    assert get_args(KeptReason) == get_args(Reason)


@pytest.mark.parametrize("preset", all_presets(), ids=lambda preset: preset.name)
def test_what_happens_in_every_product_can_be_told(preset: Preset) -> None:
    work = {"processing_time": 2, "poison_share": 0.3, "transient_failure": 0.3, "crash_every": 20}
    data = by_preset(preset, {**work, "restart_time": 1}, duration="10m")
    data["components"]["client"]["settings"]["rate"] = 0.5

    for one in lives(data):
        MessageHistory.model_validate(one.history)
        assert visits_end_after_they_began(one.history)


def visits_end_after_they_began(history: histories.Document) -> bool:
    stays = [stay for found in histories.visits_of(history).values() for stay in found]
    return all(end is None or (start is not None and start <= end) for start, end in stays)
