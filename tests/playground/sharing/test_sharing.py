"""Share links: exactly what was shared, to anybody, for good."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from playground.runs.models import Run
from playground.scenarios.models import Cut, Scenario
from playground.scenarios.services import scenarios_purge
from tests.playground.people import SMALL, Person, said, sentence

LOUDER = {**SMALL, "components": {**SMALL["components"]}}
LOUDER["components"]["shop"] = {"type": "client", "label": "Shop", "settings": {"rate": "4/s"}}


@pytest.fixture
def shared(alice: Person) -> dict[str, Any]:
    """A scenario of Alice's with a run that she shared."""
    scenario = alice.draw()
    run = alice.run(scenario["id"])
    answer = alice.share(scenario["id"], run["id"], note="Watch the queue.", by="Alice")
    assert answer.status_code == 201, answer.content
    return {"scenario": scenario["id"], "run": run, **said(answer)}


def test_a_stranger_sees_the_same_design_and_the_same_results(
    bob: Person, shared: dict[str, Any]
) -> None:
    seen = said(bob.get(f"/api/shares/{shared['slug']}"))

    assert seen["run"] == shared["run"]
    assert seen["note"] == "Watch the queue."
    assert seen["by"] == "Alice"
    assert bob.get(f"/share/{shared['slug']}/").status_code == 200
    assert shared["url"].endswith(f"/share/{shared['slug']}/")


def test_a_stranger_reads_everything_of_the_shared_run(bob: Person, shared: dict[str, Any]) -> None:
    run = f"/api/runs/{shared['run']['id']}"

    frames = said(bob.get(f"{run}/frames"))

    assert bob.get(run).status_code == 200
    assert [frame["seq"] for frame in frames["frames"]] == list(range(1, frames["last_seq"] + 1))
    assert bob.get(f"{run}/figures").status_code == 200
    assert bob.get(f"{run}/messages").status_code == 200
    assert bob.get(f"{run}/download.json").status_code == 200
    assert bob.get(f"{run}/download.csv").status_code == 200


def test_a_stranger_reads_nothing_else_of_the_scenario(
    alice: Person, bob: Person, shared: dict[str, Any]
) -> None:
    other = alice.run(shared["scenario"], LOUDER)["id"]

    for address in (
        f"/api/runs/{other}",
        f"/api/runs/{other}/frames",
        f"/api/runs/{other}/figures",
        f"/api/runs/{other}/messages",
        f"/api/runs/{other}/download.json",
        f"/api/runs/{other}/download.csv",
        f"/api/compare?a={shared['run']['id']}&b={other}",
        f"/api/scenarios/{shared['scenario']}",
        f"/api/scenarios/{shared['scenario']}/runs",
        f"/s/{shared['scenario']}/",
    ):
        assert bob.get(address).status_code == 404, address


def test_a_stranger_changes_nothing_of_it(bob: Person, shared: dict[str, Any]) -> None:
    assert bob.send("POST", f"/api/runs/{shared['run']['id']}/cancel").status_code == 404
    assert bob.share(shared["scenario"], shared["run"]["id"]).status_code == 404
    assert bob.save(shared["scenario"], 1, SMALL).status_code == 404


def test_what_was_shared_stays_when_its_owner_goes_on_working(
    alice: Person, bob: Person, shared: dict[str, Any]
) -> None:
    before = said(bob.get(f"/api/shares/{shared['slug']}"))
    alice.send("PATCH", f"/api/scenarios/{shared['scenario']}", {"name": "Something else"})
    alice.run(shared["scenario"], LOUDER)

    assert said(bob.get(f"/api/shares/{shared['slug']}")) == before


def test_it_stays_when_the_scenario_is_deleted_and_purged(
    alice: Person, bob: Person, shared: dict[str, Any]
) -> None:
    before = said(bob.get(f"/api/shares/{shared['slug']}"))
    alice.send("DELETE", f"/api/scenarios/{shared['scenario']}")
    long_ago = timezone.now() - timedelta(days=40)
    Scenario.objects.filter(pk=shared["scenario"]).update(deleted_at=long_ago)

    assert scenarios_purge() == 0
    assert said(bob.get(f"/api/shares/{shared['slug']}")) == before
    assert bob.get(f"/api/runs/{shared['run']['id']}/frames").status_code == 200


def test_a_shared_run_cannot_be_deleted(shared: dict[str, Any]) -> None:
    with pytest.raises(ProtectedError):
        Run.objects.get(pk=shared["run"]["id"]).delete()


def test_a_fork_is_a_scenario_of_ones_own(bob: Person, shared: dict[str, Any]) -> None:
    answer = bob.send("POST", f"/api/shares/{shared['slug']}/fork")
    fork = said(answer)

    assert answer.status_code == 201
    assert fork["id"] != shared["scenario"]
    assert fork["design"]["components"].keys() == SMALL["components"].keys()
    assert bob.save(fork["id"], fork["version"], LOUDER).status_code == 200
    assert said(bob.get(f"/api/shares/{shared['slug']}"))["run"] == shared["run"]


def test_a_fork_gives_the_same_frames(bob: Person, shared: dict[str, Any]) -> None:
    fork = said(bob.send("POST", f"/api/shares/{shared['slug']}/fork"))

    run = bob.run(fork["id"], fork["design"])

    theirs = said(bob.get(f"/api/runs/{shared['run']['id']}/frames"))
    assert said(bob.get(f"/api/runs/{run['id']}/frames"))["frames"] == theirs["frames"]


def test_the_fork_button_works_without_a_script(bob: Person, shared: dict[str, Any]) -> None:
    answer = bob.submit(f"/share/{shared['slug']}/fork")

    assert bob.get(answer.url).status_code == 200
    assert bob.get(f"/share/{shared['slug']}/fork").url == f"/share/{shared['slug']}/"


def test_a_scenario_can_be_made_from_a_link(bob: Person, shared: dict[str, Any]) -> None:
    made = bob.send("POST", "/api/scenarios", {"share": shared["slug"]})
    missing = bob.send("POST", "/api/scenarios", {"share": "aaaaaaaaaaaa"})

    assert said(made)["name"] == "Letters"
    assert missing.status_code == 404
    assert "leads nowhere" in sentence(missing)


def test_sharing_the_same_run_with_the_same_words_gives_the_same_link(
    alice: Person, shared: dict[str, Any]
) -> None:
    run = shared["run"]["id"]

    same = alice.share(shared["scenario"], run, note="Watch  the queue.\n", by="Alice")
    other = alice.share(shared["scenario"], run, note="Look again.", by="Alice")

    assert said(same)["slug"] == shared["slug"]
    assert said(other)["slug"] != shared["slug"]


def test_sharing_cuts_a_revision(shared: dict[str, Any]) -> None:
    reasons = Cut.objects.filter(scenario=shared["scenario"]).values_list("reason", flat=True)

    assert set(reasons) == {"run", "share"}


def test_a_run_without_results_cannot_be_shared(alice: Person) -> None:
    scenario = alice.draw()["id"]
    run = said(alice.send("POST", f"/api/scenarios/{scenario}/runs", {"design": SMALL}))

    answer = alice.share(scenario, run["id"])

    assert answer.status_code == 409
    assert sentence(answer) == "Run 1 is queued; only a finished run has results to share."


def test_a_run_is_shared_from_its_own_scenario(alice: Person) -> None:
    one, other = alice.draw()["id"], alice.draw()["id"]
    run = alice.run(one)["id"]

    assert alice.share(other, run).status_code == 404
    assert alice.share(one, "aaaaaaaaaaaa").status_code == 404


def test_a_link_that_does_not_exist_leads_nowhere(bob: Person) -> None:
    for address in ("/share/aaaaaaaaaaaa/", "/share/no/", "/api/shares/aaaaaaaaaaaa"):
        assert bob.get(address).status_code == 404
    assert bob.send("POST", "/api/shares/aaaaaaaaaaaa/fork").status_code == 404


def test_a_note_is_limited_and_says_by_how_much(alice: Person, shared: dict[str, Any]) -> None:
    answer = alice.share(shared["scenario"], shared["run"]["id"], note="x" * 501)

    assert answer.status_code == 422
    assert said(answer)["message"] == "note: This may have at most 500 characters."
