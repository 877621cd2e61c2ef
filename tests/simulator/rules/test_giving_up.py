"""DLQ-3 to DLQ-8, DLQ-14, DLQ-15: when a queue gives a message up, and what becomes of it."""

import pytest

from tests.simulator.rules.designs import (
    STORY,
    Document,
    changed,
    findings,
    fixed,
    line,
    result,
    rows,
    simulate,
    with_letters,
)

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
