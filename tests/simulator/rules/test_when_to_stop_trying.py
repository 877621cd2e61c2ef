"""RET-4, RET-6 to RET-10: tried by too many, for too long, or in vain."""

from typing import Any

import pytest

from tests.simulator.rules.designs import (
    Document,
    changed,
    dependent,
    findings,
    fixed,
    line,
    rows,
    simulate,
)


def layers(*attempts: int, **settings: Any) -> Document:
    """Services one below the other, each calling the next with so many attempts."""
    names = [f"s{number}" for number in range(len(attempts))]
    parts: Document = {name: {"type": "service", "settings": {}} for name in names}
    edges = {
        f"e{number}": {
            "source": names[number - 1] if number else "c",
            "target": name,
            "kind": "call",
            "settings": {"max_attempts": attempts[number]} | settings,
        }
        for number, name in enumerate(names)
    }
    return {
        "version": 1,
        "components": {"c": {"type": "client", "settings": {}}} | parts,
        "edges": edges,
        "run": {"duration": 60},
    }


@pytest.mark.parametrize(
    "document",
    [layers(3, 3), layers(1, 1, 20), layers(4, 4, 4, retry_budget=0.1)],
    ids=["nine", "one layer", "budget"],
)
def test_ret_4_is_quiet_where_attempts_do_not_multiply(document: Document) -> None:
    assert not findings(document, "RET-4")


def test_ret_4_multiplies_the_attempts_of_all_layers() -> None:
    document = layers(4, 4, 4)

    (finding,) = findings(document, "RET-4")

    assert "up to 64 calls" in finding.message
    assert rows(finding)["Calls of one request, at most"] == ("64", "3")
    after = fixed(document, "RET-4")
    assert not findings(after, "RET-4")
    assert [after["edges"][f"e{n}"]["settings"]["max_attempts"] for n in range(3)] == [1, 1, 3]


def test_ret_4_takes_the_way_along_which_attempts_multiply_most() -> None:
    document = layers(4, 4, 4)
    document["edges"]["short"] = {
        "source": "s0",
        "target": "s2",
        "kind": "call",
        "settings": {"max_attempts": 20},
    }

    (finding,) = findings(document, "RET-4")

    assert "up to 80 calls" in finding.message


SIDEKIQ = line(
    {},
    {"counts": "nothing"},
    {
        "retry": "republish",
        "backoff_growth": "polynomial",
        "backoff_base": "15s",
        "backoff_cap": "10d",
        "max_attempts": 26,
    },
)


@pytest.mark.parametrize(
    "document",
    [
        changed(SIDEKIQ, w={"max_attempts": 10}),
        changed(SIDEKIQ, w={"max_attempts": None}),
        changed(SIDEKIQ, q={"time_to_live": "1h"}),
        line({}, {}, {}),
    ],
    ids=["few", "no end", "time to live", "by timeout"],
)
def test_ret_6_is_quiet_where_the_last_attempt_comes_within_a_day(document: Document) -> None:
    assert not findings(document, "RET-6")


def test_ret_6_knows_that_sidekiq_tries_for_20_days() -> None:
    (finding,) = findings(SIDEKIQ, "RET-6")

    assert rows(finding)["The last comes after"][0] == "20 d 10 h"
    after = fixed(SIDEKIQ, "RET-6")
    assert not findings(after, "RET-6")
    # The 13th retry would come after a day.
    assert 10 < after["components"]["w"]["settings"]["max_attempts"] < 16


GROWS = line({}, {}, {"retry": "backoff", "backoff_cap": "1d", "max_attempts": 15})


@pytest.mark.parametrize(
    "document",
    [
        changed(GROWS, w={"backoff_cap": "1h"}),
        changed(GROWS, w={"max_attempts": 5}),
        changed(GROWS, w={"retry": "nack"}),
        changed(GROWS, w={"backoff_growth": "fixed", "backoff_base": "2h", "max_attempts": 2}),
    ],
    ids=["capped", "few", "no wait", "fixed"],
)
def test_ret_7_is_quiet_where_no_wait_grows_beyond_an_hour(document: Document) -> None:
    assert not findings(document, "RET-7")


def test_ret_7_tells_the_longest_wait() -> None:
    (finding,) = findings(GROWS, "RET-7")

    # 2¹³ seconds.
    assert rows(finding) == {"Longest wait": ("2 h 17 m", "10 m")}
    assert not findings(fixed(GROWS, "RET-7"), "RET-7")


PERMANENT = dependent({}, {"poison_share": 0.03}, receives=10)


@pytest.mark.parametrize(
    "document",
    [
        dependent({}, {"poison_share": 0.005}, receives=3),
        changed(PERMANENT, w={"permanent_errors": "recognised"}),
        changed(PERMANENT, w={"poison_attempts": 2}),
        changed(PERMANENT, q={"counts": "nothing"}),
        changed(PERMANENT, w={"retry": "dead_letter"}),
    ],
    ids=["little", "recognised", "it passes", "DLQ-12", "once"],
)
def test_ret_8_is_quiet_where_little_is_wasted_on_what_never_succeeds(document: Document) -> None:
    assert not findings(document, "RET-8")


def test_ret_8_tells_how_many_attempts_cannot_succeed() -> None:
    (finding,) = findings(PERMANENT, "RET-8")

    # 0.03 × 9 beyond the first of each message.
    assert rows(finding)["Attempts beyond the first, of all"] == ("21.3 %", "0 %")
    assert not findings(fixed(PERMANENT, "RET-8"), "RET-8")


def test_the_share_of_ret_8_is_that_of_the_retries_in_a_run() -> None:
    run = simulate(PERMANENT)["components"]["q"]["totals"]

    # The last messages of the run have not had all of their attempts.
    assert run["retries"] / run["receives"] == pytest.approx(0.213, rel=0.2)


BATCHES = line({"rate": 4}, {}, {"batch": 10, "batch_ack": "whole", "transient_failure": 0.02})


@pytest.mark.parametrize(
    "document",
    [
        changed(BATCHES, w={"batch_ack": "partial"}),
        changed(BATCHES, w={"batch_ack": "each"}),
        changed(BATCHES, w={"batch": 1}),
        changed(BATCHES, w={"transient_failure": 0}),
    ],
    ids=["in part", "one by one", "no batch", "nothing fails"],
)
def test_ret_9_is_quiet_where_a_failure_stays_alone(document: Document) -> None:
    assert not findings(document, "RET-9")


def test_ret_9_tells_how_often_a_batch_fails() -> None:
    (finding,) = findings(BATCHES, "RET-9")

    # 1 - 0.98¹⁰
    assert rows(finding)["Tried again after an attempt"] == ("18.3 %", "2 %")
    full = changed(BATCHES, w={"linger": 5})
    (before, after) = (
        simulate(each)["components"]["q"]["totals"] for each in (full, fixed(full, "RET-9"))
    )
    assert before["retries"] / before["receives"] == pytest.approx(0.183, rel=0.25)
    assert after["retries"] / after["receives"] == pytest.approx(0.02, rel=0.25)


CHANCE = line({}, {}, {"retry": "republish", "max_attempts": 3})


@pytest.mark.parametrize(
    "document",
    [
        changed(CHANCE, w={"backoff_jitter": "equal"}),
        changed(CHANCE, w={"max_attempts": 4}),
        changed(CHANCE, w={"retry": "nack"}),
        changed(CHANCE, w={"backoff_growth": "none"}),
    ],
    ids=["equal", "more", "no wait", "none at all"],
)
def test_ret_10_is_quiet_with_another_jitter_or_more_attempts(document: Document) -> None:
    assert not findings(document, "RET-10")


def test_ret_10_tells_that_a_wait_may_be_none() -> None:
    (finding,) = findings(CHANCE, "RET-10")

    assert rows(finding)["Shortest first wait"] == ("no wait", "500 ms")
    assert not findings(fixed(CHANCE, "RET-10"), "RET-10")
