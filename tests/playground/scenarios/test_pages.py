"""Pages of scenarios: making, naming, copying, deleting and bringing back, without a script."""

from datetime import timedelta
from io import BytesIO

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from playground.core.limits import SCENARIOS_PER_OWNER_MAX
from playground.scenarios.examples import examples
from playground.scenarios.models import Revision, Scenario
from playground.scenarios.services import scenarios_purge
from tests.playground.people import SMALL, Person, said, sentence


def test_one_click_starts_an_empty_design(alice: Person) -> None:
    answer = alice.submit("/new")

    scenario = Scenario.objects.get()
    assert answer.url == f"/s/{scenario.pk}/"
    assert scenario.draft["components"] == {}
    assert alice.get(answer.url).status_code == 200


def test_a_bookmark_of_the_button_leads_home_and_makes_nothing(alice: Person) -> None:
    assert alice.get("/new").url == "/"
    assert not Scenario.objects.exists()


def test_the_editor_finds_its_scenario_in_the_page(alice: Person) -> None:
    scenario = alice.draw()

    page = alice.get(f"/s/{scenario['id']}/").content.decode()

    start = page.index('type="application/json">') + len('type="application/json">')
    data = orjson.loads(page[start : page.index("</script>", start)])
    assert data["scenario"] == scenario
    assert data["example"] is None


def test_the_editor_says_what_there_is_to_see_in_an_example(alice: Person) -> None:
    opened = alice.submit("/gallery/too_few_workers/open")

    page = alice.get(opened.url).content.decode()

    start = page.index('type="application/json">') + len('type="application/json">')
    data = orjson.loads(page[start : page.index("</script>", start)])
    told = next(one for one in examples() if one.slug == "too_few_workers")
    assert data["example"] == {"title": told.title, "lesson": told.lesson}


@pytest.mark.parametrize("slug", [one.slug for one in examples()])
def test_every_example_opens_as_a_scenario_of_ones_own(alice: Person, slug: str) -> None:
    answer = alice.submit(f"/gallery/{slug}/open")

    assert alice.get(answer.url).status_code == 200
    shape = Scenario.objects.get().draft
    made = alice.send("POST", "/api/scenarios", {"design": shape})
    assert made.status_code == 201, "an opened example must have the shape of a design"


def test_an_example_that_is_opened_as_a_run_is_run_by_the_editor(alice: Person) -> None:
    plain = alice.submit("/gallery/too_few_workers/open")
    run = alice.submit("/gallery/too_few_workers/open", run="1")

    assert not plain.url.endswith("#run")
    assert run.url.endswith("#run")


def test_an_example_that_does_not_exist_is_said_to(alice: Person) -> None:
    answer = alice.send("POST", "/api/scenarios", {"example": "perfection"})

    assert alice.submit("/gallery/perfection/open").status_code == 404
    assert answer.status_code == 404
    assert sentence(answer) == "There is no example “perfection”."


def test_a_scenario_is_renamed_and_copied(alice: Person) -> None:
    scenario = alice.draw()

    alice.submit(f"/scenarios/{scenario['id']}/rename", name="Parcels")
    alice.submit(f"/scenarios/{scenario['id']}/duplicate")

    names = [one["name"] for one in alice.get("/api/scenarios").json()]
    assert names == ["Parcels, copy", "Parcels"]


def test_a_deleted_scenario_is_gone_until_it_is_brought_back(alice: Person) -> None:
    scenario = alice.draw()

    answer = alice.submit(f"/scenarios/{scenario['id']}/delete")
    gone = alice.get(f"/s/{scenario['id']}/")
    alice.submit(f"/scenarios/{scenario['id']}/restore")

    assert answer.url == f"/scenarios/?deleted={scenario['id']}"
    assert gone.status_code == 404
    assert alice.get(f"/s/{scenario['id']}/").status_code == 200


def test_the_page_offers_to_undo_a_deletion(alice: Person) -> None:
    scenario = alice.draw()

    page = alice.browser.post(f"/scenarios/{scenario['id']}/delete", follow=True)

    assert page.context["just_deleted"].pk == scenario["id"]
    assert f"/scenarios/{scenario['id']}/restore" in page.content.decode()


def test_deleting_and_restoring_works_over_the_api_too(alice: Person) -> None:
    address = f"/api/scenarios/{alice.draw()['id']}"

    assert alice.send("DELETE", address).status_code == 204
    assert alice.get(address).status_code == 404
    assert alice.save(address.split("/")[3], 1, SMALL).status_code == 404
    assert alice.send("POST", f"{address}/restore").status_code == 200
    assert alice.get(address).status_code == 200


def test_what_was_deleted_long_ago_is_purged_with_its_runs_and_revisions(alice: Person) -> None:
    old, young = alice.draw(), alice.draw()
    alice.run(old["id"])
    now = timezone.now()
    Scenario.objects.filter(pk=old["id"]).update(deleted_at=now - timedelta(days=31))
    Scenario.objects.filter(pk=young["id"]).update(deleted_at=now - timedelta(days=29))

    assert scenarios_purge() == 1
    assert [one.pk for one in Scenario.objects.all()] == [young["id"]]
    assert not Revision.objects.exists()
    assert alice.send("POST", f"/api/scenarios/{old['id']}/restore").status_code == 404
    assert alice.send("POST", f"/api/scenarios/{young['id']}/restore").status_code == 200


def test_an_exported_design_can_be_imported_again(alice: Person, bob: Person) -> None:
    file = alice.get(f"/scenarios/{alice.draw()['id']}/export")

    answer = bob.submit("/scenarios/import", design=SimpleUploadedFile("design.json", file.content))

    assert "attachment" in file.headers["Content-Disposition"]
    copy = Scenario.objects.get(pk=answer.url.split("/")[2])
    assert copy.draft == orjson.loads(file.content)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "“x.json” cannot be read."),
        (b"{", "“x.json” cannot be read."),
        (b"[1e400]", "“x.json” cannot be read."),
        (b"[" * 5000, "“x.json” cannot be read."),
        (b"\xff\xfe", "“x.json” cannot be read."),
        (b'{"name": "\\u0000"}', "“x.json” cannot be read."),
        (b"7", "“x.json” holds no design."),
        (b'{"components": []}', "“x.json” holds no design."),
        (b'{"version": 9}', "“x.json” holds no design. version: This must be 1."),
        (b" " * 2_000_001, "The file is larger than 2 MB, the most a design may be."),
    ],
)
def test_a_file_that_is_no_design_is_refused_in_a_sentence(
    alice: Person, content: bytes, expected: str
) -> None:
    file = BytesIO(content)
    file.name = "x.json"

    page = alice.browser.post("/scenarios/import", {"design": file}, follow=True)

    told = [str(message) for message in page.context["messages"]]
    assert told
    assert told[0].startswith(expected)
    assert not Scenario.objects.exists()


def test_importing_nothing_says_so(alice: Person) -> None:
    page = alice.browser.post("/scenarios/import", follow=True)

    told = [str(message) for message in page.context["messages"]]
    assert told == ["No file was chosen. Choose one that was exported here."]


def test_more_scenarios_than_a_page_lists_quickly_are_refused(alice: Person) -> None:
    first = Scenario.objects.get(pk=alice.draw()["id"])
    Scenario.objects.bulk_create(
        Scenario(owner=first.owner, name="Another", draft=first.draft)
        for _ in range(SCENARIOS_PER_OWNER_MAX - 1)
    )

    answer = alice.send("POST", "/api/scenarios", {})

    assert answer.status_code == 409
    assert "1,000 scenarios, the most one may have" in sentence(answer)
    assert alice.submit("/new").url == "/scenarios/"
    assert said(alice.get(f"/api/scenarios/{first.pk}"))["id"] == first.pk


def test_the_list_is_read_page_by_page(alice: Person) -> None:
    first = Scenario.objects.get(pk=alice.draw()["id"])
    Scenario.objects.bulk_create(
        Scenario(owner=first.owner, name=f"Design {number}", draft=first.draft)
        for number in range(60)
    )

    assert len(alice.get("/scenarios/").context["rows"]) == 50
    assert len(alice.get("/scenarios/?page=2").context["rows"]) == 11
    assert alice.get("/scenarios/?page=%00").status_code == 200
