"""VIS-7 to VIS-10: messages that are held for longer than a lock allows."""

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

ONE_SLOT = {"instances": 4, "concurrency": 1}


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


def test_vis_10_is_the_cause_of_what_was_handed_out_twice() -> None:
    totals = {"receives": 1_000, "duplicates": 50, "expiries": 50, "late_acks": 50}
    run = result(BUFFER, q={"totals": totals})

    assert findings(BUFFER, "VIS-10", run)
    assert not findings(BUFFER, "VIS-6", run)
    assert findings(changed(BUFFER, w={"prefetch": None}), "VIS-6", run)


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
