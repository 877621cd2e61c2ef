"""PRE-3, PRE-6: slots that wait, for a message on its way or for a rate limit."""

from typing import Any

import pytest

from tests.simulator.rules.designs import (
    STORY,
    Document,
    calls,
    changed,
    findings,
    fixed,
    line,
    plain,
    rows,
    simulate,
)

FAR = line(
    {"rate": 15},
    {},
    {"instances": 1, "concurrency": 2, "processing_time": 0.1},
    work={"latency": 0.1},
)
FAR["run"] = {"duration": "20m"}


@pytest.mark.parametrize(
    "document",
    [
        STORY,
        changed(FAR, work={"latency": 0}),
        changed(FAR, work={"latency": 0.005}),
        changed(FAR, w={"prefetch": 4}),
        changed(FAR, w={"prefetch": 2, "ack": "early"}),
        changed(FAR, c={"rate": 5}),
        changed(FAR, w={"batch": 10}),
        # Too much for the slots themselves.
        changed(FAR, c={"rate": 30}),
    ],
    ids=["the story", "near", "short", "prefetch", "acked early", "little", "batches", "too much"],
)
def test_pre_3_is_quiet_where_the_next_message_is_there_or_not_needed(document: Document) -> None:
    assert not findings(document, "PRE-3")


@pytest.mark.parametrize(("comes", "severity"), [(9, "hint"), (15, "warning")])
def test_pre_3_tells_what_the_way_costs(comes: int, severity: str) -> None:
    (finding,) = findings(changed(FAR, c={"rate": comes}), "PRE-3")

    assert finding.severity == severity
    assert rows(finding)["Fetched at a time, for each instance"] == ("2", "6")
    assert rows(finding)["Can be done"] == ("10.0/s", "20.0/s")
    assert rows(finding)["Slots that wait for the way"] == ("50 %", "0 %")


def test_what_pre_3_foretells_is_done_and_its_fix_keeps_the_slots_at_work() -> None:
    before, document = simulate(FAR), fixed(FAR, "PRE-3")
    after = simulate(document)

    done = [run["components"]["w"]["totals"]["done"] / 1_200 for run in (before, after)]

    assert done == pytest.approx([10, 15], rel=0.03)
    assert before["components"]["q"]["last"]["waiting"] > 5_000
    assert after["components"]["q"]["last"]["waiting"] < 50
    assert not findings(document, "PRE-3", after)


def sending(**edge: Any) -> Document:
    """A worker of which every second job sends a text message."""
    document = line({"rate": 4}, {}, {"processing_time": 0.2})
    document["run"] = {"duration": "20m"}
    document["components"] |= {
        "r": {"type": "queue", "label": "Text messages", "settings": {}},
        "v": {"type": "worker", "label": "Provider", "settings": {}},
    }
    document["edges"] |= {
        "text": {
            "source": "w",
            "target": "r",
            "kind": "message",
            "settings": {"share": 0.5} | edge,
        },
        "go": {"source": "r", "target": "v", "kind": "message", "settings": {}},
    }
    return document


LIMITED = sending(rate_limit=1)


@pytest.mark.parametrize(
    "document",
    [
        STORY,
        sending(),
        sending(rate_limit=2.5),
        sending(rate_limit=1, over_limit="drop"),
        changed(LIMITED, c={"rate": 1}),
    ],
    ids=["the story", "no limit", "a high one", "refused", "little"],
)
def test_pre_6_is_quiet_where_no_slot_waits_for_a_limit(document: Document) -> None:
    assert not findings(document, "PRE-6")


def test_pre_6_tells_how_soon_all_slots_wait_and_what_is_done_then() -> None:
    (finding,) = findings(LIMITED, "PRE-6")

    assert plain(finding.message) == (
        "2.0/s would go from “Workers” to “Text messages”, and 1.0/s may. What waits holds its "
        "slot: after 16 s all 16 slots wait, and 2.0/s jobs are done, those that send nothing "
        "there included."
    )
    assert rows(finding)["Jobs done"] == ("2.0/s", "4.0/s")


def test_pre_6_sees_a_service_too() -> None:
    document = calls({"rate": 20}, {"service_time": 0.01})
    document["components"]["r"] = {"type": "queue", "settings": {}}
    document["components"]["v"] = {"type": "worker", "settings": {}}
    limited = {"rate_limit": 5, "share": 0.5}
    document["edges"] |= {
        "put": {"source": "s", "target": "r", "kind": "message", "settings": limited},
        "go": {"source": "r", "target": "v", "kind": "message", "settings": {}},
    }

    (finding,) = findings(document, "PRE-6")

    assert finding.subject.id == "s"
    assert rows(finding)["Jobs done"] == ("10.0/s", "20.0/s")


def test_the_fix_of_pre_6_frees_the_slots_for_what_is_not_limited() -> None:
    before = simulate(LIMITED)
    document = fixed(LIMITED, "PRE-6", before)
    after = simulate(document)

    done = [run["components"]["w"]["totals"]["done"] / 1_200 for run in (before, after)]

    assert done == pytest.approx([2, 4], rel=0.05)
    assert before["components"]["w"]["means"]["utilisation"] > 0.95
    assert after["components"]["q"]["last"]["waiting"] < 20
    assert after["components"]["r"]["totals"]["arrived"] == pytest.approx(1_200, rel=0.02)
    assert not findings(document, "PRE-6", after)


def test_more_slots_are_no_remedy_for_a_limit_and_nobody_proposes_them() -> None:
    assert not findings(LIMITED, "CAP-1", simulate(LIMITED))
