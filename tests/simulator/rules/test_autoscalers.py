"""ASC-1, ASC-5 to ASC-7, ASC-11: instances that come too late, go too soon or are too many."""

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

BLIND = line({}, {}, {"autoscaler": "keda", "scale_counts_in_flight": False, "processing_time": 20})


@pytest.mark.parametrize(
    "document",
    [
        changed(BLIND, w={"scale_counts_in_flight": True}),
        changed(BLIND, w={"processing_time": 10}),
        changed(BLIND, w={"autoscaler": "celery"}),
    ],
    ids=["counted", "short", "by its own"],
)
def test_asc_5_is_quiet_where_work_in_flight_is_counted_or_short(document: Document) -> None:
    assert not findings(document, "ASC-5")


def test_asc_5_tells_what_an_autoscaler_does_not_see() -> None:
    (finding,) = findings(BLIND, "ASC-5")

    assert rows(finding)["It counts"] == ("what waits", "what waits and is in work")
    assert not findings(fixed(BLIND, "ASC-5"), "ASC-5")


STOPPED = line({}, {"visibility_timeout": "5m"}, {"autoscaler": "hpa", "processing_time": 45})


@pytest.mark.parametrize(
    "document",
    [
        changed(STOPPED, w={"processing_time": 29}),
        changed(STOPPED, w={"autoscaler": "none"}),
        changed(STOPPED, w={"after_grace": "given_back"}),
        changed(STOPPED, w={"time_limit": 20}),
    ],
    ids=["short", "never stopped", "given back", "time limit"],
)
def test_asc_6_is_quiet_where_jobs_end_within_the_grace(document: Document) -> None:
    assert not findings(document, "ASC-6")


@pytest.mark.parametrize("deployed", [False, True])
def test_asc_6_tells_what_a_stop_kills(deployed: bool) -> None:
    document = changed(STOPPED)
    if deployed:
        document = changed(STOPPED, w={"autoscaler": "none"})
        document["timeline"] = {"a": {"at": 600, "target": "w", "action": "deploy"}}

    (finding,) = findings(document, "ASC-6")

    assert rows(finding) == {
        "Grace": ("30 s", "1 m"),
        "Jobs that take longer": ("100 %", "0 %"),
    }
    assert not findings(fixed(document, "ASC-6"), "ASC-6")


def test_the_fix_of_asc_6_lets_a_deployment_kill_nothing() -> None:
    document = changed(STOPPED, c={"rate": 0.3}, w={"autoscaler": "none"})
    document["timeline"] = {"a": {"at": 600, "target": "w", "action": "deploy"}}

    before, after = simulate(document), simulate(fixed(document, "ASC-6"))

    assert before["components"]["w"]["totals"]["killed"] > 0
    assert after["components"]["w"]["totals"]["killed"] == 0


ZERO = line({}, {}, {"autoscaler": "keda", "scale_min": 0})


@pytest.mark.parametrize(
    "document",
    [
        changed(ZERO, w={"scale_min": 1}),
        changed(ZERO, w={"autoscaler": "backlog"}),
        changed(ZERO, w={"processing_time": "1m"}, q={"visibility_timeout": "5m"}),
    ],
    ids=["one", "not KEDA", "long work"],
)
def test_asc_11_is_quiet_where_somebody_is_there_or_the_work_is_longer(document: Document) -> None:
    assert not findings(document, "ASC-11")


def test_asc_11_adds_up_what_the_first_message_waits_for() -> None:
    (finding,) = findings(ZERO, "ASC-11")

    assert rows(finding)["The first message waits, at most"] == ("50 s", "no time")
    assert not findings(fixed(ZERO, "ASC-11"), "ASC-11")


LATE = line(
    {"pattern": "spike", "rate": 10, "peak_factor": 10, "change_at": 300, "peak_for": "3m"},
    {},
    {
        "concurrency": 1,
        "processing_time": 1,
        "autoscaler": "backlog",
        "scale_min": 20,
        "scale_max": 200,
        "scale_interval": 30,
        "scale_metric_delay": 60,
        "scale_start_time": 90,
    },
)


@pytest.mark.parametrize(
    "document",
    [
        changed(LATE, c={"peak_for": "20m"}),
        changed(LATE, c={"peak_factor": 2}),
        changed(LATE, c={"pattern": "poisson"}),
        changed(LATE, w={"scale_min": 100}),
        changed(LATE, w={"autoscaler": "none"}),
    ],
    ids=["long peak", "small peak", "no peak", "enough always", "not scaled"],
)
def test_asc_1_is_quiet_where_help_comes_in_time_or_is_not_needed(document: Document) -> None:
    assert not findings(document, "ASC-1")


@pytest.mark.parametrize("how", ["spike", "steps", "timeline"])
def test_asc_1_foretells_the_backlog_that_help_will_find(how: str) -> None:
    document = changed(LATE)
    if how == "steps":
        steps = [{"at": 300, "rate": 100}, {"at": 480, "rate": 10}]
        document = changed(LATE, c={"pattern": "steps", "steps": steps})
    if how == "timeline":
        document = changed(LATE, c={"pattern": "poisson"})
        spike = {"factor": 10, "lasts": "3m"}
        document["timeline"] = {
            "a": {"at": 300, "target": "c", "action": "spike", "settings": spike}
        }

    (finding,) = findings(document, "ASC-1")

    # (100 - 20) a second for 180 s.
    assert rows(finding)["Waiting by then"] == ("14,400", "0")
    assert plain(finding.fix.label if finding.fix else "") == "Apply fix: always 100 instances"
    assert not findings(fixed(document, "ASC-1"), "ASC-1")


def test_the_backlog_of_asc_1_comes_and_its_fix_keeps_it_away() -> None:
    before, after = simulate(LATE), simulate(fixed(LATE, "ASC-1"))

    peak = before["components"]["q"]["peaks"]["waiting"]["value"]
    assert peak == pytest.approx(14_400, rel=0.15)
    assert after["components"]["q"]["peaks"]["waiting"]["value"] < 0.1 * peak


def grown(**worker: Any) -> Document:
    """An autoscaled line whose jobs are half query."""
    wanted = {"autoscaler": "hpa", "scale_max": 50, "processing_time": "50ms"}
    document = line({}, {}, wanted | worker)
    document["components"]["db"] = {
        "type": "database",
        "label": "Orders",
        "settings": {"pool": 20, "write_time": "50ms"},
    }
    document["edges"]["write"] = {"source": "w", "target": "db", "kind": "call", "settings": {}}
    return document


@pytest.mark.parametrize(
    "document",
    [grown(scale_max=10), grown(autoscaler="none"), changed(grown(), db={"pool": 100})],
    ids=["few", "not scaled", "large pool"],
)
def test_asc_7_is_quiet_where_the_database_can_follow(document: Document) -> None:
    assert not findings(document, "ASC-7")


def test_asc_7_counts_the_connections_of_all_slots() -> None:
    (finding,) = findings(grown(), "ASC-7", result(grown(), db={"totals": {"timed_out": 3}}))

    assert rows(finding) == {
        "Slots at most": ("200", "40"),
        "Connections they hold": ("100", "20"),
        "In the pool": ("20", "20"),
        "Queries without a connection in the run": ("3", None),
    }
    assert not findings(fixed(grown(), "ASC-7"), "ASC-7")


def test_asc_7_has_no_fix_where_those_that_are_there_always_are_too_many() -> None:
    (finding,) = findings(grown(scale_min=40), "ASC-7")

    assert finding.fix is None


CONTENT = line(
    {"rate": 0.5}, {}, {"autoscaler": "backlog", "concurrency": 1, "processing_time": 120}
)


@pytest.mark.parametrize(
    "document",
    [
        changed(CONTENT, w={"autoscaler": "none"}),
        changed(CONTENT, w={"autoscaler": "step"}),
        changed(CONTENT, w={"scale_target": 2}),
        changed(CONTENT, w={"concurrency": 4}),
        changed(CONTENT, w={"processing_time": 10}),
        changed(CONTENT, q={"time_to_live": "1h"}),
    ],
    ids=["not scaled", "steps", "low", "four slots", "short work", "patient"],
)
def test_asc_4_is_quiet_where_the_target_is_a_short_wait(document: Document) -> None:
    assert not findings(document, "ASC-4")


@pytest.mark.parametrize(
    ("queue", "target"), [({}, "2"), ({"time_to_live": 600}, "5"), ({"time_to_live": 60}, "0.5")]
)
def test_asc_4_divides_the_wait_that_is_bearable_by_the_work(queue: Document, target: str) -> None:
    (finding,) = findings(changed(CONTENT, q=queue), "ASC-4")

    assert rows(finding)["Messages for each instance"] == ("10", target)
    assert rows(finding)["The last of them waits"][0] == "20 m"


def test_the_fix_of_asc_4_shortens_the_wait_at_which_the_autoscaler_aims() -> None:
    document = changed(CONTENT, w={"scale_max": 200, "scale_start_time": 0, "scale_interval": 5})
    document["run"] = {"duration": "4h", "warm_up": "1h"}
    before, after = simulate(document), simulate(fixed(document, "ASC-4"))

    waits = [run["components"]["q"]["percentiles"]["wait"]["p95"] for run in (before, after)]

    assert waits[0] > 300
    assert waits[1] <= 300
