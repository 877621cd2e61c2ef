"""Every setting counts: there is a design in which changing it changes what a run tells."""

from collections.abc import Iterator
from typing import Any

import pytest

from simulator import Simulation, catalog
from tests.builders import Document, read
from tests.simulator.counting.table import BURIED, EDGE, SLOW, TABLE, Row
from tests.simulator.counting.town import (
    RUN,
    Given,
    action,
    differ,
    lives,
    settle,
    told,
    town,
)  # fmt: skip

PARTS = {
    "client": "client", "scheduler": "beat", "service": "web", "database": "db", "queue": "jobs",
    "worker": "workers",
}  # fmt: skip
"""The part of the town whose settings stand for those of all components of its type."""

Name = tuple[str, ...]
"""Whose setting, its name, and the field of a list's entry or the value of a choice."""


def owners() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every component type and edge kind with its settings."""
    known = catalog()
    yield from ((each["type"], each["fields"]) for each in known["types"])
    yield from ((kind, each["fields"]) for kind, each in known["edges"].items())


def names() -> Iterator[tuple[Name, dict[str, Any]]]:
    """Every setting; of a choice each value that is not the default, of a list each field."""
    for owner, fields in owners():
        for field in fields:
            own = (owner, field["name"])
            if field["kind"] == "choice":
                values = [choice["value"] for choice in field["choices"]]
                yield from (((*own, it), field) for it in values if it != field["default"])
            else:
                yield own, field
            yield from (((*own, part["name"]), part) for part in field["fields"])


SETTINGS = dict(names())


def places(name: Name) -> list[str]:
    """Whose setting it is in the town; of an edge, every one at which it has a meaning."""
    if name[0] in PARTS:
        return [row_of(name).on or PARTS[name[0]]]
    known, data = catalog()["connections"], town()
    types = {id: each["type"] for id, each in data["components"].items()}

    def has_meaning(edge: Document) -> bool:
        ends = known[types[edge["source"]]][types[edge["target"]]]
        return name[1] not in ends["idle"].get(edge["kind"], ())

    edges = data["edges"].items()
    return [id for id, edge in edges if edge["kind"] == name[0] and has_meaning(edge)]


def row_of(name: Name) -> Row:
    """The row of a setting; a choice may have one for all of its values."""
    return TABLE.get(name) or TABLE.get(name[:2]) or Row()


def enabling(field: dict[str, Any]) -> dict[str, Any]:
    """The other settings with which one has a meaning."""
    wanted = {it: each for it, each in (field["visible_when"] or {}).items() if each != ["given"]}
    return {other: {"true": True}.get(values[0], values[0]) for other, values in wanted.items()}


def values(name: Name, field: dict[str, Any]) -> list[Any]:
    """Values that differ from the default, and from each other in size."""
    if field["kind"] == "choice":
        return [name[2]]
    if field["kind"] == "boolean":
        return [not field["default"]]
    if field["kind"] == "distribution":
        return [0.7]
    lowest, default = field["minimum"] or 0, field["default"] or 0
    some = {1e-2 if field["above"] else lowest, 1, 2, 5, 2 * default}
    some = some if field["kind"] == "integer" else some | {0.3}
    return sorted(each for each in some - {field["default"]} if lowest <= each <= field["maximum"])


def changed(data: Document, part: str, name: Name, field: dict[str, Any], value: Any) -> Document:
    """The same with one setting changed; of a list, that field of its last entry."""
    if len(name) == 2 or field["kind"] == "choice":
        return settle(data, {part: {name[1]: value}})
    place = data["components"][part]["settings"]
    *others, last = place[name[1]]
    return settle(data, {part: {name[1]: [*others, {**last, name[2]: value}]}})


CASES = {f"{part} {'.'.join(name)}": (part, name) for name in SETTINGS for part in places(name)}


@pytest.mark.parametrize("case", CASES)
def test_a_setting_changes_what_a_run_tells(case: str) -> None:
    part, name = CASES[case]
    field, row = SETTINGS[name], row_of(name)
    tell = lives if row.in_lives else told
    surroundings = {part if id == EDGE else id: given for id, given in row.given.items()}
    base = settle(settle(town(), {part: enabling(field)}), surroundings)
    as_it_is = tell(base)
    assert isinstance(as_it_is, dict) or row.in_lives, as_it_is

    tried = row.values or values(name, field)
    found = (tell(changed(base, part, name, field, value)) for value in tried)

    assert any(differ(as_it_is, each) for each in found), f"It does nothing: tried {tried}"


def test_the_table_names_only_settings_that_there_are() -> None:
    known = {*SETTINGS, *(name[:2] for name in SETTINGS)}
    assert TABLE.keys() <= known


ACTIONS = {
    f"{type['type']} {kind['name']}": (PARTS[type["type"]], kind)
    for type in catalog()["types"]
    for kind in type["actions"]
    if kind["name"] != "set"  # Each setting that may be set has tests of its own.
}
SURROUNDINGS: dict[str, Given] = {
    "client start": {"before": action("client", "stop", at=10)},
    "scheduler start": {"before": action("beat", "stop", at=10)},
    "worker start": {"before": action("workers", "stop", at=10)},
    "queue purge": SLOW,
    "queue redrive": {**BURIED, "dead": {"redrive_rate": 1}},
}


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_and_each_of_its_settings_change_what_a_run_tells(name: str) -> None:
    part, kind = ACTIONS[name]
    part = "dead" if kind["name"] == "redrive" else part
    base = settle(town(), SURROUNDINGS.get(name, {}))
    done = settle(base, {"act": action(part, kind["name"], at=20.5)})
    as_it_is = told(done)
    assert differ(told(base), as_it_is)

    for field in kind["fields"]:
        tried = [it["value"] for it in field["choices"]] or values((name, field["name"]), field)
        settings = [{field["name"]: value} for value in tried]
        acts = (settle(base, {"act": action(part, kind["name"], at=20.5, **it)}) for it in settings)
        assert any(differ(as_it_is, told(each)) for each in acts), f"{field['name']} does nothing"


@pytest.mark.parametrize("change", [{"duration": 40}, {"frame": 2}, {"seed": 2}, {"warm_up": 20}])
def test_a_setting_of_the_run_changes_what_it_tells(change: dict[str, Any]) -> None:
    def whole(data: Document) -> Any:
        simulation = Simulation(read(data))
        return [frame.to_dict() for frame in simulation.frames()], simulation.result().to_dict()

    assert whole(town()) != whole(settle(town(), {RUN: change}))
