"""Every action is known: what a type declares can be done to its running part, and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

from simulator import Design, Simulation, catalog, read_design

EXAMPLES = [
    json.loads(path.read_text(encoding="utf-8"))["design"]
    for path in sorted((Path(__file__).parents[2] / "examples").glob("*.json"))
]
STORY = next(each for each in EXAMPLES if each["name"] == "The timeout that is too short")
TYPES = {each["type"]: each for each in catalog()["types"]}
ACTIONS = [
    pytest.param(name, action["name"], id=f"{name}.{action['name']}")
    for name, type in TYPES.items()
    for action in type["actions"]
    if action["name"] != "set"
]


def example_of(type: str, **changed: Any) -> tuple[Design, str]:
    """A minute of an example with such a component, and the id of the first one."""
    run = {"duration": 60, "seed": 1}
    example = next(
        each
        for each in (STORY, *EXAMPLES)
        if type in {part["type"] for part in each["components"].values()}
    )
    design, problems = read_design({**example, "run": run, "timeline": {}, **changed})
    assert design is not None, [problem.message for problem in problems]
    return design, next(each.id for each in design.of_type(type))


def with_action(type: str, action: str, settings: dict[str, Any]) -> tuple[Design, str]:
    """The same, to which this is done after half of that minute."""
    _, id = example_of(type)
    entry = {"at": 30, "target": id, "action": action, "settings": settings}
    return example_of(type, timeline={"it": entry})


@pytest.mark.parametrize(("type", "action"), ACTIONS)
def test_an_action_that_a_type_declares_can_be_done(type: str, action: str) -> None:
    design, id = with_action(type, action, {})
    simulation = Simulation(design)
    *_, last = simulation.frames()

    assert last.end == 60
    assert [entry["target"] for entry in simulation.result().actions] == [id]


@pytest.mark.parametrize("type", TYPES)
def test_a_setting_that_can_be_changed_is_followed(type: str) -> None:
    changeable = [field for field in TYPES[type]["fields"] if field["changeable"]]
    kinds = {action["name"] for action in TYPES[type]["actions"]}

    assert ("set" in kinds) == bool(changeable)
    for field in changeable:
        first = {"setting": changeable[0]["name"], "value": changeable[0]["default"]}
        design, id = with_action(type, "set", first)
        simulation = Simulation(design)
        simulation._world.parts[id].change(field["name"], field["default"])
        *_, last = simulation.frames()
        assert last.end == 60


@pytest.mark.parametrize("type", TYPES)
def test_a_running_part_has_no_action_that_its_type_does_not_declare(type: str) -> None:
    declared = {action["name"] for action in TYPES[type]["actions"]} - {"set"}
    design, id = with_action(type, max(declared), {}) if declared else example_of(type)

    assert set(Simulation(design)._world.parts[id].actions()) == declared
