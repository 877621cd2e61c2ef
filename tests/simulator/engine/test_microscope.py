"""The microscope keeps the messages one will want to look at, and never more than it promises."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import limits
from simulator.engine.microscope import VERDICTS, MessageHistory, Microscope, Verdict

ENDS = st.sampled_from(VERDICTS)
JOBS = st.lists(st.tuples(ENDS, st.floats(0, 100), st.booleans()), max_size=80)


def job(microscope: Microscope, number: int, sent: float = 0.0) -> MessageHistory:
    """A job that a client has begun."""
    history = MessageHistory("client", number, sent, work={})
    microscope.begin(history)
    return history


def play(microscope: Microscope, jobs: Sequence[tuple[Verdict, float, bool]]) -> None:
    """Jobs that are sent a second apart: how each ends, after how long, and whether twice."""
    for number, (verdict, took, repeated) in enumerate(jobs, 1):
        history = job(microscope, number, float(number))
        if repeated:
            microscope.note(history, number + took, "done", "worker", receive=2, repeated=True)
        if verdict != "open":
            microscope.end(history, number + took, verdict)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a small test reaches."""
    monkeypatch.setattr(limits, "MICROSCOPE_DEAD_MAX", 3)
    monkeypatch.setattr(limits, "MICROSCOPE_TWICE_MAX", 3)
    monkeypatch.setattr(limits, "MICROSCOPE_SLOWEST", 5)
    monkeypatch.setattr(limits, "MICROSCOPE_SAMPLE_MAX", 7)
    monkeypatch.setattr(limits, "MICROSCOPE_STEPS_MAX", 6)


@given(JOBS)
def test_it_keeps_each_message_once_with_every_reason_and_within_its_limits(
    jobs: list[tuple[Verdict, float, bool]],
) -> None:
    microscope = Microscope(also={("client", 2), ("somebody else", 1)})
    play(microscope, jobs)

    kept = microscope.histories(now=1000.0)

    assert len({history.name for history in kept}) == len(kept)
    assert [history.sent for history in kept] == sorted(history.sent for history in kept)
    counts = {
        reason: sum(reason in history.kept for history in kept)
        for reason in ("dead", "twice", "slowest", "sample", "compared")
    }
    assert counts["dead"] == min(3, sum(verdict == "dead" for verdict, _, _ in jobs))
    assert counts["twice"] == min(3, sum(repeated for _, _, repeated in jobs))
    assert counts["slowest"] == min(5, len(jobs))
    assert min(len(jobs), 3) <= counts["sample"] <= 7
    assert counts["compared"] == (len(jobs) >= 2)
    assert all(history.kept for history in kept)


@given(JOBS)
def test_the_slowest_are_those_that_took_longest_with_those_that_never_ended(
    jobs: list[tuple[Verdict, float, bool]],
) -> None:
    microscope = Microscope()
    play(microscope, jobs)
    now = 1000.0
    took = [
        now - number if verdict == "open" else (number + seconds) - number
        for number, (verdict, seconds, _) in enumerate(jobs, 1)
    ]

    slowest = [it for it in microscope.histories(now) if "slowest" in it.kept]

    found = sorted((now if it.ended is None else it.ended) - it.sent for it in slowest)
    assert found == pytest.approx(sorted(took)[-5:])


def test_a_sample_takes_every_nth_message_from_the_first_to_the_last() -> None:
    microscope = Microscope()
    play(microscope, [("done", 0.0, False)] * 100)

    numbers = [it.number for it in microscope.histories(200.0) if "sample" in it.kept]

    assert numbers == list(range(1, 101, 16))


def test_what_an_earlier_run_kept_is_kept_again() -> None:
    microscope = Microscope(also={("client", 50)})
    play(microscope, [("done", 0.0, False)] * 100)

    [kept] = [it for it in microscope.histories(200.0) if it.number == 50]

    assert kept.kept == ["compared"]


def test_a_job_with_several_ends_has_the_worst_verdict_and_the_last_time() -> None:
    microscope = Microscope()
    history = job(microscope, 1)
    microscope.end(history, 5.0, "dead")
    microscope.end(history, 9.0, "done")

    assert (history.verdict, history.ended) == ("dead", 9.0)
    assert microscope.histories(10.0)[0].kept == ["dead", "slowest", "sample"]


@pytest.mark.parametrize("step", ["redriven", "received"])
def test_what_is_taken_up_from_the_dead_ends_anew(step: Any) -> None:
    microscope = Microscope()
    history = job(microscope, 1)
    microscope.note(history, 5.0, "dead_lettered", "queue", to="dead", reason="receives")
    microscope.end(history, 5.0, "dead")
    microscope.note(history, 6.0, "received", "another queue", receive=1)
    assert history.verdict == "dead"

    microscope.note(history, 7.0, step, "dead", to="queue")
    assert (history.verdict, history.ended) == ("open", None)
    microscope.end(history, 9.0, "done")

    assert (history.verdict, history.ended) == ("done", 9.0)
    assert microscope.histories(10.0)[0].kept == ["dead", "slowest", "sample"]


def test_a_dead_letter_that_grows_too_old_died_before() -> None:
    microscope = Microscope()
    history = job(microscope, 1)
    microscope.note(history, 5.0, "dead_lettered", "queue", to="dead", reason="receives")
    microscope.end(history, 5.0, "dead")
    microscope.note(history, 65.0, "expired", "dead")
    microscope.end(history, 65.0, "expired")

    assert (history.verdict, history.ended) == ("dead", 5.0)


def test_steps_after_the_end_still_belong_to_the_life() -> None:
    microscope = Microscope()
    history = job(microscope, 1)
    microscope.end(history, 5.0, "dead")
    microscope.note(history, 8.0, "done", "worker", receive=1, repeated=False)
    microscope.note(history, 8.0, "ack_refused", "queue", receive=1, reason="gone")

    [kept] = microscope.histories(10.0)

    assert [step["what"] for step in kept.to_dict()["steps"]] == ["sent", "done", "ack_refused"]


def test_of_renewals_in_a_row_the_last_is_kept() -> None:
    microscope = Microscope()
    history = job(microscope, 1)
    for at in (10.0, 20.0, 30.0):
        microscope.note(history, at, "renewed", "queue", until=at + 30)

    [_, renewed] = microscope.histories(40.0)[0].steps

    assert (renewed.at, renewed.details) == (30.0, {"until": 60.0})


def test_a_life_with_too_many_steps_keeps_its_beginning_and_its_end() -> None:
    microscope = Microscope()
    history = job(microscope, 1)
    for receive in range(1, 21):
        microscope.note(history, float(receive), "lapsed", "queue", receive=receive)

    document = microscope.histories(30.0)[0].to_dict()

    assert [step.get("receive") for step in document["steps"]] == [None, 1, 2, 18, 19, 20]
    assert document["omitted"] == 15


def test_a_history_is_written_as_its_document_says() -> None:
    history = MessageHistory("shop", 7, 1.5, work={"hands": 2.0}, kind="large", group=3)

    assert history.to_dict() == {
        "number": 7, "client": "shop", "sent": 1.5, "ended": None, "verdict": "open", "kept": [],
        "work": {"hands": 2.0}, "poison": [], "class": "large", "priority": 0, "group": 3,
        "omitted": 0, "steps": [],
    }  # fmt: skip
