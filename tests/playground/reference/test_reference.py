"""The reference: pages that are made from the code, so that they cannot be out of date."""

from html import unescape
from typing import Any

import pytest

from playground.core.schemas import Catalog
from playground.reference.families import families
from playground.reference.selectors import (
    browser_catalog,
    component_type,
    presets,
    rules,
    values_of,
    works_with,
)
from playground.scenarios.examples import examples
from simulator import catalog
from tests.playground.people import Person, said

TYPES = [one["type"] for one in catalog()["types"]]
PRESETS = [one["name"] for one in catalog()["presets"]]
RULES = [one["code"] for one in catalog()["rules"]]


def test_the_catalogue_is_what_the_browsers_types_say_it_is() -> None:
    Catalog.model_validate(browser_catalog(), strict=True)


def test_the_catalogue_is_kept_by_the_browser_until_the_program_changes(bob: Person) -> None:
    first = bob.get("/api/catalog")

    again = bob.browser.get("/api/catalog", headers={"If-None-Match": first.headers["ETag"]})

    assert [one["type"] for one in said(first)["types"]] == TYPES
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("name", TYPES)
def test_every_component_type_has_its_page(bob: Person, name: str) -> None:
    entry = component_type(name)
    assert entry is not None

    page = bob.get(f"/components/{name}/")
    text = page.content.decode()

    assert page.status_code == 200
    assert entry["label"] in text
    for field in entry["fields"]:
        assert field["label"] in text


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_its_page(bob: Person, code: str) -> None:
    page = bob.get(f"/findings/{code.lower()}/")

    assert page.status_code == 200
    assert code in page.content.decode()


@pytest.mark.parametrize("preset", presets(), ids=PRESETS)
def test_every_preset_has_its_page_with_every_value_and_its_source(
    bob: Person, preset: dict[str, Any]
) -> None:
    page = bob.get(f"/presets/{preset['name']}/")
    text = unescape(page.content.decode())

    assert page.status_code == 200
    assert preset["summary"] in text
    for entry in preset["page"]["answers"]:
        assert entry["question"] in text
        assert entry["answer"] in text
    for point in (*preset["page"]["models"], *preset["page"]["leaves_out"]):
        assert point in text
    told = [row for part in values_of(preset) for row in part["rows"]]
    assert len(told) == sum(map(len, preset["settings"].values()))
    for row in told:
        assert row["value"] in text
        assert row["fact"]["source"] in text


def test_what_was_not_verified_says_so(bob: Person) -> None:
    text = bob.get("/presets/azure-service-bus/").content.decode()
    row = text[text.index("MaxConcurrentCalls 1") - 120 : text.index("MaxConcurrentCalls 1")]

    assert "not verified" in row


@pytest.mark.parametrize("path", ["/components/", "/findings/", "/checked/", "/classes/"])
def test_the_lists_and_articles_are_there(bob: Person, path: str) -> None:
    assert bob.get(path).status_code == 200


def test_the_article_on_how_it_is_checked_leads_to_every_value(bob: Person) -> None:
    article, components = bob.get("/checked/"), bob.get("/components/")

    assert 'href="/validation/"' in article.content.decode()
    assert 'href="/validation/"' in components.content.decode()


def test_the_lists_name_everything(bob: Person) -> None:
    components = bob.get("/components/").content.decode()
    findings = bob.get("/findings/").content.decode()

    assert all(f"/components/{name}/" in components for name in TYPES)
    assert all(f"/presets/{name}/" in components for name in PRESETS)
    assert all(f"/findings/{code.lower()}/" in findings for code in RULES)


def test_findings_stand_in_families_and_the_tenth_after_the_second() -> None:
    found = families(rules())

    assert {rule["code"] for family in found for rule in family.rules} == set(RULES)
    assert found[-1].title != "Others", "Tell playground/reference/families.py the new letters."
    dead = next(family for family in found if family.title == "Dead letters")
    codes = [rule["code"] for rule in dead.rules]
    assert codes.index("DLQ-2") < codes.index("DLQ-10")


def test_a_finding_with_letters_that_nobody_has_told_has_a_place_too() -> None:
    strange: list[dict[str, Any]] = [{"code": "NEW-1"}, {"code": "VIS-1"}]

    assert [family.title for family in families(strange)] == ["Timeouts of messages", "Others"]


def test_the_page_of_a_preset_leads_to_the_examples_that_follow_it(bob: Person) -> None:
    page = bob.get("/presets/sidekiq/").content.decode()

    assert 'href="/gallery/#a_deploy_that_loses_jobs"' in page
    assert 'href="/gallery/#too_few_workers"' not in page


def test_the_page_of_a_finding_leads_to_those_about_the_same(bob: Person) -> None:
    page = bob.get("/findings/vis-1/").content.decode()

    assert 'href="/findings/vis-2/"' in page
    assert 'href="/findings/#dead-letters"' in page


@pytest.mark.parametrize(
    "path", ["/components/oracle/", "/presets/sqs/", "/findings/ABC-9/", "/findings/no/"]
)
def test_what_does_not_exist_has_no_page(bob: Person, path: str) -> None:
    assert bob.get(path).status_code == 404


def test_a_worker_works_with_queues_services_and_databases() -> None:
    ways = {entry["type"]: words for entry, words in works_with("worker")}

    assert ways["queue"] == "gives it messages, gets messages from it"
    assert ways["database"] == "is called by it"
    assert "client" not in ways


def test_every_rule_that_an_example_shows_exists() -> None:
    known = {rule["code"] for rule in rules()}

    assert all(set(example.shows) <= known for example in examples())


@pytest.mark.parametrize("name", TYPES)
def test_a_components_page_says_what_can_be_done_in_the_middle_of_a_run(
    bob: Person, name: str
) -> None:
    text = unescape(bob.get(f"/components/{name}/").content.decode())
    entry = component_type(name)
    assert entry is not None

    assert entry["actions"]
    for action in entry["actions"]:
        assert f'<th scope="row">{action["label"]}</th>' in text
        assert action["help"] in text
