"""Catalog: what palette, inspector, nodes and pages are made from."""

import json
from typing import Any

import pytest

from simulator import catalog

TYPES = {each["type"]: each for each in catalog()["types"]}
FIELDS = [
    pytest.param(field, id=f"{owner}.{field['name']}")
    for owner, fields in [
        *((name, each["fields"]) for name, each in TYPES.items()),
        *((name, each["fields"]) for name, each in catalog()["edges"].items()),
        ("run", catalog()["run"]["fields"]),
    ]
    for field in fields
]


def test_the_catalog_is_plain_json() -> None:
    assert json.loads(json.dumps(catalog(), allow_nan=False)) == catalog()


def test_the_palette_goes_from_where_work_begins_to_where_it_ends() -> None:
    assert list(TYPES) == ["client", "scheduler", "service", "worker", "queue", "database"]


@pytest.mark.parametrize("field", FIELDS)
def test_every_setting_says_what_it_is_and_where_its_default_comes_from(
    field: dict[str, Any],
) -> None:
    assert field["label"]
    assert field["help"].endswith(".")
    assert field["source"]
    if field["nullable"]:
        assert field["nothing"]
    if field["kind"] == "choice":
        assert field["default"] in [choice["value"] for choice in field["choices"]]
        assert all(choice["label"] and choice["help"] for choice in field["choices"])
    if field["kind"] in ("integer", "number", "rate", "duration", "share"):
        assert field["minimum"] is not None
        assert field["maximum"] is not None


@pytest.mark.parametrize("field", FIELDS)
def test_what_a_setting_depends_on_is_a_choice_or_a_switch_with_these_values_or_may_be_null(
    field: dict[str, Any],
) -> None:
    owners = [*(each["fields"] for each in TYPES.values())]
    owners += [each["fields"] for each in catalog()["edges"].values()]
    owners.append(catalog()["run"]["fields"])
    (siblings,) = [fields for fields in owners if field in fields][:1]
    for name, values in (field["visible_when"] or {}).items():
        (other,) = [each for each in siblings if each["name"] == name]
        able = ["true", "false"] if other["kind"] == "boolean" else []
        able += ["given"] if other["nullable"] else []
        assert set(values) <= {*able, *(choice["value"] for choice in other["choices"])}


@pytest.mark.parametrize("type", TYPES.values(), ids=TYPES)
def test_a_face_shows_only_settings_and_metrics_that_exist(type: dict[str, Any]) -> None:
    settings = {field["name"] for field in type["fields"]}
    own = {metric["name"] for metric in type["metrics"]}
    faces = [(type["face"], own)]
    faces += [
        (role["face"], own | {metric["name"] for metric in role["metrics"]})
        for role in type["roles"].values()
    ]
    for face, metrics in faces:
        assert {each["setting"] for each in face["settings"]} <= settings
        assert not face["figure"] or face["figure"]["metric"] in metrics
        instrument = dict(face["instrument"] or {})
        instrument.pop("kind", None)
        assert set(instrument.values()) <= metrics
        for row in face["rows"]:
            assert {row["metric"], row.get("of", row["metric"])} <= metrics


@pytest.mark.parametrize("type", TYPES.values(), ids=TYPES)
def test_a_metric_has_one_name_and_says_what_it_counts(type: dict[str, Any]) -> None:
    metrics = [*type["metrics"]]
    for role in type["roles"].values():
        metrics += role["metrics"]
    assert len({metric["name"] for metric in metrics}) == len(metrics)
    assert all(metric["help"].endswith(".") for metric in metrics)


def test_every_pair_of_types_can_be_joined_or_has_a_reason() -> None:
    for source in TYPES:
        for target in TYPES:
            found = catalog()["connections"][source][target]
            assert bool(found["kinds"]) != bool(found["reason"]), (source, target)
            assert not found["reason"] or found["reason"].endswith(".")


def test_the_connections_are_those_of_the_design_format() -> None:
    found = {
        (source, kind, target)
        for source, targets in catalog()["connections"].items()
        for target, connection in targets.items()
        for kind in connection["kinds"]
    }
    assert found == {
        ("client", "call", "service"),
        ("client", "call", "database"),
        ("client", "message", "queue"),
        ("scheduler", "call", "service"),
        ("scheduler", "call", "database"),
        ("scheduler", "message", "queue"),
        ("service", "call", "service"),
        ("service", "call", "database"),
        ("service", "message", "queue"),
        ("queue", "message", "worker"),
        ("queue", "dead-letter", "queue"),
        ("worker", "call", "service"),
        ("worker", "call", "database"),
        ("worker", "message", "queue"),
    }


def test_limits_are_published_by_name() -> None:
    assert catalog()["limits"]["components_max"] == 1_000
    assert catalog()["limits"]["messages_max"] == 2_000_000
