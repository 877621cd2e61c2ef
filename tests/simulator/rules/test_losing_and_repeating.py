"""ACK-1 to ACK-3, IDEM-2 and NOTO-1: what is lost, forgotten, or held for ever."""

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

CRASHING = line(
    {"rate": 3}, {}, {"ack": "early", "processing_time": 4, "crash_every": "10m", "concurrency": 5}
)


def calling(document: Document, **database: Any) -> Document:
    """The line with a database that its workers call."""
    copied = changed(document)
    copied["components"]["db"] = {"type": "database", "label": "Records", "settings": database}
    copied["edges"]["write"] = {"source": "w", "target": "db", "kind": "call", "settings": {}}
    return copied


@pytest.mark.parametrize(
    "document",
    [
        changed(CRASHING, w={"ack": "late"}),
        changed(CRASHING, w={"crash_every": None}),
    ],
    ids=["late ack", "no crashes"],
)
def test_ack_1_is_quiet_with_late_acks_or_without_crashes(document: Document) -> None:
    assert not findings(document, "ACK-1")


@pytest.mark.parametrize(
    ("worker", "timeline", "dying"),
    [
        ({}, {}, "24"),
        ({"crash_every": None}, {"action": "crash", "settings": {"instances": 2}}, "2"),
        ({"crash_every": None}, {"action": "crash"}, "4"),
        ({"crash_every": None}, {"action": "stop", "settings": {"mode": "kill"}}, "4"),
        ({"crash_every": None, "slot_loss": 0.1}, {}, "0"),
    ],
)
def test_ack_1_counts_the_instances_that_die(
    worker: Document, timeline: Document, dying: str
) -> None:
    document = changed(CRASHING, w=worker)
    if timeline:
        document["timeline"] = {"a": {"at": 60, "target": "w", **timeline}}

    (finding,) = findings(document, "ACK-1")

    assert rows(finding)["Instances that die in a run"][0] == dying
    assert not findings(fixed(document, "ACK-1"), "ACK-1")


def test_ack_1_foretells_what_a_run_loses_and_its_fix_loses_nothing() -> None:
    before, after = simulate(CRASHING), simulate(fixed(CRASHING, "ACK-1"))

    (finding,) = findings(CRASHING, "ACK-1", before)

    # 12 of 20 slots in use, and a few more while one of four instances restarts: 24 crashes.
    assert rows(finding)["Lost in work, on average"] == ("73", "0")
    assert before["components"]["w"]["totals"]["lost"] == pytest.approx(72, rel=0.4)
    assert after["components"]["w"]["totals"]["lost"] == 0


KILLED = line({}, {}, {"lost_slot": "acked", "slot_loss": 0.02})


@pytest.mark.parametrize(
    "document",
    [
        changed(KILLED, w={"lost_slot": "given_back"}),
        changed(KILLED, w={"slot_loss": 0}),
        changed(KILLED, w={"slot_loss": 0, "time_limit": "1h"}),
        changed(KILLED, w={"ack": "early"}),
    ],
    ids=["given back", "none killed", "limit never reached", "ACK-1"],
)
def test_ack_2_is_quiet_where_nothing_killed_is_acked(document: Document) -> None:
    assert not findings(document, "ACK-2")


@pytest.mark.parametrize(
    ("worker", "share"),
    [
        ({}, "2 %"),
        ({"slot_loss": 0, "processing_time": "2s", "time_limit": "1s"}, "100 %"),
        ({"slot_loss": 0, "poison_share": 0.01, "poison_effect": "kills_slot"}, "1 %"),
    ],
)
def test_ack_2_tells_the_share_that_is_lost(worker: Document, share: str) -> None:
    document = changed(KILLED, w=worker)

    (finding,) = findings(document, "ACK-2")

    assert rows(finding)["Lost with their slot"] == (share, "0 %")
    after = fixed(document, "ACK-2")
    assert not findings(after, "ACK-2")
    assert not findings(after, "ACK-3")


def test_the_share_of_ack_2_is_what_a_run_loses() -> None:
    run = simulate(KILLED)["components"]

    lost = run["w"]["totals"]["lost"] / run["q"]["totals"]["arrived"]

    assert lost == pytest.approx(0.02, rel=0.2)
    assert simulate(fixed(KILLED, "ACK-2"))["components"]["w"]["totals"]["lost"] == 0


LOOP = line(
    {},
    {"counts": "nothing", "hidden_until": "closed"},
    {"poison_share": 0.01, "poison_effect": "kills_slot", "max_attempts": 3},
)


@pytest.mark.parametrize(
    "document",
    [
        changed(LOOP, w={"poison_effect": "fails"}),
        changed(LOOP, w={"poison_share": 0}),
        changed(LOOP, w={"lost_slot": "acked"}),
        changed(LOOP, q={"counts": "returns", "delivery_limit": 20}),
        changed(LOOP, w={"poison_attempts": 2}),
    ],
    ids=["it fails", "no poison", "acked", "limit", "mended"],
)
def test_ack_3_is_quiet_where_the_killing_has_an_end(document: Document) -> None:
    assert not findings(document, "ACK-3")


@pytest.mark.parametrize(
    ("queue", "effect"),
    [({}, "kills_slot"), ({}, "kills_instance"), ({"counts": "returns"}, "kills_instance")],
)
def test_ack_3_tells_of_a_message_that_kills_for_ever(queue: Document, effect: str) -> None:
    document = changed(LOOP, q=queue, w={"poison_effect": effect})

    (finding,) = findings(document, "ACK-3", result(document, w={"totals": {"killed": 40}}))

    assert rows(finding)["Attempts cut short"] == ("40", None)
    assert not findings(document, "DLQ-1")
    after = fixed(document, "ACK-3")
    assert not findings(after, "ACK-3")
    assert not findings(after, "DLQ-1")


FORGETS = line({}, {"visibility_timeout": "1h"}, {"idempotent": True, "remembers_for": "10m"})


def redriven(document: Document, after: str | None) -> Document:
    copied = changed(document)
    copied["components"]["dead"] = {"type": "queue", "settings": {"redrive_after": after}}
    copied["edges"]["redrive"] = {
        "source": "q",
        "target": "dead",
        "kind": "dead-letter",
        "settings": {},
    }
    return copied


DEDUPLICATED = redriven(line({}, {"deduplication_window": "5m"}, {}), "8h")


@pytest.mark.parametrize(
    "document",
    [
        changed(FORGETS, w={"remembers_for": "1h"}),
        changed(FORGETS, w={"remembers_for": None}),
        changed(FORGETS, w={"idempotent": False}),
        redriven(line({}, {"deduplication_window": "5m"}, {}), None),
        redriven(line({}, {"deduplication_window": "5m"}, {}), "4m"),
        changed(DEDUPLICATED, w={"idempotent": True}),
    ],
    ids=["as long", "for ever", "not idempotent", "by hand", "in time", "idempotent"],
)
def test_idem_2_is_quiet_where_nothing_is_forgotten_too_soon(document: Document) -> None:
    assert not findings(document, "IDEM-2")


def test_idem_2_compares_the_memory_of_a_handler_with_the_latest_duplicate() -> None:
    (finding,) = findings(FORGETS, "IDEM-2", result(FORGETS, w={"totals": {"effects": 2}}))

    assert rows(finding) == {
        "Remembered for": ("10 m", "2 h"),
        "The latest duplicate": ("1 h", "1 h"),
        "Double effects in the run": ("2", None),
    }
    assert not findings(fixed(FORGETS, "IDEM-2"), "IDEM-2")


def test_idem_2_compares_the_window_of_a_queue_with_its_redrive() -> None:
    (finding,) = findings(DEDUPLICATED, "IDEM-2")

    assert finding.subject.id == "q"
    assert not findings(fixed(DEDUPLICATED, "IDEM-2"), "IDEM-2")


ENDLESS = calling(line({}, {}, {}), pool_timeout=None, write_time="50ms")


@pytest.mark.parametrize(
    "document",
    [
        changed(ENDLESS, write={"timeout": "5s"}),
        changed(ENDLESS, w={"time_limit": "1m"}),
        changed(ENDLESS, db={"pool_timeout": "5s"}),
        line({}, {}, {}),
    ],
    ids=["timeout", "time limit", "pool timeout", "no call"],
)
def test_noto_1_is_quiet_where_something_ends_the_wait(document: Document) -> None:
    assert not findings(document, "NOTO-1")


@pytest.mark.parametrize("slow", [True, False])
def test_noto_1_tells_what_holds_a_slot_for_ever(slow: bool) -> None:
    document = changed(ENDLESS)
    if slow:
        document = changed(ENDLESS, db={"pool_timeout": "5s"})
        document["timeline"] = {"slow": {"at": 60, "target": "db", "action": "slow"}}

    (finding,) = findings(document, "NOTO-1")

    assert finding.subject.id == "write"
    assert rows(finding)["A slot is held by one call, at most"] == ("no limit", "500 ms")
    assert plain(finding.fix.label if finding.fix else "") == "Apply fix: timeout of 500 ms"
    assert not findings(fixed(document, "NOTO-1"), "NOTO-1")


def test_ack_1_tells_of_the_crash_of_the_timeline() -> None:
    document = changed(CRASHING, w={"crash_every": None})
    document["timeline"] = {"a": {"at": 60, "target": "w", "action": "crash"}}

    (finding,) = findings(document, "ACK-1")

    assert finding.watch == 60
    assert finding.message.endswith("the crash of “Workers” at 1:00.")
