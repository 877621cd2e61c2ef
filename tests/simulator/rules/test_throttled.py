"""RET-11: receives that are spent on waiting for a run."""

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
    with_letters,
)

FEW = with_letters(
    line(
        {"rate": 10},
        {},
        {"instances": 50, "concurrency": 1, "invocations": 5, "processing_time": 1},
    )
)
FEW["run"] = {"duration": "20m"}


def spent(document: Document, receives: int, attempts: int, dead: int = 0) -> Document:
    return result(
        document,
        q={"totals": {"receives": receives, "arrived": 1_000, "dead": dead}},
        w={"totals": {"attempts": attempts}},
    )


@pytest.mark.parametrize(
    "document",
    [
        STORY,
        changed(FEW, w={"invocations": None}),
        changed(FEW, w={"instances": 5}),
        changed(FEW, w={"invocations": 50}),
    ],
    ids=["the story", "no limit", "few pollers", "many runs"],
)
def test_ret_11_is_quiet_where_all_that_is_fetched_may_run(document: Document) -> None:
    assert not findings(document, "RET-11", spent(document, 2_000, 1_000))


def test_ret_11_is_quiet_without_a_run_or_where_hardly_a_receive_is_lost() -> None:
    assert not findings(FEW, "RET-11")
    assert not findings(FEW, "RET-11", spent(FEW, 1_005, 1_000))


@pytest.mark.parametrize(("dead", "severity"), [(0, "warning"), (200, "error")])
def test_ret_11_counts_the_receives_that_no_attempt_followed(dead: int, severity: str) -> None:
    (finding,) = findings(FEW, "RET-11", spent(FEW, 2_000, 1_500, dead))

    assert finding.severity == severity
    assert rows(finding)["Receives without a run"] == ("25 %", "0 %")
    assert rows(finding)["Slots that fetch, at most"] == ("50", "5")
    assert "500 of 2,000 receives found none free" in plain(finding.message)


def test_ret_11_is_the_cause_of_dead_letters_that_nobody_tried() -> None:
    run = spent(FEW, 2_000, 1_500, 200)

    assert not findings(FEW, "DLQ-7", run)


@pytest.mark.parametrize(
    "worker",
    [
        {},
        {"instances": 10, "concurrency": 10},
        {"autoscaler": "lambda", "instances": 5, "scale_min": 2, "scale_max": 1_000},
        {"batch": 5},
    ],
    ids=["many instances", "many slots", "pollers", "batches"],
)
def test_the_fix_of_ret_11_spends_no_receive_without_a_run(worker: Any) -> None:
    document = changed(FEW, w=worker)
    before = simulate(document)
    after = fixed(document, "RET-11", before)
    run = simulate(after)

    assert not findings(after, "RET-11", run)
    assert run["components"]["dead"]["last"]["waiting"] == 0
    assert run["components"]["w"]["means"]["busy"] == pytest.approx(5, rel=0.2)
