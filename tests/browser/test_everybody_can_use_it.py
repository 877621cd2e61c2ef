"""Accessibility: no serious violation that axe-core can find, on any page, light and dark."""

import itertools
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Trouble
from tests.browser.editor import open_example
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


@pytest.mark.parametrize("key", ["n", "Control+k", "?", "Shift+F10"])
def test_what_takes_the_focus_away_from_a_node_gives_it_back(page: Page, key: str) -> None:
    node = open_example(page, "Too few workers").node("Resizers")
    node.focus()

    page.keyboard.press(key)
    taken = page.locator(":is([role=dialog], [role=menu]) :focus")
    expect(taken).to_have_count(1)
    page.keyboard.press("Escape")

    expect(node).to_be_focused()
