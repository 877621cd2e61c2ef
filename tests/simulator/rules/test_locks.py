"""VIS-2 to VIS-6: timeouts beside the work, batches, crashes and functions."""

from typing import Any

import pytest

from tests.simulator.rules.designs import (
    STORY,
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

ONE_SLOT = {"instances": 4, "concurrency": 1}


def near(queue: Document | None = None, **worker: Any) -> Document:
    return line({}, {"visibility_timeout": "60s"} | (queue or {}), {"processing_time": 40} | worker)


@pytest.mark.parametrize(
    "document",
    [
        near({"visibility_timeout": "80s"}),
        near(processing_time=61),
        near(heartbeat=20),
        near(time_limit=50),
        near(ack="early"),
        near({"hidden_until": "closed"}),
        near(autoscaler="lambda"),
    ],
    ids=["twice", "VIS-1", "heartbeat", "time limit", "early ack", "no clock", "Lambda"],
)
def test_vis_2_is_quiet_with_room_or_without_a_clock(document: Document) -> None:
    assert not findings(document, "VIS-2")


def test_vis_2_tells_how_little_room_there_is() -> None:
    run = result(near(), w={"percentiles": {"work": {"max": 44.0}}})

    (finding,) = findings(near(), "VIS-2", run)

    assert rows(finding) == {
        "One in a hundred takes": ("40 s", "40 s"),
        "Times as long as that": ("1.5", "3"),
        "Longest attempt of the run": ("44 s", None),
    }
    assert finding.fix is not None
    assert plain(finding.fix.label) == "Apply fix: 120 s"
    assert not findings(fixed(near(), "VIS-2"), "VIS-2")


def function(timeout: str, limit: str | None, **worker: Any) -> Document:
    wanted = {"autoscaler": "lambda", "time_limit": limit, "concurrency": 1, "scale_max": 10}
    return line({}, {"visibility_timeout": timeout}, wanted | worker)


@pytest.mark.parametrize(
    "document",
    [
        function("18s", "3s"),
        function("1s", None),
        line({}, {"visibility_timeout": "3s"}, {"time_limit": "1s", "processing_time": 0.1}),
    ],
    ids=["six times", "no limit", "no function"],
)
def test_vis_3_is_quiet_at_six_times_the_limit_and_without_a_function(document: Document) -> None:
    assert not findings(document, "VIS-3")


@pytest.mark.parametrize(("timeout", "severity"), [("60s", "warning"), ("59s", "error")])
def test_vis_3_says_what_aws_refuses_and_what_it_advises(timeout: str, severity: str) -> None:
    document = function(timeout, "60s", linger=5)

    (finding,) = findings(document, "VIS-3")

    assert finding.severity == severity
    assert ("refuses" in finding.message) == (severity == "error")
    after = fixed(document, "VIS-3")
    assert after["components"]["q"]["settings"]["visibility_timeout"] == 365
    assert not findings(after, "VIS-3")


BATCH = line({"rate": 0.5}, {}, {**ONE_SLOT, "batch": 10, "processing_time": 5})


@pytest.mark.parametrize(
    "document",
    [
        changed(BATCH, w={"batch": 6}),
        changed(BATCH, q={"visibility_timeout": "51s"}),
        changed(BATCH, q={"lock_from": "handling"}),
        changed(BATCH, q={"hidden_until": "closed"}),
        changed(BATCH, w={"batch": 1}),
        changed(BATCH, w={"batch_ack": "whole", "time_limit": 20}),
    ],
    ids=["fits", "longer timeout", "clock at work", "no clock", "no batch", "time limit"],
)
def test_vis_4_is_quiet_where_a_whole_batch_fits(document: Document) -> None:
    assert not findings(document, "VIS-4")


def test_vis_4_counts_the_messages_behind_the_one_that_is_past_the_timeout() -> None:
    (finding,) = findings(BATCH, "VIS-4")

    # The seventh is done after 35 s of 30 s.
    assert rows(finding)["Past the timeout, on average"] == ("40 %", "0 %")
    assert not findings(fixed(BATCH, "VIS-4"), "VIS-4")


def test_vis_4_proposes_smaller_batches_where_no_timeout_is_long_enough() -> None:
    document = changed(
        BATCH, q={"visibility_timeout": "12h"}, w={"processing_time": "2h", "batch": 10}
    )

    after = fixed(document, "VIS-4")

    assert after["components"]["w"]["settings"]["batch"] == 3
    assert not findings(after, "VIS-4")


def test_the_share_of_vis_4_is_what_a_run_repeats_and_its_fix_ends_it() -> None:
    document = changed(BATCH, c={"pattern": "burst", "burst_size": 40, "rate": 0.2})
    before, after = simulate(document), simulate(fixed(document, "VIS-4"))

    assert before["components"]["q"]["totals"]["duplicates"] > 50
    assert after["components"]["q"]["totals"]["duplicates"] == 0


CRASHES = line({}, {"visibility_timeout": "1h"}, {"processing_time": 2, "crash_every": "1h"})


@pytest.mark.parametrize(
    "document",
    [
        changed(CRASHES, w={"crash_every": None}),
        changed(CRASHES, q={"visibility_timeout": "20s"}),
        changed(CRASHES, q={"hidden_until": "closed"}),
        changed(CRASHES, w={"ack": "early"}),
        changed(CRASHES, w={"processing_time": "8m"}),
        changed(CRASHES, w={"crash_every": None, "slot_loss": 0.1, "lost_slot": "acked"}),
    ],
    ids=["no crashes", "short", "no clock", "lost anyway", "long work", "acked"],
)
def test_vis_5_is_quiet_where_nothing_crashes_or_the_work_is_as_long(document: Document) -> None:
    assert not findings(document, "VIS-5")


@pytest.mark.parametrize(
    "how", [{}, {"crash_every": None, "slot_loss": 0.1}, {"crash_every": None}], ids=repr
)
def test_vis_5_names_what_a_crash_costs(how: Document) -> None:
    document = changed(CRASHES, w=how)
    if how == {"crash_every": None}:
        document["timeline"] = {"a": {"at": 10, "target": "w", "action": "crash"}}

    (finding,) = findings(document, "VIS-5", result(document, w={"totals": {"killed": 7}}))

    assert rows(finding) == {
        "Hidden after a crash, at most": ("1 h", "5 s"),
        "Attempts cut short in the run": ("7", None),
    }
    assert not findings(fixed(document, "VIS-5"), "VIS-5")


@pytest.mark.parametrize(
    ("queue", "worker"),
    [
        ({"hidden_until": "closed"}, {}),
        ({}, {"heartbeat": "10s"}),
        ({}, {"ack": "early"}),
        ({}, {"ack": "receive"}),
        ({}, {"time_limit": "20s"}),
    ],
    ids=["no clock", "heartbeat", "early ack", "acked at once", "time limit"],
)
def test_nothing_is_said_of_a_timeout_that_no_work_can_outlast(
    queue: Document, worker: Document
) -> None:
    document = changed(STORY, q=queue, w=worker)

    assert not findings(document, "VIS-1")
    assert not findings(document, "IDEM-1")


def test_vis_1_speaks_of_attempts_that_block_their_heartbeat() -> None:
    document = changed(STORY, w={"heartbeat": "10s", "heartbeat_blocked": 0.5})

    (finding,) = findings(document, "VIS-1")

    assert plain(finding.message).startswith("1.9 %")


def test_vis_6_leaves_out_what_no_timeout_brought_about() -> None:
    totals = {"receives": 5_000, "duplicates": 200, "expiries": 0}
    document = changed(STORY, q={"visibility_timeout": "120s", "duplicate_share": 0.04})

    assert not findings(document, "VIS-6", result(document, q={"totals": totals}))
