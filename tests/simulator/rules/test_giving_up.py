"""DLQ-3 to DLQ-15: attempts that are counted, or not, and what becomes of what is given up."""

from typing import Any

import pytest

from simulator import Simulation, apply_fix
from tests.simulator.rules.designs import (
    STORY,
    Document,
    changed,
    findings,
    line,
    plain,
    read,
    result,
    rows,
)


def fixed(document: Document, code: str, run: Any = None) -> Document:
    (finding,) = findings(document, code, run)
    assert finding.fix is not None
    return apply_fix(document, finding.fix)


def simulate(document: Document) -> Document:
    simulation = Simulation(read(document))
    for _ in simulation.frames():
        pass
    return simulation.result().to_dict()


def with_letters(document: Document, /, receives: int = 3, **letters: Any) -> Document:
    """The line with a dead-letter queue."""
    copied = changed(document)
    copied["components"]["dead"] = {"type": "queue", "label": "Dead", "settings": letters}
    copied["edges"]["redrive"] = {
        "source": "q",
        "target": "dead",
        "kind": "dead-letter",
        "settings": {"max_receives": receives},
    }
    return copied


PLAIN = line({}, {}, {})
LAMBDA = line({}, {}, {"autoscaler": "lambda", "concurrency": 1})


@pytest.mark.parametrize(
    "document",
    [
        with_letters(LAMBDA, receives=5),
        with_letters(LAMBDA, receives=1),
        with_letters(PLAIN),
        LAMBDA,
        with_letters(changed(LAMBDA, q={"counts": "nothing"})),
    ],
    ids=["five", "DLQ-2", "no function", "no letters", "not counted"],
)
def test_dlq_3_is_quiet_from_five_receives_on_and_without_a_function(document: Document) -> None:
    assert not findings(document, "DLQ-3")


def test_dlq_3_asks_for_five_receives_before_a_function() -> None:
    document = with_letters(LAMBDA)

    (finding,) = findings(document, "DLQ-3", result(document, q={"totals": {"dead": 12}}))

    assert rows(finding) == {"Receives": ("3", "5"), "Dead letters of the run": ("12", None)}
    assert not findings(fixed(document, "DLQ-3"), "DLQ-3")


@pytest.mark.parametrize(
    "document",
    [
        with_letters(PLAIN, receives=50),
        with_letters(changed(PLAIN, w={"max_attempts": 5, "retry": "nack"}), receives=1_000),
        with_letters(changed(PLAIN, q={"counts": "nothing"}), receives=1_000),
    ],
    ids=["fifty", "the worker gives up", "not counted"],
)
def test_dlq_4_is_quiet_up_to_fifty_receives(document: Document) -> None:
    assert not findings(document, "DLQ-4")


def test_dlq_4_tells_how_long_poison_stays() -> None:
    document = with_letters(changed(PLAIN, w={"processing_time": 2}), receives=1_000)

    (finding,) = findings(document, "DLQ-4")

    # 999 timeouts of 30 s.
    assert rows(finding)["Given up after"] == ("8 h 20 m", "1 m")
    assert not findings(fixed(document, "DLQ-4"), "DLQ-4")


@pytest.mark.parametrize(
    "document",
    [
        with_letters(PLAIN, retention="14d"),
        with_letters(PLAIN, retention="5d"),
        with_letters(PLAIN, retention_clock="reset"),
        with_letters(PLAIN, redrive_after="1h"),
        PLAIN,
    ],
    ids=["longest", "longer", "a new clock", "redriven", "no letters"],
)
def test_dlq_5_is_quiet_where_letters_outlive_their_queue(document: Document) -> None:
    assert not findings(document, "DLQ-5")


def test_dlq_5_tells_what_time_is_left() -> None:
    document = with_letters(PLAIN, retention="2d")

    (finding,) = findings(document, "DLQ-5")

    assert finding.subject.id == "dead"
    assert rows(finding) == {"Left for a letter that waited longest": ("no time", "10 d")}
    assert not findings(fixed(document, "DLQ-5"), "DLQ-5")


def dead(number: int, poison: int, document: Document = STORY) -> Document:
    return result(
        document,
        q={"totals": {"arrived": 1_000, "dead": number}},
        dead={"last": {"waiting": number, "parked_poison": poison, "parked_failed": 30}},
    )


CALM = changed(q={"visibility_timeout": "2m"})


def test_dlq_7_is_quiet_without_a_run_with_few_letters_or_with_poison_alone() -> None:
    assert not findings(CALM, "DLQ-7")
    assert not findings(CALM, "DLQ-7", dead(10, 0))
    assert not findings(CALM, "DLQ-7", dead(100, 95))


def test_dlq_7_is_quiet_where_another_finding_gives_the_cause() -> None:
    assert not findings(STORY, "DLQ-7", dead(100, 5))


def test_dlq_7_tells_of_letters_that_were_no_poison() -> None:
    (finding,) = findings(CALM, "DLQ-7", dead(100, 5))

    assert rows(finding) == {
        "Dead letters that were no poison": ("95", None),
        "Of all messages": ("9.5 %", None),
        "Failed at every try": ("30", None),
    }


def test_an_outage_that_retries_do_not_outlast_fills_the_letters_as_dlq_7_says() -> None:
    document = with_letters(changed(PLAIN, w={"retry": "nack", "processing_time": 0.2}))
    document["components"]["db"] = {"type": "database", "label": "Records", "settings": {}}
    document["edges"]["write"] = {"source": "w", "target": "db", "kind": "call", "settings": {}}
    document["timeline"] = {
        "down": {"at": 600, "target": "db", "action": "outage", "settings": {"lasts": "5m"}}
    }

    (finding,) = findings(document, "DLQ-7", simulate(document))

    assert finding.size == pytest.approx(300 / 3_600, rel=0.2)


FIFO = changed(PLAIN, q={"ordering": "groups"}, w={"poison_share": 0.01})


@pytest.mark.parametrize(
    "document",
    [
        FIFO,
        with_letters(changed(FIFO, q={"ordering": "arrival"})),
        with_letters(changed(FIFO, w={"poison_share": 0})),
    ],
    ids=["no letters", "no order", "nothing fails"],
)
def test_dlq_8_is_quiet_where_no_order_can_be_broken(document: Document) -> None:
    assert not findings(document, "DLQ-8")


def test_dlq_8_tells_how_long_a_group_waits_and_goes_on_without_the_message() -> None:
    document = with_letters(FIFO)

    (finding,) = findings(document, "DLQ-8", result(document, q={"totals": {"dead": 4}}))

    assert rows(finding)["A group waits for one"] == ("1 m", None)
    assert rows(finding)["Left out of the order in the run"] == ("4", None)
    assert finding.fix is None


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


def down(waiting: int, retries: int, instances: int) -> Document:
    return result(
        STORY,
        q={"last": {"waiting": waiting}, "totals": {"retries": retries}},
        w={"last": {"instances": instances}},
    )


def test_dlq_14_is_quiet_while_somebody_receives_or_nothing_was_tried() -> None:
    assert not findings(STORY, "DLQ-14")
    assert not findings(STORY, "DLQ-14", down(5, 9, 1))
    assert not findings(STORY, "DLQ-14", down(0, 9, 0))
    assert not findings(STORY, "DLQ-14", down(5, 0, 0))
    assert not findings(changed(q={"counts": "returns"}), "DLQ-14", down(5, 9, 0))


def test_dlq_14_says_that_a_move_needs_one_receive_more() -> None:
    (finding,) = findings(STORY, "DLQ-14", down(5, 9, 0))

    assert rows(finding) == {"Waiting at the end": ("5", None), "Retries in the run": ("9", None)}


def test_a_run_whose_workers_were_stopped_leads_to_dlq_14() -> None:
    document = with_letters(changed(PLAIN, w={"poison_share": 0.05, "processing_time": 0.2}))
    document["timeline"] = {"stop": {"at": 3_500, "target": "w", "action": "stop"}}

    assert findings(document, "DLQ-14", simulate(document))


SIDEKIQ = with_letters(PLAIN, capacity=10_000, overflow="drop_oldest", retention="14d")


def test_dlq_15_is_quiet_without_a_run_without_a_limit_or_with_few_letters() -> None:
    few = result(SIDEKIQ, q={"totals": {"dead": 10}}, dead={"last": {"waiting": 10}})
    many = result(SIDEKIQ, q={"totals": {"dead": 600}}, dead={"last": {"waiting": 600}})

    assert not findings(SIDEKIQ, "DLQ-15")
    assert not findings(SIDEKIQ, "DLQ-15", few)
    assert not findings(with_letters(PLAIN), "DLQ-15", many)


def test_dlq_15_tells_how_many_would_come_within_the_retention() -> None:
    run = result(
        SIDEKIQ,
        q={"totals": {"dead": 60}},
        dead={"last": {"waiting": 60}, "peaks": {"waiting": {"value": 60, "at": 3_600}}},
    )

    (finding,) = findings(SIDEKIQ, "DLQ-15", run)

    # One a minute for 14 days.
    assert rows(finding) == {
        "Holds": ("10,000", "40,320"),
        "Come within its retention": ("20,160", "20,160"),
        "Lay there at most": ("60", None),
    }
    assert not findings(fixed(SIDEKIQ, "DLQ-15", run), "DLQ-15", run)
