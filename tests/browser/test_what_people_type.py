"""What people type stays text, and fits: hostile names, long names, two hundred components."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editor import Editor
from tests.browser.large_design import large_design

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"
LONG = "The queue that keeps everything which the uploaders of the northern region have sent " * 2


def small_design(label: str, queue: str) -> dict[str, Any]:
    """A client, a queue and a worker under the given names."""
    return {
        "version": 1,
        "name": label,
        "components": {
            "client": {"type": "client", "label": label, "settings": {}},
            "queue": {"type": "queue", "label": queue, "settings": {}},
            "worker": {"type": "worker", "label": label, "settings": {}},
        },
        "edges": {
            "send": {"source": "client", "target": "queue", "kind": "message", "settings": {}},
            "work": {"source": "queue", "target": "worker", "kind": "message", "settings": {}},
        },
        "timeline": {},
        "run": {"duration": 60},
        "layout": {
            "client": {"x": 0, "y": 0},
            "queue": {"x": 240, "y": 0},
            "worker": {"x": 560, "y": 0},
        },
    }


def import_design(page: Page, design: dict[str, Any]) -> Editor:
    """Bring a design along as a file, on My scenarios, as people do."""
    page.goto("/scenarios/")
    page.get_by_text("Import a design", exact=True).click()
    file = page.locator("form[data-import] input[type=file]")
    text = json.dumps(design).encode()
    file.set_input_files({"name": "design.json", "mimeType": "application/json", "buffer": text})
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url(re.compile(r"/s/\w+/"))
    expect(page.locator(".react-flow__node").first).to_be_visible()
    return Editor(page)


def test_markup_in_names_stays_text_from_the_editor_to_a_shared_link(page: Page) -> None:
    page.on("dialog", lambda dialog: page.evaluate("throw new Error('a script ran')"))
    editor = import_design(page, small_design(HOSTILE, "Jobs"))
    expect(editor.node(HOSTILE).first).to_be_visible()
    editor.run()
    page.goto(editor.share())
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    assert page.locator("img[src=x]").count() == 0


def test_a_long_name_is_cut_to_its_node_and_can_be_read_in_full(page: Page) -> None:
    editor = import_design(page, small_design("Uploads", LONG.strip()))
    node = page.locator('.react-flow__node[data-id="queue"]')
    assert node.evaluate("node => node.offsetWidth") <= 260  # The widest that a node may grow.
    node.click()
    expect(editor.inspector.get_by_role("textbox", name=re.compile("^Name of"))).to_have_value(
        LONG.strip()
    )


def test_two_hundred_components_and_three_hundred_edges_are_drawn_and_run(page: Page) -> None:
    editor = import_design(page, large_design(30))
    expect(page.locator(".react-flow__node")).to_have_count(200)
    editor.run()
    expect(editor.findings).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 1024])
def test_no_page_scrolls_sideways_in_a_narrow_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for address in ("/", "/gallery/", "/components/worker/", "/findings/vis-1/", "/checked/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_what_cannot_be_read_is_told_when_the_field_is_left(page: Page) -> None:
    editor = import_design(page, small_design("Uploads", "Jobs"))
    editor.node("Jobs").click()
    editor.set("Visibility timeout", "soon")

    expect(page.get_by_text("“soon” cannot be read here.")).to_be_visible()
    field = editor.inspector.get_by_role("textbox", name="Visibility timeout", exact=True)
    expect(field).to_have_value("30")


def test_a_list_is_filled_corrected_and_emptied_by_keyboard_alone(page: Page) -> None:
    editor = import_design(page, small_design("Uploads", "Jobs"))
    page.locator('.react-flow__node[data-id="client"]').click()
    rows = editor.inspector.get_by_role("group", name="Classes", exact=True)
    press = page.keyboard.press

    rows.get_by_role("button", name="Add a class").focus()
    press("Enter")
    expect(rows.get_by_role("textbox", name="Name of class 1")).to_be_focused()
    page.keyboard.insert_text("large")
    for number in ("20%", "10", "7"):
        press("Tab")
        page.keyboard.insert_text(number)
    press("Tab")  # to the button that removes the row
    press("Tab")
    press("Enter")
    expect(rows.get_by_role("textbox", name="Name of class 2")).to_be_focused()

    expect(rows.get_by_role("textbox", name="Name of class 1")).to_have_value("large")
    expect(rows.get_by_role("textbox", name="Size of class 1")).to_have_value("10")
    expect(rows.get_by_role("textbox", name="Share of class 1")).to_have_value("20")
    expect(rows.get_by_role("textbox", name="Priority of class 1")).to_have_value("7")
    assert rows.evaluate("rows => rows.scrollWidth <= rows.clientWidth")
    for left in (1, 0):
        rows.get_by_role("button", name="Remove class 1").focus()
        press("Enter")
        expect(rows.locator(".entry")).to_have_count(left)
    expect(rows.get_by_role("button", name="Add a class")).to_be_focused()
