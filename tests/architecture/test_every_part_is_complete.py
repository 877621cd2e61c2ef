"""Every part is complete: what a component type or a rule must bring along, found by looking."""

import json
import re
from pathlib import Path

import pytest

from simulator import catalog, components
from simulator.design import Component, Registry
from simulator.design.page import HEADINGS, page_of
from simulator.feedback import Rule
from simulator.rules import all_rules

ROOT = Path(__file__).parents[2]
REGISTRY = list(Registry.of_package(components))
EXAMPLES = [
    json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "examples").glob("*.json")
]
EDGE_KINDS = sorted(catalog()["edges"])
every_type = pytest.mark.parametrize("type", REGISTRY, ids=lambda each: each.about.type)
every_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda each: each.code)


@every_type
def test_a_component_type_stands_in_the_module_of_its_name(type: type[Component]) -> None:
    name = type.about.type.replace("-", "_")
    assert type.__module__ == f"simulator.components.{name}"


def test_every_module_of_components_holds_one_type() -> None:
    modules = {path.stem for path in (ROOT / "simulator" / "components").glob("*.py")}
    assert modules - {"__init__"} == {each.about.type.replace("-", "_") for each in REGISTRY}


@every_type
def test_a_component_type_has_a_page_with_all_headings(type: type[Component]) -> None:
    page = page_of(type)
    assert page["summary"].endswith(".")
    assert [section["heading"] for section in page["sections"]] == list(HEADINGS)
    questions = page["sections"][-1]["text"]
    assert len(re.findall(r"^\*\*.+\?\*\*", questions, re.MULTILINE)) >= 2


@every_type
def test_a_component_type_has_its_icons(type: type[Component]) -> None:
    sprite = (ROOT / "static" / "icons.svg").read_text(encoding="utf-8")
    icons = [type.about.icon, *(role.icon for role in type.about.roles.values())]
    for icon in icons:
        assert f'id="{icon}"' in sprite


@every_type
def test_a_component_type_has_a_running_part(type: type[Component]) -> None:
    assert type.build is not Component.build


@every_type
def test_a_component_type_is_shown_in_an_example(type: type[Component]) -> None:
    shown = {
        component["type"]
        for example in EXAMPLES
        for component in example["design"]["components"].values()
    }
    assert type.about.type in shown


@every_type
def test_a_component_type_has_tests(type: type[Component]) -> None:
    word = re.compile(rf'"{type.about.type}"|\b{type.__name__}\b')
    tests = (ROOT / "tests" / "simulator").rglob("test_*.py")
    assert any(word.search(path.read_text(encoding="utf-8")) for path in tests)


@pytest.mark.parametrize("kind", EDGE_KINDS)
def test_a_kind_of_edge_is_shown_in_an_example(kind: str) -> None:
    shown = {edge["kind"] for each in EXAMPLES for edge in each["design"]["edges"].values()}
    assert kind in shown


@every_rule
def test_a_rule_has_tests_that_name_it(rule: Rule) -> None:
    tests = (ROOT / "tests" / "simulator" / "rules").glob("test_*.py")
    assert any(f'"{rule.code}"' in path.read_text(encoding="utf-8") for path in tests)
