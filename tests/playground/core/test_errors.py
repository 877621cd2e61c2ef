"""Errors: a page for people, JSON for scripts, a sentence for both."""

from typing import Any

import pytest
from django.db import OperationalError

from playground.core.limits import REQUESTS_PER_MINUTE
from playground.core.storage import DISK_FULL
from tests.playground.full_disk import refuse_for_lack_of_room
from tests.playground.people import Person, said, sentence


def test_an_address_that_does_not_exist_has_a_page(bob: Person) -> None:
    page = bob.get("/nowhere/")

    assert page.status_code == 404
    assert "This does not exist, or was never shared with you." in page.content.decode()


def test_a_defect_of_ours_is_a_sentence_and_is_logged(
    bob: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("playground.scenarios.api.scenarios_of", broken)
    monkeypatch.setattr("playground.scenarios.views.scenarios_of", broken)

    answer, page = bob.get("/api/scenarios"), bob.get("/scenarios/")

    assert answer.status_code == page.status_code == 500
    assert sentence(answer).startswith("Something broke on our side")
    assert "Something broke on our side" in page.content.decode()
    assert "ZeroDivisionError" not in answer.content.decode() + page.content.decode()
    assert "ZeroDivisionError: ours" in caplog.text


def test_a_busy_database_asks_to_try_again(bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*args: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("playground.scenarios.api.scenarios_of", busy)
    answer = bob.get("/api/scenarios")

    assert answer.status_code == 503
    assert sentence(answer) == "The database is busy. Try again in a moment."


def test_a_full_disk_is_told_in_one_sentence_and_without_a_traceback(
    bob: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("playground.scenarios.api.scenarios_of", refuse_for_lack_of_room)
    monkeypatch.setattr("playground.scenarios.views.scenarios_of", refuse_for_lack_of_room)

    answer, page = bob.get("/api/scenarios"), bob.get("/scenarios/")

    assert answer.status_code == page.status_code == 507
    assert sentence(answer) == DISK_FULL
    assert DISK_FULL in page.content.decode()
    assert "Traceback" not in caplog.text


@pytest.fixture
def _few_writes(monkeypatch: pytest.MonkeyPatch, stopped_clock: None) -> None:
    """Five writes a minute, so that the sixth comes soon."""
    monkeypatch.setitem(REQUESTS_PER_MINUTE, "write", 5)


@pytest.mark.usefixtures("_few_writes")
def test_whoever_writes_too_often_is_asked_to_wait(bob: Person) -> None:
    address = f"/api/scenarios/{bob.draw()['id']}"
    for _ in range(REQUESTS_PER_MINUTE["write"]):
        assert bob.send("PATCH", address, {"name": "Again"}).status_code == 200

    answer = bob.send("PATCH", address, {"name": "Again"})

    assert answer.status_code == 429
    assert sentence(answer).startswith("That was more than 5 times within a minute. Wait 20 s ")


@pytest.mark.usefixtures("_few_writes")
def test_one_who_writes_too_often_does_not_keep_others_of_the_same_class_from_it(
    alice: Person, bob: Person
) -> None:
    bob.draw()
    address = f"/api/scenarios/{alice.draw()['id']}"
    for _ in range(REQUESTS_PER_MINUTE["write"] + 1):
        alice.send("PATCH", address, {"name": "Again"})

    assert alice.send("PATCH", address, {"name": "Again"}).status_code == 429
    assert bob.send("POST", "/api/scenarios", {}).status_code == 201


def test_a_method_that_an_address_does_not_know_is_refused(bob: Person) -> None:
    assert bob.send("PUT", "/api/scenarios", {}).status_code == 405
    assert bob.get("/scenarios/import").status_code == 405


def test_problems_say_where_they_are(bob: Person) -> None:
    answer = bob.send("POST", "/api/scenarios", {"design": {"components": {"q": {"label": 5}}}})

    assert answer.status_code == 422
    places = [tuple(problem["path"]) for problem in said(answer)["problems"]]
    assert ("design", "components", "q", "type") in places
    assert ("design", "components", "q", "label") in places
