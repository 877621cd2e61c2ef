"""Presets and long forms: a product is shown, set and taken back; a setting is found by name."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.editor import Editor, open_example, start_a_design
from tests.browser.keyboard import Keyboard

STORY = "The timeout that is too short"


def draft(page: Page) -> Any:
    """The design as the server keeps it, once everything is saved."""
    expect(page.get_by_text(re.compile("^Saved"))).to_be_visible()
    return page.request.get(page.url.rstrip("/").replace("/s/", "/api/scenarios/")).json()["design"]


def open_queue(page: Page) -> Editor:
    editor = open_example(page, STORY)
    editor.node("Transcode queue").click()
    return editor


def test_a_preset_shows_what_it_would_set_sets_it_in_one_step_and_is_taken_back(page: Page) -> None:
    editor = open_queue(page)
    before = draft(page)

    look = editor.look_at_preset("RabbitMQ quorum 4.2")
    expect(look).to_contain_text("Transcode queue")
    expect(look).to_contain_text("Dead-letter edge of Transcode queue")
    assert draft(page) == before

    look.get_by_role("button", name="Set these values").click()
    expect(editor.inspector.get_by_label("Hidden until")).to_have_value("closed")
    expect(page.locator(".edge-label.dead")).to_have_text(re.compile("after 21"))
    expect(editor.inspector.get_by_role("combobox", name="Preset")).to_be_focused()
    components = draft(page)["components"]
    assert components["transcoders"]["settings"]["prefetch"] == 2_000
    assert components["transcoders"]["settings"]["instances"] == 10
    assert {id for id, each in components.items() if "preset" in each} == {
        "dead",
        "transcode",
        "transcoders",
    }

    editor.undo()
    expect(editor.inspector.get_by_label("Hidden until")).to_have_value("timeout")
    assert draft(page) == before


def test_what_differs_from_the_preset_is_marked_and_one_press_from_it(page: Page) -> None:
    editor = open_queue(page)
    look = editor.look_at_preset("SQS FIFO")
    look.get_by_role("button", name="Set these values").click()
    editor.set("Visibility timeout", "45s")

    expect(editor.inspector.locator("button.insp-changed")).to_have_text("1 changed")
    back = editor.inspector.get_by_role("button", name="Visibility timeout: back to 30")
    expect(back).to_have_text("SQS FIFO: 30\u00a0s")
    back.click()

    field = editor.inspector.get_by_role("textbox", name="Visibility timeout", exact=True)
    expect(field).to_have_value("30")
    expect(editor.inspector.locator("button.insp-changed")).to_have_count(0)


def test_a_worker_that_is_added_after_a_queue_follows_its_product(page: Page) -> None:
    editor = start_a_design(page)
    page.keyboard.press("n")
    expect(editor.quick_add.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("sidekiq")
    expect(editor.quick_add.get_by_role("option").first).to_contain_text("Worker, as Sidekiq")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("queue, as sidekiq super")
    page.keyboard.press("Enter")
    expect(editor.node("Queue")).to_be_focused()
    page.keyboard.press("a")
    page.keyboard.type("worker")
    page.keyboard.press("Enter")

    expect(editor.inspector.get_by_role("combobox", name="Preset")).to_have_value(
        "sidekiq-super-fetch"
    )
    expect(editor.inspector.get_by_label("Concurrency", exact=True)).to_have_value("5")


def test_sections_fold_by_keyboard_and_nothing_else_moves(page: Page) -> None:
    editor = open_queue(page)
    keys = Keyboard(page)
    header = editor.inspector.get_by_role("button", name=re.compile("^Storage"))
    expect(header).to_have_attribute("aria-expanded", "false")
    expect(editor.inspector.get_by_label("Retention", exact=True)).to_have_count(0)
    foot = editor.inspector.locator(".insp-help").bounding_box()

    keys.press("Enter")
    expect(editor.inspector.locator(":focus")).to_have_count(1)
    keys.activate("Storage")

    expect(header).to_have_attribute("aria-expanded", "true")
    expect(header).to_be_focused()
    keys.press("Tab")
    expect(editor.inspector.get_by_label("Retention", exact=True)).to_be_focused()
    expect(editor.inspector.locator(".insp-help")).to_contain_text("SQS: 4 d")
    assert editor.inspector.locator(".insp-help").bounding_box() == foot
    keys.press("Shift+Tab")
    keys.press("Enter")
    expect(header).to_have_attribute("aria-expanded", "false")


def test_a_setting_among_many_is_found_by_name(page: Page) -> None:
    editor = open_example(page, STORY)
    editor.node("Transcoders").click()
    page.keyboard.press("/")
    search = editor.inspector.get_by_role("searchbox", name="Find a setting")
    expect(search).to_be_focused()

    page.keyboard.type("heartbeat")
    expect(editor.inspector.locator(".field label").first).to_have_text("Heartbeat")
    page.keyboard.press("Enter")
    expect(editor.inspector.get_by_label("Heartbeat", exact=True)).to_be_focused()
    page.keyboard.type("15s")
    page.keyboard.press("Tab")
    search.fill("tolerance")
    expect(editor.inspector.get_by_role("status")).to_have_text(
        "Tolerance has a meaning with Autoscaler: KEDA or HPA."
    )
    search.press("Escape")
    expect(search).to_have_value("")
    assert draft(page)["components"]["transcoders"]["settings"]["heartbeat"] == 15


def test_a_problem_in_a_folded_section_opens_it(page: Page) -> None:
    editor = open_queue(page)
    editor.set("Retention", "15d")
    editor.node("Uploaders").click()
    page.get_by_role("button", name=re.compile("^Run Ctrl|^Run$")).first.click()

    expect(editor.inspector.get_by_label("Retention", exact=True)).to_be_focused()


def test_a_duration_that_need_not_be_says_so_gets_one_and_loses_it(page: Page) -> None:
    editor = open_queue(page)
    editor.unfold()
    group = editor.inspector.get_by_role("group", name="Time to live")
    kind = group.get_by_role("combobox")
    expect(kind.locator("option:checked")).to_have_text("No limit")
    expect(group.get_by_role("textbox")).to_have_count(0)

    kind.select_option(label="Constant")
    expect(group.get_by_role("textbox", name="Value")).to_have_value("60")
    kind.select_option(label="No limit")
    expect(group.get_by_role("textbox")).to_have_count(0)
    assert "time_to_live" not in draft(page)["components"]["transcode"]["settings"]
