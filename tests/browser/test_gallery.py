"""The gallery: narrowed by category, by what it shows, by words; and an example that opens."""

import re

from playwright.sync_api import Page, expect

from tests.browser.editor import open_example


def titles(page: Page) -> list[str]:
    return page.locator(".card:visible h3").all_inner_texts()


def test_examples_are_narrowed_by_category_finding_product_and_words(page: Page) -> None:
    page.goto("/gallery/")
    everything = len(titles(page))
    what = page.get_by_label("What it shows")
    find = page.get_by_role("searchbox", name="Find an example")

    page.get_by_role("button", name="Crashes").click()
    expect(page.get_by_role("heading", name="Crashes")).to_be_visible()
    expect(page.get_by_role("heading", name="Delivery")).to_be_hidden()
    assert titles(page) == ["A deploy that loses jobs", "Innocent bystanders"]

    what.select_option("sidekiq")
    assert titles(page) == ["A deploy that loses jobs"]

    page.get_by_role("button", name="All").click()
    assert "The twenty-day retry" in titles(page)

    find.fill("newsletter")
    assert titles(page) == []
    expect(page.get_by_text("No example fits all of this.")).to_be_visible()

    what.select_option("")
    assert titles(page) == ["Receipts behind newsletters"]

    find.fill("")
    assert len(titles(page)) == everything > 20


def test_an_example_with_a_product_opens_with_its_preset_and_its_action(page: Page) -> None:
    editor = open_example(page, "A deploy that loses jobs")

    editor.node("Sidekiq").click()
    expect(editor.inspector.get_by_role("combobox", name="Preset")).to_contain_text("Sidekiq")
    expect(page.locator(".react-flow__node")).to_have_count(3)


def test_the_run_of_the_home_page_opens_as_a_run_and_is_run_once(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Open this run").click()

    said = page.get_by_text(re.compile(r"^Run \d+ has "))
    expect(said).to_have_text(re.compile("^Run 1 has finished"), timeout=30_000)
    expect(page.get_by_role("tabpanel", name=re.compile("^Findings"))).to_contain_text("VIS-1")
    page.reload()
    expect(page.get_by_text(re.compile(r"^Run 1, computed"))).to_be_visible()
    expect(page).to_have_url(re.compile(r"/s/\w+/$"))
