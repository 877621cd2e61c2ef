"""SYNC-1 and SYNC-2: work on the wrong side of a queue."""

import pytest

from simulator import apply_fix
from simulator.feedback import Severity
from tests.simulator.rules.designs import (
    STORY,
    Document,
    calls,
    findings,
    line,
    plain,
    read,
    result,
    rows,
)

TRANSCODE = {"kind": "lognormal", "median": "8s", "p99": "45s"}
INLINE = calls(
    {"rate": 2.5},
    {"instances": 10, "concurrency": 4, "service_time": TRANSCODE},
    {"write_time": "15ms"},
)
QUICK = {"processing_time": {"kind": "lognormal", "mean": "20ms", "cv": 0.3}}
WAY = {"send": {"latency": "15ms"}, "work": {"latency": "15ms"}}


def behind(document: Document) -> Document:
    """The same, with a service between the client and the one that was called."""
    document["components"]["front"] = {"type": "service", "settings": {}}
    document["edges"]["ask"]["target"] = "front"
    document["edges"]["pass"] = {"source": "front", "target": "s", "kind": "call", "settings": {}}
    return document


@pytest.mark.parametrize(
    "document",
    [
        STORY,
        calls({}, {"service_time": "900ms"}),
        calls({}, {"service_time": {"kind": "lognormal", "mean": "400ms", "cv": 0.3}}),
        line({}, {}, {"processing_time": "5m"}),
    ],
    ids=["the story", "just quick enough", "p99 below a second", "behind a queue"],
)
def test_sync_1_is_quiet_where_clients_are_answered_within_a_second(document: Document) -> None:
    assert not findings(document, "SYNC-1")


def test_sync_1_tells_how_long_clients_wait_and_how_many_requests_are_open() -> None:
    (finding,) = findings(INLINE, "SYNC-1")

    assert finding.subject.id == "s"
    assert finding.severity is Severity.ERROR
    assert plain(finding.message) == (
        "“Shop” answers in 10.6 s on average, and one time in a hundred only after 45 s. "
        "26.4 requests are open at a time. If the result is not needed at once, a queue can "
        "take the work."
    )
    assert rows(finding)["Requests open at a time"] == ("26.4", "0.125")


def test_sync_1_is_a_warning_below_half_a_minute() -> None:
    (finding,) = findings(calls({}, {"service_time": "5s"}), "SYNC-1")

    assert finding.severity is Severity.WARNING
    assert rows(finding)["One answer in a hundred"] == ("5 s", "50 ms")


def test_sync_1_speaks_of_what_the_client_calls_however_deep_the_slow_part_lies() -> None:
    (finding,) = findings(behind(calls({}, {"service_time": "5s"})), "SYNC-1")

    assert finding.subject.id == "front"


def test_sync_1_after_a_run_gives_the_measured_answer_time() -> None:
    found = result(INLINE, s={"percentiles": {"latency": {"p99": 48.2}}})

    (finding,) = findings(INLINE, "SYNC-1", found)

    assert rows(finding)["Measured, one in a hundred"] == ("48.2 s", None)


@pytest.mark.parametrize("document", [INLINE, behind(calls({}, {"service_time": "5s"}))])
def test_the_fix_of_sync_1_answers_at_once_and_moves_the_work_behind_a_queue(
    document: Document,
) -> None:
    (finding,) = findings(document, "SYNC-1")
    assert finding.fix is not None
    id = finding.subject.id

    fixed = apply_fix(document, finding.fix)

    design = read(fixed)
    assert design.components[id].settings.service_time.mean == 0.05
    (enqueue,) = design.edges_from(id)
    (work,) = design.edges_from(enqueue.target)
    workers = design.components[work.target]
    before = read(document).components[id].settings.service_time
    assert workers.settings.processing_time == before
    moved = {edge.target for edge in read(document).edges_from(id)}
    assert {edge.target for edge in design.edges_from(workers.id)} == moved
    for code in ("SYNC-1", "SYNC-2", "VIS-1", "CAP-1", "CAP-2", "DLQ-1"):
        assert not findings(fixed, code)


@pytest.mark.parametrize(
    "document",
    [
        STORY,
        line({}, {}, QUICK),
        line({}, {}, {"processing_time": "150ms"}, **WAY),
        line({}, {}, QUICK, send={"latency": "1ms"}, work={"latency": "1ms"}),
    ],
    ids=["the story", "no way", "slow work", "a short way"],
)
def test_sync_2_is_quiet_where_the_queue_costs_little_beside_the_work(document: Document) -> None:
    assert not findings(document, "SYNC-2")


def test_sync_2_compares_the_way_through_the_queue_with_the_work() -> None:
    (finding,) = findings(line({}, {}, QUICK, **WAY), "SYNC-2")

    assert finding.subject.id == "w"
    assert finding.severity is Severity.HINT
    assert plain(finding.message) == (
        "The work of “Workers” takes 20 ms, and the way through “Jobs” 30 ms, 150 % of it. "
        "If somebody waits for the result, a call would be quicker."
    )
    assert rows(finding)["Together, without waiting"] == ("50 ms", "35 ms")


def test_sync_2_counts_a_delivery_delay_as_part_of_the_way() -> None:
    (finding,) = findings(line({}, {"delivery_delay": "1s"}, QUICK), "SYNC-2")

    assert rows(finding)["On the way"] == ("1 s", "0 ms")
