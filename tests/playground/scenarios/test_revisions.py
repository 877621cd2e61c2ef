"""Revisions: immutable, addressed by their content."""

from typing import Any

import pytest

from playground.accounts.models import Owner
from playground.scenarios.models import Cut, Revision, Scenario
from playground.scenarios.services import revision_cut, scenario_create
from simulator import Design, read_design
from tests.playground.people import SMALL


@pytest.fixture
def scenario(db: None) -> Scenario:
    return scenario_create(owner=Owner.objects.create(), document=SMALL)


def design(**changed: Any) -> Design:
    found, problems = read_design({**SMALL, **changed})
    assert found is not None, problems
    return found


def test_the_same_content_is_the_same_revision_from_whatever_scenario(scenario: Scenario) -> None:
    other = scenario_create(owner=Owner.objects.create(), document=SMALL)

    first = revision_cut(scenario=scenario, design=design(), reason="run")
    second = revision_cut(scenario=other, design=design(), reason="run")

    assert first.pk == second.pk
    assert Revision.objects.count() == 1
    assert Cut.objects.count() == 2


def test_moving_a_component_makes_another_revision_of_the_same_work(scenario: Scenario) -> None:
    first = revision_cut(scenario=scenario, design=design(), reason="run")
    moved = revision_cut(scenario=scenario, design=design(layout={}), reason="run")

    assert first.pk != moved.pk
    assert first.identity == moved.identity


def test_changing_a_setting_makes_other_work(scenario: Scenario) -> None:
    first = revision_cut(scenario=scenario, design=design(), reason="run")
    longer = design(run={"duration": "60s", "seed": 3})

    assert revision_cut(scenario=scenario, design=longer, reason="run").identity != first.identity


def test_cutting_twice_for_the_same_reason_is_noted_once(scenario: Scenario) -> None:
    for _ in range(2):
        revision_cut(scenario=scenario, design=design(), reason="run")

    assert Cut.objects.get().reason == "run"
