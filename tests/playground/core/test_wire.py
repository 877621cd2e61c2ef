"""The wire: the browser's types are those of Python."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

from playground.core.management.commands.export_schemas import combined_schema, wire_schemas
from playground.core.schemas import Frame, FrameSchema, RunResult
from playground.scenarios.example_runs import example_run
from playground.scenarios.schemas import ExampleRun
from tests.playground.people import Person, said


def test_the_schemas_are_the_same_whenever_they_are_printed() -> None:
    first, second = StringIO(), StringIO()

    call_command("export_schemas", stdout=first)
    call_command("export_schemas", stdout=second)

    assert first.getvalue() == second.getvalue()


def test_every_wire_type_stands_in_the_document_once() -> None:
    names = [schema.__name__ for schema in wire_schemas()]

    assert len(names) == len(set(names))
    assert set(names) <= set(combined_schema()["definitions"])


def test_the_schemas_can_be_written_to_a_file(tmp_path: Path) -> None:
    call_command("export_schemas", output=tmp_path / "wire.json")

    assert '"Scenario"' in (tmp_path / "wire.json").read_text()


def test_a_run_of_the_story_is_what_the_types_say() -> None:
    run = example_run("the_timeout_that_is_too_short")
    assert run is not None

    ExampleRun.model_validate(run)
    FrameSchema.model_validate(run["schema"])
    RunResult.model_validate(run["result"])
    for frame in run["frames"]:
        Frame.model_validate(frame)


def test_the_home_page_can_play_its_story(bob: Person) -> None:
    first = bob.get("/api/examples/the_timeout_that_is_too_short/run")

    again = bob.browser.get(
        "/api/examples/the_timeout_that_is_too_short/run",
        headers={"If-None-Match": first.headers["ETag"]},
    )

    assert said(first)["frames"][0]["seq"] == 1
    assert said(first)["schema"]["version"] == 1
    assert again.status_code == 304


def test_the_api_describes_itself(bob: Person) -> None:
    document = said(bob.get("/api/openapi.json"))

    assert "/api/scenarios/{scenario_id}/draft" in document["paths"]
    assert bob.get("/api/docs").status_code == 200
