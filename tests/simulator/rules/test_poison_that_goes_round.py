"""DLQ-10 to DLQ-13: poison that nothing counts, or that is counted for others."""

import pytest

from tests.simulator.rules.designs import (
    Document,
    changed,
    findings,
    fixed,
    line,
    plain,
    read,
    result,
    rows,
    simulate,
    with_letters,
)

PLAIN = line({}, {}, {})


LIMITED = changed(PLAIN, q={"delivery_limit": 21, "counts": "returns"}, w={"poison_share": 0.01})


@pytest.mark.parametrize(
    "document",
    [
        with_letters(LIMITED),
        changed(LIMITED, w={"poison_share": 0}),
        changed(LIMITED, q={"counts": "nothing", "delivery_limit": 21}, w={"max_attempts": 3}),
        changed(PLAIN, q={"time_to_live": "1m"}),
        PLAIN,
    ],
    ids=["letters", "nothing fails", "not counted", "deleted on purpose", "no limit"],
)
def test_dlq_10_is_quiet_where_nothing_is_dropped(document: Document) -> None:
    assert not findings(document, "DLQ-10")


@pytest.mark.parametrize(
    ("queue", "said"),
    [
        ({}, "what was handed out 21 times"),
        ({"time_to_live": "1m", "expired_to": "dead_letters"}, "its time to live"),
        ({"capacity": 5, "overflow": "dead_letter"}, "the oldest when it is full"),
    ],
)
def test_dlq_10_tells_what_is_dropped(queue: Document, said: str) -> None:
    document = changed(LIMITED, q=queue)

    (finding,) = findings(document, "DLQ-10")

    assert said in finding.message
    assert not findings(fixed(document, "DLQ-10"), "DLQ-10")


def test_the_fix_of_dlq_10_keeps_what_was_dropped() -> None:
    document = changed(LIMITED, w={"retry": "nack", "processing_time": 0.1})
    before, after = simulate(document), simulate(fixed(document, "DLQ-10"))

    lost = before["components"]["q"]["totals"]["dropped"]
    assert lost > 50
    assert after["components"]["q"]["totals"]["dead"] == lost
    assert after["components"]["q"]["totals"]["dropped"] == 0


QUORUM = with_letters(
    changed(
        PLAIN,
        q={"hidden_until": "closed", "counts": "failed_returns"},
        w={"retry": "nack", "poison_share": 0.01},
    ),
    receives=21,
)


@pytest.mark.parametrize(
    "document",
    [
        changed(QUORUM, w={"retry": "reject"}),
        changed(QUORUM, w={"max_attempts": 5}),
        changed(QUORUM, w={"poison_share": 0}),
        changed(QUORUM, q={"counts": "returns"}),
        changed(QUORUM, w={"poison_effect": "kills_instance"}),
        changed(QUORUM, w={"permanent_errors": "recognised"}),
    ],
    ids=["reject", "own limit", "no poison", "counted", "crashes count", "recognised"],
)
def test_dlq_11_is_quiet_where_failures_count_or_end(document: Document) -> None:
    assert not findings(document, "DLQ-11")


@pytest.mark.parametrize("retry", ["nack", "backoff", "visibility"])
def test_dlq_11_tells_of_a_nack_that_never_reaches_the_limit(retry: str) -> None:
    document = changed(QUORUM, w={"retry": retry})

    (finding,) = findings(document, "DLQ-11")

    assert finding.severity == "error"
    after = fixed(document, "DLQ-11")
    assert not findings(after, "DLQ-11")
    assert not findings(after, "DLQ-12")


def test_the_fix_of_dlq_11_lets_poison_reach_its_limit_of_21() -> None:
    document = changed(QUORUM, c={"rate": 1}, w={"processing_time": 0.5, "poison_share": 0.002})
    before, after = simulate(document), simulate(fixed(document, "DLQ-11"))

    assert before["components"]["q"]["totals"]["dead"] == 0
    assert before["components"]["q"]["totals"]["retries"] > 10_000
    gone = after["components"]["q"]["totals"]["dead"]
    assert gone > 2
    assert after["components"]["q"]["totals"]["retries"] == pytest.approx(20 * gone, abs=21)


def test_dlq_11_adds_dead_letters_where_there_are_none() -> None:
    document = changed(
        PLAIN, q={"counts": "failed_returns"}, w={"retry": "nack", "poison_share": 0.01}
    )

    after = fixed(document, "DLQ-11")

    assert read(after).role("dead-letters") == "dead-letter"
    assert not findings(after, "DLQ-1")


CLASSIC = changed(
    PLAIN,
    q={"hidden_until": "closed", "counts": "nothing"},
    w={"retry": "nack", "poison_share": 0.01},
)


@pytest.mark.parametrize(
    "document",
    [
        changed(CLASSIC, w={"max_attempts": 3}),
        changed(CLASSIC, w={"retry": "dead_letter"}),
        changed(CLASSIC, w={"poison_attempts": 4}),
        changed(CLASSIC, w={"poison_share": 0}),
        changed(CLASSIC, q={"counts": "returns"}),
    ],
    ids=["own limit", "at once", "mended", "no poison", "DLQ-1"],
)
def test_dlq_12_is_quiet_where_somebody_counts(document: Document) -> None:
    assert not findings(document, "DLQ-12")


@pytest.mark.parametrize("retry", ["nack", "reject", "republish", "backoff"])
def test_dlq_12_tells_how_much_of_a_slot_one_message_takes(retry: str) -> None:
    document = changed(CLASSIC, w={"retry": retry})

    (finding,) = findings(document, "DLQ-12")

    if retry == "nack":
        assert "takes 100 % of a slot" in plain(finding.message)
    assert not findings(document, "DLQ-1")
    assert not findings(fixed(document, "DLQ-12"), "DLQ-12")


def test_the_fix_of_dlq_12_gives_the_slots_back() -> None:
    document = changed(CLASSIC, c={"rate": 1}, w={"processing_time": 1, "poison_share": 0.005})
    before, after = simulate(document), simulate(fixed(document, "DLQ-12"))

    assert before["components"]["w"]["means"]["utilisation"] > 0.4
    assert after["components"]["w"]["means"]["utilisation"] < 0.1


CRASHING = with_letters(
    changed(
        PLAIN,
        q={"hidden_until": "closed", "counts": "returns"},
        w={"poison_share": 0.001, "poison_effect": "kills_instance", "prefetch": 50},
    )
)


@pytest.mark.parametrize(
    "document",
    [
        changed(CRASHING, w={"prefetch": None}),
        changed(CRASHING, w={"poison_effect": "kills_slot"}),
        changed(CRASHING, w={"poison_share": 0}),
        changed(CRASHING, q={"counts": "nothing"}),
    ],
    ids=["no prefetch", "its own slot", "no poison", "not counted"],
)
def test_dlq_13_is_quiet_where_no_neighbour_is_counted(document: Document) -> None:
    assert not findings(document, "DLQ-13")


def test_dlq_13_tells_how_many_neighbours_a_crash_counts_for() -> None:
    run = result(CRASHING, q={"totals": {"dead": 49}}, w={"totals": {"crashes": 21}})

    (finding,) = findings(CRASHING, "DLQ-13", run)

    assert rows(finding) == {
        "Counted for one crash, at most": ("50", "4"),
        "Poison": ("0.1 %", None),
        "Crashes in the run": ("21", None),
        "Dead letters of the run": ("49", None),
    }
    assert not findings(fixed(CRASHING, "DLQ-13"), "DLQ-13")
