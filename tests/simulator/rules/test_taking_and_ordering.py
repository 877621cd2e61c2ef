"""PRE, ORD and PRI: what is fetched in advance, lanes that fill, and priorities."""

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

HOARDER = line(
    {"rate": 0.1},
    {"visibility_timeout": "1h"},
    {"instances": 2, "concurrency": 4, "prefetch": 16, "processing_time": 60},
)


@pytest.mark.parametrize(
    "document",
    [
        changed(HOARDER, w={"prefetch": None}),
        changed(HOARDER, w={"prefetch": 4}),
        changed(HOARDER, w={"processing_time": 9}),
        changed(HOARDER, w={"instances": 1}),
    ],
    ids=["no prefetch", "what can begin", "short", "alone"],
)
def test_pre_1_is_quiet_where_nothing_long_is_hoarded(document: Document) -> None:
    assert not findings(document, "PRE-1")


@pytest.mark.parametrize(("ack", "held"), [("late", "12"), ("early", "16")])
def test_pre_1_tells_how_many_wait_behind_long_jobs(ack: str, held: str) -> None:
    document = changed(HOARDER, w={"ack": ack})

    (finding,) = findings(document, "PRE-1")

    assert rows(finding)["Held without a slot, for each instance"] == (held, "0")
    assert not findings(fixed(document, "PRE-1"), "PRE-1")


def test_the_fix_of_pre_1_shortens_the_time_to_the_end() -> None:
    document = changed(
        HOARDER,
        c={"pattern": "burst", "burst_size": 20, "burst_timing": "regular", "rate": 0.02},
        w={"processing_time": {"kind": "exponential", "mean": "2m"}},
    )
    before, after = (simulate(each)["system"] for each in (document, fixed(document, "PRE-1")))

    slow = before["percentiles"]["latency"]["mean"]
    assert after["percentiles"]["latency"]["mean"] < slow


SHORT = changed(HOARDER, w={"processing_time": 1})


def buffers(waiting: float, busy: float) -> Document:
    return result(SHORT, w={"means": {"prefetched": waiting, "busy": busy, "slots": 8}})


def test_pre_2_is_quiet_without_a_run_and_where_slots_are_busy_or_buffers_empty() -> None:
    assert not findings(SHORT, "PRE-2")
    assert not findings(SHORT, "PRE-2", buffers(12, 7.9))
    assert not findings(SHORT, "PRE-2", buffers(0.2, 3))
    assert not findings(changed(SHORT, w={"rate_limit": 1}), "PRE-2", buffers(12, 3))


def test_pre_2_tells_of_idle_slots_beside_messages_that_wait() -> None:
    (finding,) = findings(SHORT, "PRE-2", buffers(12, 5))

    assert rows(finding)["Idle slots that could have worked"] == ("37.5 %", "0 %")
    assert not findings(fixed(SHORT, "PRE-2", buffers(12, 5)), "PRE-2", buffers(12, 5))


@pytest.mark.parametrize(
    "document",
    [
        changed(SHORT, w={"prefetch": 300}),
        changed(SHORT, w={"prefetch": None, "ack": "receive"}),
        changed(SHORT, w={"prefetch": 4_000, "batch": 10}),
    ],
    ids=["advised", "pulled", "batches"],
)
def test_pre_4_is_quiet_with_a_limit(document: Document) -> None:
    assert not findings(document, "PRE-4")


@pytest.mark.parametrize(
    ("queue", "worker", "held"),
    [
        ({}, {"prefetch": 2_000}, "2,000"),
        ({"delivery": "push"}, {"prefetch": None, "ack": "receive"}, "no limit"),
    ],
)
def test_pre_4_tells_what_one_instance_takes(queue: Document, worker: Document, held: str) -> None:
    document = changed(SHORT, q=queue, w=worker)

    (finding,) = findings(document, "PRE-4")

    assert rows(finding)["Held by one instance"] == (held, "100")
    assert not findings(fixed(document, "PRE-4"), "PRE-4")


UNEVEN = line(
    {"rate": 0.8},
    {"visibility_timeout": "1h"},
    {
        "instances": 8,
        "concurrency": 1,
        "processing_time": {
            "kind": "mixture",
            "parts": [{"weight": 99, "of": "1s"}, {"weight": 1, "of": "10m"}],
        },
    },
)


@pytest.mark.parametrize(
    "document",
    [
        changed(UNEVEN, c={"rate": 0.2}),
        changed(UNEVEN, c={"rate": 2}),
        changed(UNEVEN, w={"processing_time": {"kind": "lognormal", "median": "5s", "p99": "40s"}}),
    ],
    ids=["idle", "CAP-1", "even"],
)
def test_pre_5_is_quiet_where_jobs_are_alike_or_nobody_waits(document: Document) -> None:
    assert not findings(document, "PRE-5")


def test_pre_5_tells_how_long_short_jobs_wait() -> None:
    (finding,) = findings(UNEVEN, "PRE-5")

    even = rows(finding)["Mean wait"][1]
    assert even is not None
    assert even.endswith("ms")
    assert finding.fix is None


def test_pre_5_counts_classes_of_different_size() -> None:
    classes = [{"name": "small", "share": 97}, {"name": "large", "share": 3, "size": 50}]
    document = line({"rate": 3, "classes": classes}, {}, {"processing_time": 1, "instances": 3})

    assert findings(document, "PRE-5")


ETA = line({"rate": 3}, {}, {"holds_eta": True, "instances": 4}, send={"countdown": "1h"})


@pytest.mark.parametrize(
    "document",
    [changed(ETA, send={"countdown": "20m"}), changed(ETA, w={"holds_eta": False})],
    ids=["few", "kept by the queue"],
)
def test_pre_7_is_quiet_where_few_are_held(document: Document) -> None:
    assert not findings(document, "PRE-7")


def test_pre_7_counts_what_each_instance_holds() -> None:
    (finding,) = findings(ETA, "PRE-7")

    assert rows(finding) == {
        "Held by an instance": ("2,700", "0"),
        "Held by all": ("10,800", "0"),
    }
    assert not findings(fixed(ETA, "PRE-7"), "PRE-7")


FIFO = line({"rate": 3, "groups": 4}, {"ordering": "groups"}, {"processing_time": 1})


@pytest.mark.parametrize(
    "document",
    [
        changed(FIFO, c={"groups": 16}),
        changed(FIFO, q={"ordering": "arrival"}),
        changed(FIFO, w={"instances": 1}),
    ],
    ids=["as many", "no groups", "few slots"],
)
def test_ord_1_is_quiet_where_every_slot_can_find_a_group(document: Document) -> None:
    assert not findings(document, "ORD-1")


@pytest.mark.parametrize(("rate", "severity"), [(3, "warning"), (6, "error")])
def test_ord_1_tells_what_the_groups_let_through(rate: int, severity: str) -> None:
    document = changed(FIFO, c={"rate": rate})

    (finding,) = findings(document, "ORD-1")

    assert finding.severity == severity
    assert rows(finding)["Can be done"] == ("4.0/s", "16.0/s")
    assert not findings(fixed(document, "ORD-1"), "ORD-1")


def test_the_bound_of_ord_1_is_what_a_run_does_and_its_fix_lifts_it() -> None:
    document = changed(FIFO, c={"rate": 6})
    before, after = simulate(document), simulate(fixed(document, "ORD-1"))

    assert before["components"]["w"]["totals"]["done"] / 3_600 == pytest.approx(4, rel=0.02)
    assert after["components"]["q"]["last"]["waiting"] < 20


HOT = line(
    {"rate": 8, "groups": 1_000, "group_skew": 1}, {"ordering": "groups"}, {"processing_time": 1}
)


@pytest.mark.parametrize(
    "document",
    [
        changed(HOT, c={"group_skew": 0}),
        changed(HOT, c={"rate": 5}),
        changed(HOT, q={"ordering": "arrival"}),
    ],
    ids=["used alike", "little", "no groups"],
)
def test_ord_2_is_quiet_where_no_lane_is_full(document: Document) -> None:
    assert not findings(document, "ORD-2")


def test_ord_2_finds_the_lane_of_the_most_used_key() -> None:
    (finding,) = findings(HOT, "ORD-2")

    # 1 / H(1000) = 13.4 %, at 8 a second of 1 s.
    assert rows(finding)["Share of the most used group"] == ("13.4 %", "0.1 %")
    assert rows(finding)["Its lane is in use"][0] == "106.9 %"
    assert finding.severity == "error"
    assert not findings(fixed(HOT, "ORD-2"), "ORD-2")


def test_the_lane_of_ord_2_fills_in_a_run_and_its_fix_empties_it() -> None:
    before, after = simulate(HOT), simulate(fixed(HOT, "ORD-2"))

    assert before["components"]["q"]["last"]["waiting"] > 100
    assert after["components"]["q"]["last"]["waiting"] < 20


def test_the_share_of_the_most_used_key_is_summed_for_any_number_of_keys() -> None:
    many = changed(HOT, c={"groups": 1_000_000, "rate": 15})

    (finding,) = findings(many, "ORD-2")

    # 1 / H(1,000,000) = 1 / 14.39
    assert rows(finding)["Share of the most used group"][0] == "6.9 %"


STUCK = changed(FIFO, c={"groups": 100}, q={"visibility_timeout": "5m"}, w={"poison_share": 0.001})


@pytest.mark.parametrize(
    "document",
    [
        changed(STUCK, w={"poison_share": 0}),
        changed(STUCK, w={"permanent_errors": "recognised"}),
        changed(STUCK, w={"retry": "republish", "max_attempts": 9}),
        changed(STUCK, q={"ordering": "arrival"}),
        changed(STUCK, w={"retry": "give_up"}),
    ],
    ids=["no poison", "recognised", "sent again", "no groups", "given up"],
)
def test_ord_3_is_quiet_where_no_group_waits_for_poison(document: Document) -> None:
    assert not findings(document, "ORD-3")


def test_ord_3_tells_how_long_a_group_stands_still() -> None:
    document = changed(STUCK)
    document["components"]["dead"] = {"type": "queue", "settings": {}}
    document["edges"]["redrive"] = {
        "source": "q",
        "target": "dead",
        "kind": "dead-letter",
        "settings": {"max_receives": 10},
    }

    (finding,) = findings(document, "ORD-3")

    assert rows(finding)["A group stands still"] == ("45 m", "1 s")
    # 3 a second × 0.1 % × 45 min
    assert rows(finding)["Groups that stand still"][0] == "8.1"
    assert not findings(fixed(document, "ORD-3"), "ORD-3")


def test_ord_3_knows_that_without_a_limit_a_group_stands_still_until_the_retention_ends() -> None:
    (finding,) = findings(STUCK, "ORD-3")

    assert "until its retention ends" in finding.message
    after = fixed(STUCK, "ORD-3")
    assert not findings(after, "ORD-3")
    assert simulate(STUCK)["components"]["q"]["last"]["locked_groups"] > 3
    assert simulate(after)["components"]["q"]["last"]["locked_groups"] < 3


def test_ord_4_is_quiet_without_a_run_with_a_short_backlog_or_without_groups() -> None:
    document = changed(FIFO, q={"group_window": 100})
    long = result(document, q={"peaks": {"waiting": {"value": 500, "at": 60}}})

    assert not findings(document, "ORD-4")
    assert not findings(document, "ORD-4", result(document, q={"peaks": {}}))
    assert not findings(changed(document, q={"ordering": "lifo"}), "ORD-4", long)


def test_ord_4_tells_of_groups_out_of_sight() -> None:
    document = changed(FIFO, c={"rate": 6}, q={"group_window": 100})

    (finding,) = findings(document, "ORD-4", simulate(document))

    assert rows(finding)["Looked at"] == ("100", None)


CLASSES = [
    {"name": "receipts", "share": 9, "priority": 5},
    {"name": "newsletters", "share": 1, "priority": 1},
]
STRICT = line({"rate": 17, "classes": CLASSES}, {"ordering": "priority"}, {"processing_time": 1})


@pytest.mark.parametrize(
    "document",
    [
        changed(STRICT, c={"rate": 10}),
        changed(STRICT, q={"ordering": "priority_turns"}),
        changed(STRICT, c={"classes": []}),
    ],
    ids=["room", "turns", "all alike"],
)
def test_pri_1_is_quiet_where_something_is_left_for_the_lowest(document: Document) -> None:
    assert not findings(document, "PRI-1")


def test_pri_1_tells_what_the_lowest_priority_gets() -> None:
    (finding,) = findings(STRICT, "PRI-1")

    # 15.3 of 16 slots for receipts; newsletters ask for 1.7.
    assert rows(finding)["Left for the lowest priority"] == ("4.4 %", None)
    assert rows(finding)["It asks for"] == ("10.6 %", None)
    assert plain(finding.fix.label if finding.fix else "") == "Apply fix: priorities take turns"
    assert not findings(fixed(STRICT, "PRI-1"), "PRI-1")


URGENT = changed(STRICT, c={"rate": 5}, w={"prefetch": 100, "processing_time": 2})


@pytest.mark.parametrize(
    "document",
    [
        changed(URGENT, w={"prefetch": 8}),
        changed(URGENT, q={"ordering": "arrival"}),
        changed(URGENT, c={"classes": []}),
    ],
    ids=["small", "no priorities", "all alike"],
)
def test_pri_2_is_quiet_where_the_queue_keeps_the_line(document: Document) -> None:
    assert not findings(document, "PRI-2")


def test_pri_2_tells_how_long_an_urgent_message_waits_in_a_buffer() -> None:
    (finding,) = findings(URGENT, "PRI-2")

    assert rows(finding) == {
        "Ahead of an urgent message": ("96", "0"),
        "It waits behind them": ("48 s", "no time"),
    }
    assert not findings(fixed(URGENT, "PRI-2"), "PRI-2")
