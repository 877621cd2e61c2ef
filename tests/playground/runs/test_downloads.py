"""Downloads: whole, in order, and readable by programs that know nothing of this one."""

import csv
import io
import json

import pytest

from playground.accounts.models import Owner
from playground.runs import downloads
from playground.runs.downloads import csv_table, frames_of, json_document
from playground.runs.models import Run
from playground.scenarios.models import Scenario
from playground.scenarios.services import scenario_create
from tests.playground.runs.designs import slow_to_play, undisturbed
from tests.playground.runs.test_services import compute_all, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("cold")]

FRAMES = 10


@pytest.fixture
def scenario() -> Scenario:
    return scenario_create(owner=Owner.objects.create())


@pytest.fixture
def run(scenario: Scenario) -> Run:
    return compute_all(start(scenario, slow_to_play(FRAMES)))


def table(run: Run) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(csv_table(run)), newline="")))


@pytest.mark.parametrize("page", [1, 3, FRAMES, FRAMES + 1])
def test_no_frame_is_lost_or_doubled_between_two_reads(
    run: Run, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "PAGE", page)
    frames, _ = undisturbed(slow_to_play(FRAMES))

    assert list(frames_of(run)) == frames
    assert json.loads(b"".join(json_document(run)))["frames"] == frames
    assert len(table(run)) == FRAMES * (
        1 + len(run.schema["components"]) + len(run.schema["edges"])
    )


def test_the_document_says_what_every_column_means(run: Run) -> None:
    document = json.loads(b"".join(json_document(run)))

    schema, about = document["schema"], document["columns"]
    assert [*about["system"]] == schema["system"]
    types = {id: part["type"] for id, part in document["run"]["design"]["components"].items()}
    for id, names in schema["components"].items():
        assert set(names) <= set(about["components"][types[id]])
    for names in schema["edges"].values():
        assert set(names) <= set(about["edges"])
    oldest = about["components"]["queue"]["oldest"]
    assert (oldest["label"], oldest["unit"], oldest["kind"]) == ("Oldest", "s", "gauge")
    assert oldest["help"].endswith(".")


def test_the_document_is_written_frame_by_frame(run: Run) -> None:
    pieces = list(json_document(run))

    assert len(pieces) == 1 + FRAMES + 1
    assert all(json.loads(piece.strip(b",\n"))["seq"] for piece in pieces[1:-1])


def test_the_table_holds_every_value_in_its_column_and_nothing_where_there_is_none(
    run: Run,
) -> None:
    frames, _ = undisturbed(slow_to_play(FRAMES))
    schema = run.schema
    columns = {"": schema["system"], **schema["components"], **schema["edges"]}

    rows = iter(table(run))
    for frame in frames:
        parts = {"": frame["system"], **frame["components"], **frame["edges"]}
        for part, values in parts.items():
            row = next(rows)
            assert (row["id"], row["seq"]) == (part, str(frame["seq"]))
            assert (float(row["start"]), float(row["end"])) == (frame["start"], frame["end"])
            known = dict(zip(columns[part], values, strict=True))
            for column in row.keys() - {"kind", "id", "label", "seq", "start", "end"}:
                value = known.get(column)
                assert row[column] == ("" if value is None else str(value))


def test_the_table_says_what_each_row_is_about(scenario: Scenario) -> None:
    design = slow_to_play(FRAMES)
    design["components"]["jobs"]["label"] = "=HYPERLINK(1)"
    design["components"]["workers"]["label"] = ""
    rows = table(compute_all(start(scenario, design)))

    # A spreadsheet would take a label that begins so for a formula.
    assert [(row["kind"], row["id"], row["label"]) for row in rows if row["seq"] == "1"] == [
        ("system", "", ""),
        ("client", "clients", "Clients"),
        ("queue", "dead", "Dead letters"),
        ("queue", "jobs", "'=HYPERLINK(1)"),
        ("worker", "workers", "workers"),
        ("message", "in", "Clients to =HYPERLINK(1)"),
        ("dead-letter", "redrive", "'=HYPERLINK(1) to Dead letters"),
        ("message", "work", "'=HYPERLINK(1) to workers"),
    ]


def test_a_run_that_waits_has_a_document_and_a_table_without_frames(scenario: Scenario) -> None:
    waiting = start(scenario, slow_to_play(FRAMES))

    document = json.loads(b"".join(json_document(waiting)))

    assert document["frames"] == []
    assert document["run"]["status"] == "queued"
    assert document["schema"] == waiting.schema
    assert table(waiting) == []
