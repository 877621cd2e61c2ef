"""Health: what those who watch over the site are told."""

import pytest

from playground.core import health
from tests.playground.people import Person, said


def test_a_site_whose_parts_answer_is_healthy(bob: Person) -> None:
    answer = bob.get("/healthz")

    assert answer.status_code == 200
    assert said(answer) == {"ok": True, "database": "answers", "broker": "answers"}
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_broker_that_is_gone_is_named(bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:

    def gone() -> None:
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setitem(health.PARTS, "broker", gone)
    answer = bob.get("/healthz")

    assert answer.status_code == 503
    assert said(answer) == {"ok": False, "database": "answers", "broker": "does not answer"}
