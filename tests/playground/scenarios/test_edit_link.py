"""Edit links: for the day the cookie is lost, or for somebody to draw with."""

from urllib.parse import urlsplit

from playground.scenarios.models import Scenario
from tests.playground.people import SMALL, Person, said


def link(person: Person, scenario: str) -> str:
    url: str = said(person.send("POST", f"/api/scenarios/{scenario}/edit-link"))["url"]
    return urlsplit(url).path


def test_an_edit_link_gives_back_what_a_lost_cookie_took(alice: Person, bob: Person) -> None:
    scenario = alice.draw()["id"]
    address = link(alice, scenario)
    bob.submit(address)

    assert bob.get(f"/s/{scenario}/").status_code == 200
    assert bob.save(scenario, 1, SMALL).status_code == 200
    assert [one["id"] for one in bob.get("/api/scenarios").json()] == [scenario]


def test_it_takes_nothing_from_the_one_who_made_it(alice: Person, bob: Person) -> None:
    scenario = alice.draw()["id"]
    bob.submit(link(alice, scenario))

    assert alice.save(scenario, 1, SMALL).status_code == 200


def test_looking_at_an_edit_link_changes_nothing(alice: Person, bob: Person) -> None:
    scenario = alice.draw()["id"]

    page = bob.get(link(alice, scenario))

    assert page.status_code == 200
    assert "queueyard_owner" not in bob.browser.cookies
    assert bob.get(f"/s/{scenario}/").status_code == 404


def test_whoever_may_edit_already_is_led_straight_to_the_editor(alice: Person) -> None:
    scenario = alice.draw()["id"]

    assert alice.get(link(alice, scenario)).url == f"/s/{scenario}/"


def test_a_new_link_ends_the_old_one(alice: Person, bob: Person) -> None:
    scenario = alice.draw()["id"]
    old, new = link(alice, scenario), link(alice, scenario)

    assert bob.get(old).status_code == 404
    assert bob.get(new).status_code == 200


def test_the_secret_is_stored_nowhere(alice: Person) -> None:
    scenario = alice.draw()["id"]
    secret = link(alice, scenario).split("/")[2]

    stored = Scenario.objects.get(pk=scenario)

    assert secret not in str(stored.__dict__)
    assert len(secret) == 32


def test_a_wrong_secret_opens_nothing(alice: Person, bob: Person) -> None:
    link(alice, alice.draw()["id"])

    assert bob.submit("/edit/not-the-secret").status_code == 404
    assert bob.submit("/edit/None").status_code == 404


def test_the_link_of_a_deleted_scenario_opens_nothing(alice: Person, bob: Person) -> None:
    scenario = alice.draw()["id"]
    address = link(alice, scenario)
    alice.send("DELETE", f"/api/scenarios/{scenario}")

    assert bob.submit(address).status_code == 404
