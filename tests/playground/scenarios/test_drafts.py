"""Drafts: saved as they are drawn, and never overwritten in silence."""

import pytest

from playground.scenarios.models import Revision, Scenario
from tests.playground.people import SMALL, Person, said

RENAMED = {**SMALL, "name": "Parcels"}
MOVED = {**SMALL, "layout": {**SMALL["layout"], "shop": {"x": 16, "y": 16}}}


def test_what_is_saved_is_there_when_the_page_is_opened_again(alice: Person) -> None:
    scenario = alice.draw()

    saved = alice.save(scenario["id"], scenario["version"], MOVED)
    again = said(alice.get(f"/api/scenarios/{scenario['id']}"))

    assert saved.status_code == 200
    assert again["version"] == said(saved)["version"] == scenario["version"] + 1
    assert again["design"]["layout"]["shop"] == {"x": 16, "y": 16}


def test_the_preset_that_a_component_follows_is_kept_and_written_nowhere_else(
    alice: Person,
) -> None:
    scenario = alice.draw()
    worker = {**SMALL["components"]["hands"], "preset": "sidekiq"}
    design = {**SMALL, "components": {**SMALL["components"], "hands": worker}}

    alice.save(scenario["id"], scenario["version"], design)
    components = said(alice.get(f"/api/scenarios/{scenario['id']}"))["design"]["components"]

    assert {id for id, each in components.items() if "preset" in each} == {"hands"}
    assert components["hands"]["preset"] == "sidekiq"


def test_of_two_tabs_the_second_is_told_and_gets_what_the_first_one_saved(alice: Person) -> None:
    scenario = alice.draw()

    first = alice.save(scenario["id"], 1, MOVED)
    second = alice.save(scenario["id"], 1, RENAMED)

    assert first.status_code == 200
    assert second.status_code == 409
    assert said(second)["version"] == 2
    assert said(second)["design"]["layout"] == MOVED["layout"]
    assert said(second)["message"] == "This design was changed elsewhere in the meantime."
    assert Scenario.objects.get(pk=scenario["id"]).draft["name"] == "Letters"


def test_the_second_tab_can_go_on_from_what_it_was_given(alice: Person) -> None:
    scenario = alice.draw()
    alice.save(scenario["id"], 1, MOVED)
    other = said(alice.save(scenario["id"], 1, RENAMED))

    merged = {**other["design"], "name": "Parcels"}

    assert alice.save(scenario["id"], other["version"], merged).status_code == 200
    kept = Scenario.objects.get(pk=scenario["id"])
    assert kept.draft["layout"]["shop"] == {"x": 16, "y": 16}
    assert kept.name == "Parcels"


def test_a_save_sent_again_because_its_answer_was_lost_is_no_conflict(alice: Person) -> None:
    scenario = alice.draw()
    alice.save(scenario["id"], 1, MOVED)

    again = alice.save(scenario["id"], 1, MOVED)

    assert again.status_code == 200
    assert said(again)["version"] == 2


def test_a_draft_need_not_be_able_to_run(alice: Person) -> None:
    scenario = alice.draw()
    unfinished = {**SMALL, "components": {"shop": SMALL["components"]["shop"]}, "layout": {}}

    assert alice.save(scenario["id"], 1, unfinished).status_code == 200


def test_a_draft_has_the_shape_of_a_design(alice: Person) -> None:
    scenario = alice.draw()

    edges = {"e": {"source": "shop"}}
    shapeless_ones: list[object] = [[], 5, {"components": 5}, {**SMALL, "edges": edges}]

    for shapeless in shapeless_ones:
        answer = alice.send(
            "PUT", f"/api/scenarios/{scenario['id']}/draft", {"version": 1, "design": shapeless}
        )
        assert answer.status_code == 422, shapeless
        assert said(answer)["problems"][0]["message"].endswith(".")


def test_a_name_given_elsewhere_counts_as_a_save_and_cuts_a_revision(alice: Person) -> None:
    scenario = alice.draw()

    named = alice.send("PATCH", f"/api/scenarios/{scenario['id']}", {"name": "  Parcels \n"})

    assert said(named)["name"] == said(named)["design"]["name"] == "Parcels"
    assert said(named)["version"] == 2
    assert alice.save(scenario["id"], 1, MOVED).status_code == 409
    cut = Revision.objects.get(cuts__scenario=scenario["id"], cuts__reason="name")
    assert cut.content["name"] == "Parcels"


@pytest.mark.parametrize("name", ["", "   ", "\t\n"])
def test_a_scenario_always_has_a_name(alice: Person, name: str) -> None:
    scenario = alice.draw(name="Letters")

    named = alice.send("PATCH", f"/api/scenarios/{scenario['id']}", {"name": name})

    assert said(named)["name"] == "Untitled design"


def test_a_name_longer_than_a_line_is_refused_with_its_limit(alice: Person) -> None:
    scenario = alice.draw()

    answer = alice.send("PATCH", f"/api/scenarios/{scenario['id']}", {"name": "x" * 201})

    assert answer.status_code == 422
    assert said(answer)["message"] == "name: This may have at most 200 characters."
