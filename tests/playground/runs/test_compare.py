"""Compare: what was changed, what came of it, and whether that is better."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.runs import wording
from playground.runs.compare import MEASURES, Row, comparison, rows_of, verdict
from playground.runs.differences import differences
from playground.runs.models import Run
from playground.scenarios.models import Revision
from simulator import Simulation, read_design
from tests.playground.runs.designs import slow_to_play, through_json

BY_LABEL = {measure.label: measure for measure in MEASURES}
NARROW = wording.THIN


def finished(document: dict[str, Any]) -> Run:
    """A run as it would be stored; no database is asked."""
    design, problems = read_design(document)
    assert design is not None, problems
    simulation = Simulation(design)
    for _ in simulation.frames():
        pass
    return Run(
        revision=Revision(content=design.to_dict()),
        seed=design.run.seed,
        engine="test",
        schema=simulation.schema.to_dict(),
        result=through_json(simulation.result().to_dict()),
    )


def with_settings(document: dict[str, Any], component: str, **settings: Any) -> dict[str, Any]:
    changed = copy.deepcopy(document)
    changed["components"][component]["settings"] |= settings
    return changed


@pytest.fixture(scope="module")
def short() -> dict[str, Any]:
    """Work of 1 s under a timeout of 0.5 s: everything is received again and again."""
    document = slow_to_play(300)
    document["components"]["jobs"]["settings"] = {"visibility_timeout": 0.5}
    document["components"]["workers"]["settings"] = {
        "instances": 10,
        "concurrency": 2,
        "processing_time": 1,
    }
    return document


def test_a_longer_timeout_is_seen_to_end_the_repeats(short: dict[str, Any]) -> None:
    longer = with_settings(short, "jobs", visibility_timeout=120)

    found = comparison(finished(short), finished(longer))

    assert found["same_work"] is True
    assert found["changes"] == [
        {
            "path": ["components", "jobs", "settings", "visibility_timeout"],
            "label": "Jobs, visibility timeout",
            "a": f"500{NARROW}ms",
            "b": f"120{NARROW}s",
        }
    ]
    rows = {row["label"]: row for row in found["rows"]}
    assert rows["Duplicates"]["better"] is True
    assert rows["Duplicates"]["b"] == "0"
    assert found["verdict"]["good"] is True
    assert "duplicates" in found["verdict"]["text"]


def test_the_way_back_is_seen_to_be_worse(short: dict[str, Any]) -> None:
    longer = with_settings(short, "jobs", visibility_timeout=120)

    assert comparison(finished(longer), finished(short))["verdict"]["good"] is False


def test_what_only_one_design_can_count_is_nothing_in_the_other(short: dict[str, Any]) -> None:
    """A plain design has no column of attempts that were killed or messages that were given up."""
    limited = with_settings(short, "workers", time_limit=0.4, max_attempts=1, retry="nack")

    rows = {row["label"]: row for row in comparison(finished(short), finished(limited))["rows"]}

    assert rows["Killed attempts"]["a"] == "0"
    assert rows["Killed attempts"]["b"] != "0"
    assert rows["Killed attempts"]["better"] is False
    assert rows["Slot time on duplicates"]["better"] is True
    assert "Slots, on average" not in rows


def test_more_slots_are_told_as_neither_better_nor_worse(short: dict[str, Any]) -> None:
    larger = with_settings(short, "workers", instances=12)

    rows = {row["label"]: row for row in comparison(finished(short), finished(larger))["rows"]}

    row = rows["Slots, on average"]
    assert (row["a"], row["b"], row["better"]) == ("20", "24", None)


def test_a_run_does_not_differ_from_itself(short: dict[str, Any]) -> None:
    run = finished(short)

    found = comparison(run, run)

    assert found["changes"] == []
    assert found["verdict"]["good"] is None
    assert {row["change"] for row in found["rows"]} == {"—"}


def test_another_seed_is_not_the_same_work(short: dict[str, Any]) -> None:
    other = copy.deepcopy(short)
    other["run"]["seed"] = 2

    found = comparison(finished(short), finished(other))

    assert found["same_work"] is False
    assert found["verdict"]["text"].startswith("Not the same work")
    assert [change["label"] for change in found["changes"]] == ["Run, seed"]


def test_layout_names_and_labels_are_no_changes(short: dict[str, Any]) -> None:
    moved = copy.deepcopy(short)
    moved["name"] = "Another"
    moved["layout"] = {"jobs": {"x": 1, "y": 2}}
    moved["components"]["jobs"]["label"] = "Tasks"

    assert differences(short, moved) == []


def test_a_default_written_out_is_no_change(short: dict[str, Any]) -> None:
    assert differences(short, with_settings(short, "workers", retry="visibility")) == []


def test_lists_of_the_same_length_differ_by_what_is_in_them(short: dict[str, Any]) -> None:
    one = {"name": "film", "share": 0.2, "size": 5}
    (client,) = [id for id, each in short["components"].items() if each["type"] == "client"]
    before = with_settings(short, client, classes=[one])
    after = with_settings(short, client, classes=[one | {"size": 9}])

    (found,) = differences(before, after)

    assert found["a"].replace(NARROW, " ") == "name film, share 20 %, size 5"
    assert found["b"].replace(NARROW, " ") == "name film, share 20 %, size 9"


def test_what_is_added_and_removed_is_named(short: dict[str, Any]) -> None:
    without = copy.deepcopy(short)
    del without["components"]["dead"], without["edges"]["redrive"]

    assert [(one["label"], one["a"], one["b"]) for one in differences(short, without)] == [
        ("Dead letters", "Queue", "—"),
        ("Jobs → Dead letters", "Dead letter", "—"),
    ]


def row(label: str, a: float, b: float) -> Row:
    return Row(BY_LABEL[label], a, b)


def test_what_outweighs_leads_and_the_rest_is_the_price() -> None:
    found = verdict([row("Dead letters", 55, 16), row("Latency, p99", 156, 197)], "Same: ")

    assert found == {
        "title": "Dead letters: 39 fewer, at a price",
        "text": (
            "Same: dead letters 55 → 16. The price: p99 latency rises by "
            f"41{NARROW}s to 3{NARROW}m 17{NARROW}s."
        ),
        "good": True,
    }


def test_a_difference_that_another_seed_could_make_is_not_judged() -> None:
    assert row("Done", 5108, 5106).better is None
    assert row("Slots in use", 0.837, 0.764).better is None


@given(
    st.lists(
        st.builds(
            Row,
            st.sampled_from(MEASURES),
            st.floats(0, 1e9, allow_nan=False),
            st.floats(0, 1e9, allow_nan=False),
        ),
        max_size=12,
    )
)
def test_any_two_results_give_a_table_and_a_sentence(rows: list[Row]) -> None:
    table = [one.to_dict() for one in rows]
    found = verdict(rows, "Same: ")

    assert all(text for line in table for text in (line["a"], line["b"], line["change"]))
    assert found["title"]
    assert found["text"].endswith(".")


def test_a_measure_that_one_result_lacks_is_left_out(short: dict[str, Any]) -> None:
    result = finished(short).result
    without = copy.deepcopy(result)
    assert result is not None
    assert without is not None
    del without["system"]["percentiles"]["latency"]

    labels = [one.measure.label for one in rows_of(result, without)]

    assert "Done" in labels
    assert "Latency, p50" not in labels


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (0.2, "200 ms"), (8, "8 s"), (222, "3 m 42 s"), (3599.7, "1 h"), (7500, "2 h 5 m"),
     (345_600, "4 d")],
)  # fmt: skip
def test_durations_are_written_as_people_say_them(seconds: float, text: str) -> None:
    assert wording.duration(seconds).replace(NARROW, " ") == text


PURGE = {"at": 60, "target": "jobs", "action": "purge", "settings": {}}


def with_timeline(document: dict[str, Any], **timeline: Any) -> dict[str, Any]:
    design, problems = read_design({**document, "timeline": timeline})
    assert design is not None, problems
    return design.to_dict()


@pytest.mark.parametrize(
    ("before", "after", "path", "label", "a", "b"),
    [
        ({}, {"p": PURGE}, ["timeline", "p"], "Jobs, purge", "—", f"at 1{NARROW}min"),
        ({"p": PURGE}, {}, ["timeline", "p"], "Jobs, purge", f"at 1{NARROW}min", "—"),
        (
            {"p": PURGE},
            {"p": {**PURGE, "at": "2m"}},
            ["timeline", "p", "at"],
            "Jobs, purge, at",
            f"60{NARROW}s",
            f"120{NARROW}s",
        ),
    ],
)
def test_what_the_timeline_does_is_among_what_was_changed(
    short: dict[str, Any],
    before: dict[str, Any],
    after: dict[str, Any],
    path: list[str],
    label: str,
    a: str,
    b: str,
) -> None:
    found = differences(with_timeline(short, **before), with_timeline(short, **after))

    assert found == [{"path": path, "label": label, "a": a, "b": b}]
