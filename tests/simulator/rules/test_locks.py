"""VIS-2 to VIS-5 and VIS-7 to VIS-10: clocks that run while somebody holds a message."""

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

ONE_SLOT = {"instances": 4, "concurrency": 1}


def fixed(document: Document, code: str, run: Any = None) -> Document:
    """The document after the fix of the one finding of a rule."""
    (finding,) = findings(document, code, run)
    assert finding.fix is not None
    return apply_fix(document, finding.fix)


def simulate(document: Document) -> Document:
    simulation = Simulation(read(document))
    for _ in simulation.frames():
        pass
    return simulation.result().to_dict()


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


AZURE = line(
    {},
    {"visibility_timeout": "60s"},
    {"heartbeat": "30s", "heartbeat_max": "5m", "processing_time": "8m"},
)


@pytest.mark.parametrize(
    "document",
    [
        changed(AZURE, w={"heartbeat_max": None}),
        changed(AZURE, w={"processing_time": "5m"}),
        changed(AZURE, w={"ack": "receive"}),
        line({}, {"lock_max": "12h"}, {"processing_time": "1h"}),
        line({}, {"lock_max": None}, {"processing_time": "13h"}),
    ],
    ids=["no cap", "within", "early ack", "within 12 h", "no cap of the broker"],
)
def test_vis_7_is_quiet_where_nothing_caps_the_work(document: Document) -> None:
    assert not findings(document, "VIS-7")


def test_vis_7_tells_of_work_that_a_heartbeat_gives_up() -> None:
    (finding,) = findings(AZURE, "VIS-7")

    assert plain(finding.message).startswith(
        "A message of “Jobs” can be held for 6 m at most, by the heartbeat’s end"
    )
    assert not findings(AZURE, "VIS-1")
    assert not findings(fixed(AZURE, "VIS-7"), "VIS-7")


def test_vis_7_has_no_fix_for_the_cap_of_a_broker() -> None:
    document = line({}, {"lock_max": "12h"}, {"processing_time": "13h", "heartbeat": "10s"})

    (finding,) = findings(document, "VIS-7")

    assert finding.fix is None
    assert rows(finding)["Held at most"] == ("12 h", None)


def test_vis_7_sees_a_heartbeat_that_extends_by_too_little() -> None:
    document = changed(AZURE, w={"heartbeat_extends": "10s", "heartbeat_max": None})

    (finding,) = findings(document, "VIS-7")

    assert finding.size == 1
    assert not findings(fixed(document, "VIS-7"), "VIS-7")


CELERY = line(
    {"rate": 0.1},
    {"visibility_timeout": "1h", "late_ack": "refused"},
    {"ack": "early", "holds_eta": True, "prefetch": 16},
    send={"countdown": "2h"},
)


@pytest.mark.parametrize(
    "document",
    [
        changed(CELERY, send={"countdown": "1h"}),
        changed(CELERY, w={"holds_eta": False}),
        changed(CELERY, w={"ack": "receive"}),
        changed(CELERY, q={"hidden_until": "closed"}),
    ],
    ids=["short", "queue keeps it", "acked at once", "no clock"],
)
def test_vis_8_is_quiet_where_a_countdown_fits_or_is_not_held(document: Document) -> None:
    assert not findings(document, "VIS-8")


def test_vis_8_counts_how_often_a_message_is_held() -> None:
    (finding,) = findings(CELERY, "VIS-8")

    assert rows(finding)["Handed out, at most"] == ("3", "1")
    assert plain(finding.fix.label if finding.fix else "") == "Apply fix: 4 h"
    assert not findings(fixed(CELERY, "VIS-8"), "VIS-8")


def test_vis_8_sees_the_wait_before_a_retry_and_lets_the_queue_keep_what_is_too_long() -> None:
    waits = {"retry": "republish", "backoff_growth": "fixed", "backoff_base": "13h"}
    document = changed(CELERY, send={"countdown": 0}, w=waits)

    after = fixed(document, "VIS-8")

    assert after["components"]["w"]["settings"]["holds_eta"] is False
    assert not findings(after, "VIS-8")


RABBIT = line(
    {"rate": 0.001},
    {"hidden_until": "closed", "consumer_timeout": "30m"},
    {**ONE_SLOT, "processing_time": "45m"},
)


@pytest.mark.parametrize(
    "document",
    [
        changed(RABBIT, w={"processing_time": "29m"}),
        changed(RABBIT, q={"consumer_timeout": None}),
        changed(RABBIT, w={"ack": "receive"}),
        changed(RABBIT, w={"ack": "early"}),
        changed(RABBIT, w={"time_limit": "20m"}),
    ],
    ids=["shorter", "no timeout", "acked at once", "acked at work", "time limit"],
)
def test_vis_9_is_quiet_where_nothing_is_held_for_so_long(document: Document) -> None:
    assert not findings(document, "VIS-9")


@pytest.mark.parametrize(
    ("worker", "why"),
    [
        ({}, "45 m in work"),
        ({"processing_time": "1m", "prefetch": 100}, "1 h 40 m in a full prefetch buffer"),
    ],
)
def test_vis_9_tells_what_is_held_for_too_long(worker: Document, why: str) -> None:
    document = changed(RABBIT, w=worker)

    (finding,) = findings(document, "VIS-9")

    assert why in plain(finding.message)
    assert not findings(fixed(document, "VIS-9"), "VIS-9")


def test_vis_9_counts_a_countdown_that_is_held() -> None:
    document = changed(
        RABBIT, w={"processing_time": 1, "holds_eta": True}, send={"countdown": "1h"}
    )

    (finding,) = findings(document, "VIS-9")

    assert "until it is due" in finding.message


BUFFER = line(
    {"rate": 3},
    {"visibility_timeout": "60s", "counts": "returns"},
    {"instances": 8, "concurrency": 1, "prefetch": 100, "processing_time": 2},
)


@pytest.mark.parametrize(
    "document",
    [
        changed(BUFFER, w={"prefetch": 30}),
        changed(BUFFER, w={"prefetch": None}),
        changed(BUFFER, q={"lock_from": "handling"}),
        changed(BUFFER, q={"hidden_until": "closed"}),
        changed(BUFFER, w={"ack": "receive"}),
    ],
    ids=["fits", "no prefetch", "clock at work", "no clock", "acked at once"],
)
def test_vis_10_is_quiet_where_a_full_buffer_is_worked_off_in_time(document: Document) -> None:
    assert not findings(document, "VIS-10")


def test_vis_10_tells_how_much_of_a_buffer_fits() -> None:
    (finding,) = findings(BUFFER, "VIS-10")

    assert rows(finding) == {
        "Fetched in advance": ("100", "15"),
        "The last of a full buffer": ("3 m 20 s", "30 s"),
    }
    assert "all behind the 30 that fit" in finding.message
    assert not findings(fixed(BUFFER, "VIS-10"), "VIS-10")


def test_the_fix_of_vis_10_ends_what_came_back_untouched() -> None:
    document = changed(BUFFER, c={"pattern": "burst", "burst_size": 800, "burst_timing": "regular"})
    before, after = simulate(document), simulate(fixed(document, "VIS-10"))

    assert before["components"]["q"]["totals"]["expiries"] > 100
    assert after["components"]["q"]["totals"]["expiries"] == 0


def test_vis_10_fetches_nothing_in_advance_where_one_job_is_as_long_as_the_timeout() -> None:
    document = changed(BUFFER, w={"processing_time": 40})

    after = fixed(document, "VIS-10")

    assert after["components"]["w"]["settings"]["prefetch"] is None
    assert not findings(after, "VIS-10")


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
