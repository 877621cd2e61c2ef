"""Ownership: nobody reads or changes what is not theirs and was not shared."""

import pytest

from tests.playground.people import SMALL, Person, said, sentence

READING = ["/api/scenarios/{}", "/api/scenarios/{}/runs", "/s/{}/", "/scenarios/{}/export"]
CHANGING = [
    ("PATCH", "/api/scenarios/{}", {"name": "Mine now"}),
    ("DELETE", "/api/scenarios/{}", None),
    ("POST", "/api/scenarios/{}/restore", None),
    ("POST", "/api/scenarios/{}/duplicate", None),
    ("PUT", "/api/scenarios/{}/draft", {"version": 1, "design": SMALL}),
    ("POST", "/api/scenarios/{}/edit-link", None),
    ("POST", "/api/scenarios/{}/runs", {"design": SMALL}),
    ("POST", "/api/scenarios/{}/shares", {"run": "aaaaaaaaaaaa"}),
    ("POST", "/scenarios/{}/rename", None),
    ("POST", "/scenarios/{}/duplicate", None),
    ("POST", "/scenarios/{}/delete", None),
    ("POST", "/scenarios/{}/restore", None),
]


@pytest.mark.parametrize("address", READING)
def test_a_stranger_reads_no_scenario(alice: Person, bob: Person, address: str) -> None:
    scenario = alice.draw()["id"]

    assert alice.get(address.format(scenario)).status_code == 200
    assert bob.get(address.format(scenario)).status_code == 404


@pytest.mark.parametrize(("method", "address", "body"), CHANGING)
def test_a_stranger_changes_no_scenario(
    alice: Person, bob: Person, method: str, address: str, body: object
) -> None:
    before = alice.draw()
    bob.draw()  # Known to the site, and still a stranger.

    assert bob.send(method, address.format(before["id"]), body).status_code == 404
    assert said(alice.get(f"/api/scenarios/{before['id']}")) == before


def test_everybody_lists_only_what_is_theirs(alice: Person, bob: Person) -> None:
    alice.draw(name="Of Alice")
    bob.draw(name="Of Bob")

    names = [one["name"] for one in alice.get("/api/scenarios").json()]
    page = alice.get("/scenarios/").content.decode()

    assert names == ["Of Alice"]
    assert "Of Alice" in page
    assert "Of Bob" not in page


def test_somebody_unknown_has_no_scenarios_and_gets_no_cookie_by_looking(bob: Person) -> None:
    assert bob.get("/api/scenarios").json() == []
    assert bob.get("/scenarios/").status_code == 200
    assert "queueyard_owner" not in bob.browser.cookies


def test_a_missing_scenario_and_that_of_a_stranger_look_the_same(
    alice: Person, bob: Person
) -> None:
    hers = bob.get(f"/api/scenarios/{alice.draw()['id']}")
    nobodys = bob.get("/api/scenarios/aaaaaaaaaaaa")

    assert hers.content == nobodys.content
    assert sentence(hers) == "This does not exist, or was never shared with you."
