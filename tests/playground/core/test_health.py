"""Health: what those who watch over the site are told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from playground.core import health
from playground.core.heartbeats import heartbeat_write
from playground.core.models import Heartbeat
from tests.playground.people import Person, said


def test_a_site_whose_parts_answer_is_healthy(bob: Person) -> None:
    answer = bob.get("/healthz")

    assert answer.status_code == 200
    assert said(answer) == {
        "ok": True,
        "database": "answers",
        "broker": "answers",
        "worker_heard_seconds_ago": None,
    }
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_broker_that_is_gone_is_named(bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:

    def gone() -> None:
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setitem(health.PARTS, "broker", gone)
    answer = bob.get("/healthz")

    assert answer.status_code == 503
    assert said(answer)["ok"] is False
    assert said(answer)["broker"] == "does not answer"


def test_the_newest_sign_of_life_of_any_worker_is_told(bob: Person) -> None:
    now = timezone.now()
    for worker, seconds in (("one", 200), ("two", 30)):
        heard_at = now - timedelta(seconds=seconds)
        Heartbeat.objects.create(worker=worker, heard_at=heard_at)

    assert said(bob.get("/healthz"))["worker_heard_seconds_ago"] == 30

    heartbeat_write(worker="one")
    assert said(bob.get("/healthz"))["worker_heard_seconds_ago"] == 0


@pytest.mark.django_db
def test_a_worker_that_beats_often_writes_seldom() -> None:
    heartbeat_write(worker="one")
    first = Heartbeat.objects.get().heard_at

    heartbeat_write(worker="one")

    assert Heartbeat.objects.get().heard_at == first
