"""Accessibility: no serious violation that axe-core can find, on any page, light and dark."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Trouble
from tests.browser.editor import start_a_design
from tests.browser.pages import EVERY_PAGE

SERIOUS = ("serious", "critical")


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_axe_finds_no_serious_violation_in_light_and_in_dark(
    page: Page, trouble: Trouble, name: str
) -> None:
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    EVERY_PAGE[name](page)
    light = serious_violations(page, "light")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert not light + serious_violations(page, "dark")
    if name == "not-found":
        trouble[:] = [line for line in trouble if "404" not in line]


def serious_violations(page: Page, theme: str) -> list[str]:
    """What axe-core holds against the page as it is shown now, a line each."""
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    return [
        f"{theme}: {violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


def test_the_story_can_be_told_by_keyboard_alone(page: Page) -> None:
    """From an empty canvas to a run with findings without touching the mouse."""
    editor = start_a_design(page)
    press, type_ = page.keyboard.press, page.keyboard.type

    for component in ("Client", "Service", "Queue", "Worker", "Database"):
        press("n" if component == "Client" else "a")
        expect(editor.quick_add).to_be_visible()
        type_(component)
        press("Enter")
        expect(editor.quick_add).to_be_hidden()
        expect(editor.inspector).to_be_visible()
        if component == "Queue":
            press("Enter")
            expect(editor.inspector.get_by_label("Visibility timeout")).to_be_focused()
            press("Control+a")
            type_("100ms")
            press("Escape")

    press("Control+Enter")

    expect(page.get_by_text(re.compile(r"Run \d+ has finished"))).to_be_attached(timeout=30_000)
    expect(editor.findings).to_contain_text("The timeout is shorter than the work")
