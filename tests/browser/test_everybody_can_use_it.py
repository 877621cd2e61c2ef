"""Accessibility: no serious violation that axe-core can find, on any page, light and dark."""

import itertools
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Trouble
from tests.browser.editor import start_a_design
from tests.browser.pages import EVERY_PAGE, show_run

SERIOUS = ("serious", "critical")
MOST_STOPS = 200


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
    focused = page.locator(".react-flow__node:focus")

    for component in ("Client", "Service", "Queue", "Worker", "Database"):
        press("n" if component == "Client" else "a")
        expect(editor.quick_add).to_be_visible()
        type_(component)
        press("Enter")
        expect(editor.quick_add).to_be_hidden()
        expect(focused).to_contain_text(component)
        if component == "Queue":
            press("Enter")
            expect(editor.inspector.get_by_label("Visibility timeout")).to_be_focused()
            press("Control+a")
            type_("100ms")
            press("Escape")
            expect(focused).to_contain_text(component)

    press("Control+Enter")

    expect(page.get_by_text("Run 1 has finished")).to_be_attached(timeout=30_000)
    expect(editor.findings).to_contain_text("The timeout is shorter than the work")

    tab_to(page, re.compile("^Apply fix"))
    press("Enter")
    press("Control+Enter")
    expect(page.get_by_text("Run 2 has finished")).to_be_attached(timeout=30_000)

    tab_to(page, re.compile("^Findings"))
    press("ArrowRight")
    press("Enter")
    comparison = page.get_by_role("tabpanel", name=re.compile("^Compare"))
    expect(comparison).to_contain_text("visibility timeout")

    press("Control+k")
    type_("Share")
    press("Enter")
    dialog = page.get_by_role("dialog", name="Share")
    expect(dialog).to_be_visible()
    tab_to(page, re.compile("link", re.IGNORECASE))
    press("Enter")
    expect(
        dialog.get_by_role("textbox", name=re.compile("link|address", re.I)).first
    ).to_have_value(re.compile("/share/"))


def tab_to(page: Page, name: re.Pattern[str]) -> None:
    """Press Tab until the focus is on what is called `name`; fail when it comes round."""
    for _ in range(120):
        page.keyboard.press("Tab")
        called = page.evaluate(
            "(e => e.getAttribute('aria-label') || e.innerText || '')(document.activeElement)"
        )
        if name.search(called.strip()):
            return
    raise AssertionError(f"The tab key never comes to {name.pattern!r}.")


# The parts of the editor in the order of work: what one sees first, does next and reads last.
PARTS = {
    "bar": ".editor-bar",
    "palette": "nav.palette, .palette-wide",
    "nodes": ".react-flow__node",
    "edges": "button.edge-label",
    "view": ".ed-canvas",
    "inspector": ".ed-insp",
    "clock": ".ed-play",
    "results": ".ed-results",
    "findings": ".ed-feedback",
}
FOCUSED = """parts => {
  const at = document.activeElement;
  const found = Object.entries(parts).find(([, selector]) => at.closest(selector));
  return found ? [found[0], at.getAttribute('aria-label') || ''] : null;
}"""


@pytest.mark.parametrize(
    ("mode", "parts"),
    [
        ("Build", "bar palette nodes edges view inspector clock findings"),
        ("Watch", "bar palette nodes edges view inspector clock results findings"),
        ("Read", "bar nodes edges view clock results findings"),
    ],
)
def test_tab_walks_the_editor_part_by_part_and_the_diagram_in_the_direction_of_work(
    page: Page, mode: str, parts: str
) -> None:
    show_run(page)
    page.get_by_role("button", name=mode, exact=True).click()

    walk = [step for step in tab_through(page) if step is not None]

    assert " ".join(part for part, _ in itertools.groupby(walk, lambda step: step[0])) == parts
    nodes = [name.split(",")[0] for part, name in walk if part == "nodes"]
    assert nodes[:3] == ["Uploaders", "Upload service", "Transcode queue"]
    assert nodes[-1] == "Video records"
    sources = [name.split(" from ")[1].split(" to ")[0] for part, name in walk if part == "edges"]
    assert sources == sorted(sources, key=nodes.index)


def tab_through(page: Page) -> Iterator[tuple[str, str] | None]:
    """Each stop of one walk with the Tab key: its part of the editor and its name."""
    page.locator(".editor-bar a").first.focus()
    first = page.evaluate_handle("document.activeElement")
    for _ in range(MOST_STOPS):
        yield page.evaluate(FOCUSED, PARTS)
        page.keyboard.press("Tab")
        if page.evaluate("first => [first, document.body].includes(document.activeElement)", first):
            return
    pytest.fail(f"The walk did not end within {MOST_STOPS} stops.")
