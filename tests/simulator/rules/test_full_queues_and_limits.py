"""QUE-4, QUE-5, RL-1, RL-2, HERD-1: full queues, rate limits, and all at once."""

from typing import Any

import pytest

from tests.simulator.rules.designs import (
    Document,
    changed,
    findings,
    fixed,
    line,
    plain,
    result,
    rows,
    simulate,
)

FULL = line({}, {"capacity": 180, "overflow": "drop_oldest"}, {}, send={"confirms": False})


@pytest.mark.parametrize(
    "document",
    [changed(FULL, q={"capacity": None}), changed(FULL, q={"overflow": "dead_letter"})],
    ids=["no limit", "moved"],
)
def test_que_4_is_quiet_where_nothing_old_is_dropped(document: Document) -> None:
    assert not findings(document, "QUE-4")


def test_que_4_tells_after_how_long_the_oldest_are_deleted() -> None:
    (finding,) = findings(FULL, "QUE-4", result(FULL, q={"totals": {"dropped": 7}}))

    assert "full after 1 m without workers" in plain(finding.message)
    assert rows(finding)["Dropped in the run"] == ("7", "0")
    after = fixed(FULL, "QUE-4")
    assert not findings(after, "QUE-4")
    assert not findings(after, "QUE-5")


UNHEARD = changed(FULL, q={"overflow": "reject"})


@pytest.mark.parametrize(
    "document",
    [
        changed(UNHEARD, send={"confirms": True}),
        changed(UNHEARD, q={"capacity": None}),
        changed(UNHEARD, q={"overflow": "block"}),
    ],
    ids=["confirms", "no limit", "blocked"],
)
def test_que_5_is_quiet_where_a_refusal_is_heard_or_there_is_none(document: Document) -> None:
    assert not findings(document, "QUE-5")


def test_que_5_tells_of_a_sender_that_does_not_listen() -> None:
    (finding,) = findings(UNHEARD, "QUE-5", result(UNHEARD, q={"totals": {"rejected": 40}}))

    assert rows(finding) == {
        "Told of a refusal": ("no", "yes"),
        "Refused in the run": ("40", None),
    }
    assert not findings(fixed(UNHEARD, "QUE-5"), "QUE-5")


LIMITED = line({"rate": 12}, {}, {"rate_limit": 10, "rate_scope": "all", "processing_time": 0.1})


@pytest.mark.parametrize(
    "document",
    [
        changed(LIMITED, w={"rate_limit": 13}),
        changed(LIMITED, w={"rate_limit": 3.5, "rate_scope": "instance"}),
        changed(LIMITED, w={"rate_limit": None}),
    ],
    ids=["above", "for each", "none"],
)
def test_rl_1_is_quiet_where_the_limit_lets_everything_through(document: Document) -> None:
    assert not findings(document, "RL-1")


@pytest.mark.parametrize("worker", [{}, {"rate_limit": 2.5, "rate_scope": "instance"}], ids=repr)
def test_rl_1_foretells_the_line_before_the_limit(worker: Document) -> None:
    document = changed(LIMITED, w=worker)

    (finding,) = findings(document, "RL-1")

    assert rows(finding)["Waiting at the end, about"] == ("7,200", "0")
    assert not findings(fixed(document, "RL-1"), "RL-1")


def test_the_line_that_rl_1_foretells_comes_and_its_fix_keeps_it_away() -> None:
    before, after = simulate(LIMITED), simulate(fixed(LIMITED, "RL-1"))

    assert before["components"]["q"]["last"]["waiting"] == pytest.approx(7_200, rel=0.1)
    assert after["components"]["q"]["last"]["waiting"] < 30


def herd(**scheduler: Any) -> Document:
    """A scheduler whose runs go to ten slots."""
    document = line({}, {"visibility_timeout": "10m"}, {"processing_time": 2, "instances": 10})
    document["components"]["w"]["settings"]["concurrency"] = 1
    document["components"]["c"] = {
        "type": "scheduler",
        "label": "Midnight",
        "settings": {"interval": "30m", "jobs": 500} | scheduler,
    }
    return document


@pytest.mark.parametrize(
    "document",
    [herd(jobs=300), herd(jitter="2m"), line({}, {}, {})],
    ids=["a minute", "spread", "no scheduler"],
)
def test_herd_1_is_quiet_where_a_run_is_small_or_spread(document: Document) -> None:
    assert not findings(document, "HERD-1")


def test_herd_1_tells_how_long_the_last_job_waits_as_a_run_shows() -> None:
    document = herd()

    (finding,) = findings(document, "HERD-1")

    assert rows(finding)["The last waits, about"] == ("1 m 40 s", "hardly")
    after = fixed(document, "HERD-1")
    assert not findings(after, "HERD-1")
    waits = [simulate(each)["components"]["q"]["percentiles"]["wait"] for each in (document, after)]
    assert waits[0]["max"] == pytest.approx(98, abs=3)
    assert waits[1]["p99"] < 5


EACH = line({}, {}, {"autoscaler": "keda", "rate_limit": 10, "scale_max": 20})


@pytest.mark.parametrize(
    "document",
    [
        changed(EACH, w={"rate_scope": "all"}),
        changed(EACH, w={"autoscaler": "none"}),
        changed(EACH, w={"scale_min": 20}),
        changed(EACH, w={"rate_limit": None}),
    ],
    ids=["together", "not scaled", "always as many", "no limit"],
)
def test_rl_2_is_quiet_where_the_sum_stays_the_same(document: Document) -> None:
    assert not findings(document, "RL-2")


def test_rl_2_tells_between_what_the_sum_may_be() -> None:
    (finding,) = findings(EACH, "RL-2", result(EACH, w={"peaks": {"instances": {"value": 7}}}))

    assert plain(finding.message).endswith("10.0/s to 200/s in all.")
    assert rows(finding)["Instances at most in the run"] == ("7", None)
    assert not findings(fixed(EACH, "RL-2"), "RL-2")
