"""META-1: an overload that stays when its cause is gone."""

from typing import Any

import pytest

from simulator.feedback import Measured
from tests.simulator.rules.designs import (
    STORY,
    Document,
    calls,
    changed,
    findings,
    fixed,
    plain,
    rows,
    simulate,
)


def storm(actions: Document | None = None, **call: Any) -> Document:
    """A service of 100 a second, asked 90 times a second by callers who ask again after 1 s."""
    document = calls(
        {"pattern": "regular", "rate": 90},
        {"instances": 2, "concurrency": 5, "waiting_room": 200, "service_time": 0.1},
    )
    document["run"] = {"duration": "15m"}
    again = {"timeout": 1, "max_attempts": 4, "backoff": "fixed", "backoff_base": 1}
    document["edges"]["ask"]["settings"] = again | {"backoff_jitter": "none"} | call
    spike = {"factor": 1.2, "lasts": 120}
    more = {"at": 60, "target": "c", "action": "spike", "settings": spike}
    document["timeline"] = {"more": more} if actions is None else actions
    return document


@pytest.mark.parametrize(
    "document",
    [STORY, storm(actions={}), storm(retry_budget=0.05), storm(max_attempts=1)],
    ids=["the story", "no trouble", "a budget", "no retries"],
)
def test_meta_1_is_quiet_where_the_load_recovers(document: Document) -> None:
    assert not findings(document, "META-1", simulate(document))


def test_meta_1_is_quiet_without_a_run_and_before_there_was_time_to_recover() -> None:
    document = storm()
    document["run"] = {"duration": 200}

    assert not findings(storm(), "META-1")
    assert not findings(document, "META-1", simulate(document))


def test_meta_1_is_quiet_while_more_comes_than_can_be_done() -> None:
    document = changed(storm(), c={"rate": 101})

    assert not findings(document, "META-1", simulate(document))


@pytest.mark.parametrize(
    "action",
    [
        {"target": "c", "action": "spike", "settings": {"factor": 1.2, "lasts": 120}},
        {"target": "s", "action": "outage", "settings": {"lasts": 120}},
        {"target": "s", "action": "slow", "settings": {"factor": 3, "lasts": 120}},
    ],
    ids=["a peak", "an outage", "a slow time"],
)
def test_meta_1_tells_of_a_storm_that_outlives_its_cause(action: Document) -> None:
    document = storm(actions={"a": {"at": 60} | action})

    (finding,) = findings(document, "META-1", simulate(document))

    assert finding.severity == "error"
    assert "ended at 3:00. Since then 90.0/s come and 100/s can be done" in plain(finding.message)
    assert rows(finding)["Tried before"][1] == "6 %"
    assert not findings(document, "CAP-1", simulate(document))


def test_the_fix_of_meta_1_lets_it_recover() -> None:
    before = simulate(storm())
    document = fixed(storm(), "META-1", before)
    after = simulate(document)

    failed = [Measured(run).component("c").total("failed") or 0 for run in (before, after)]

    assert failed[0] > 30_000
    assert failed[1] < failed[0] / 3
    assert after["components"]["s"]["last"]["waiting"] == 0
    assert not findings(document, "META-1", after)
