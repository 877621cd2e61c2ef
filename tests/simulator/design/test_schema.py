"""Schema: what the published JSON Schema lets through is what reading lets through."""

import json
from pathlib import Path
from typing import Any

import pytest

from simulator import catalog, design_schema, read_design
from tests.builders import chain, component, edge, uploads
from tests.simulator.design.schema_checker import holds
from tests.simulator.design.test_distributions import ONE_OF_EACH

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.json"))


def fits(data: Any) -> bool:
    return holds(design_schema(), data, design_schema())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_fits_the_schema(path: Path) -> None:
    assert fits(json.loads(path.read_text())["design"])


@pytest.mark.parametrize("value", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_every_way_to_write_a_distribution_fits_the_schema(value: Any) -> None:
    assert fits(chain(worker={"processing_time": value}))


def test_the_preset_that_a_component_follows_fits_the_schema() -> None:
    data = chain()
    data["components"]["jobs"]["preset"] = "sqs-standard"
    data["components"]["workers"]["preset"] = "sqs-standard"

    assert fits(data)


def test_a_design_written_with_every_default_fits_the_schema_and_is_read() -> None:
    types = {each["type"]: each["defaults"] for each in catalog()["types"]}
    data = uploads()
    for each in data["components"].values():
        each["settings"] = types[each["type"]]
    for each in data["edges"].values():
        fields = catalog()["edges"][each["kind"]]["fields"]
        each["settings"] = {field["name"]: field["default"] for field in fields}
    data["run"] = {field["name"]: field["default"] for field in catalog()["run"]["fields"]}

    assert fits(data)
    design, problems = read_design(data)
    assert not problems
    assert design is not None
    assert all(not each["settings"] for each in design.to_dict()["components"].values())


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("version", 2),
        ("colour", "red"),
        ("timeline", {"a": {}}),
        ("timeline", {"a": {"at": 5, "target": "jobs", "action": "tickle"}}),
        ("timeline", {"a": {"at": "soon", "target": "jobs", "action": "purge"}}),
        ("timeline", {"a": {"at": 5, "target": "jobs", "action": "purge", "settings": {"x": 1}}}),
        ("components/jobs/type", "lorry"),
        ("components/jobs/label", "x" * 81),
        ("components/jobs/preset", "sqs-standart"),
        ("components/client/preset", "sqs-standard"),
        ("components/jobs/settings", {"visibility_timeout": -5}),
        ("components/jobs/settings", {"visibility_timeout": "soon"}),
        ("components/jobs/settings", {"visibility_timeout": "13parsecs"}),
        ("components/jobs/settings", {"capacity": 1.5}),
        ("components/jobs/settings", {"rate": 3}),
        ("components/workers/settings", {"processing_time": {"mean": 3}}),
        ("components/workers/settings", {"processing_time": {"kind": "gamma", "mean": 3}}),
        ("components/workers/settings", {"idempotent": "yes"}),
        ("components/client/settings", {"pattern": "tsunami"}),
        ("edges/send/kind", "letter"),
        ("edges/send/settings", {"max_receives": 3}),
        ("components/4you", component("queue")),
        ("run", {"seed": -1}),
        ("layout", {"jobs": {"x": "left", "y": 0}}),
    ],
    ids=str,
)
def test_what_the_schema_refuses_is_refused_in_reading_too(place: str, value: Any) -> None:
    data: Any = chain()
    *outer, last = place.split("/")
    inner = data
    for step in outer:
        inner = inner[step]
    inner[last] = value

    assert not fits(data)
    assert read_design(data)[0] is None


def test_the_schema_leaves_to_reading_what_holds_between_components() -> None:
    data = chain()
    data["edges"]["back"] = edge("workers", "message", "client")

    assert fits(data)
    assert read_design(data)[0] is None


def test_the_schema_is_plain_json_of_the_2020_draft() -> None:
    schema = json.loads(json.dumps(design_schema()))

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    types = schema["properties"]["components"]["additionalProperties"]["oneOf"]
    assert {each["properties"]["type"]["const"] for each in types} == {
        each["type"] for each in catalog()["types"]
    }
