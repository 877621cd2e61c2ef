"""Screenshots: each page as people see it, to be held beside the mockups.

Every run makes them all and holds them to their size; `make screenshots` keeps them in
`docs/screenshots/`, where the README and the reviewer look at them.
"""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import SCREENSHOTS, Trouble, watch
from tests.browser.editor import Editor, open_example, resting_box, start_a_design
from tests.browser.server import PlaygroundServer

BYTES_MAX = 250_000
DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
THE_STORY = "The timeout that is too short"
TELLING_MOMENT = 25 * 60 + 25


def still_run(page: Page) -> Editor:
    """The story's run, stopped at the moment the mockups show."""
    editor = open_example(page, THE_STORY)
    editor.run()
    page.get_by_role("button", name="To the end").click()
    editor.play_to(TELLING_MOMENT)
    expect(page.locator(".js-plotly-plot").nth(5)).to_be_visible()
    return editor


def first_minute(page: Page) -> None:
    editor = start_a_design(page)
    page.get_by_role("button", name="Client", exact=True).click()
    editor.rename("Uploaders")
    editor.set("Pattern", "Bursts")
    editor.drag_out("Uploaders", "right", 150, -160)


def running(page: Page) -> None:
    editor = still_run(page)
    editor.node("Transcoders").click()
    expect(editor.inspector).to_be_visible()


def compared(page: Page) -> None:
    editor = still_run(page)
    editor.findings.get_by_role("button", name="Prove it").first.click()
    expect(page.get_by_text("What was changed")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Read", exact=True).click()
    page.get_by_role("button", name="To the end").click()


def shared(page: Page) -> None:
    page.goto(still_run(page).share())
    page.get_by_role("button", name="To the end").click()


def phone(page: Page) -> None:
    open_example(page, THE_STORY, shown=".column-node")
    resting_box(page.locator(".column-node").first)


def phone_share(page: Page) -> None:
    page.set_viewport_size(DESK)
    link = still_run(page).share()
    page.set_viewport_size(PHONE)
    page.goto(link)


def path(address: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(address)
        expect(page.get_by_role("heading", level=1).first).to_be_visible()

    return show


# name: (how to get there, viewport, theme, the whole page or the window)
PICTURES: dict[str, tuple[Callable[[Page], object], ViewportSize, str, bool]] = {
    "home": (path("/"), DESK, "light", True),
    "home-390": (path("/"), PHONE, "light", False),
    "gallery": (path("/gallery/"), DESK, "light", True),
    "gallery-dark": (path("/gallery/"), DESK, "dark", False),
    "reference-worker": (path("/components/worker/"), DESK, "light", False),
    "editor-first-minute": (first_minute, DESK, "light", False),
    "editor-light": (running, DESK, "light", False),
    "editor-dark": (running, DESK, "dark", False),
    "editor-390": (phone, PHONE, "light", False),
    "compare": (compared, DESK, "light", False),
    "share": (shared, DESK, "light", False),
    "share-390": (phone_share, PHONE, "light", False),
}


def save(screenshot: bytes, picture: Path) -> None:
    """Keep a screenshot in 256 colours: a third of the size, and no eye sees the difference."""
    with Image.open(io.BytesIO(screenshot)) as image:
        palette = image.convert("RGB").quantize(
            256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
        palette.save(picture, optimize=True)


@pytest.mark.parametrize("name", PICTURES)
def test_the_page_can_be_held_beside_its_mockup(
    browser: Browser, server: PlaygroundServer, trouble: Trouble, tmp_path: Path, name: str
) -> None:
    show, viewport, theme, whole = PICTURES[name]
    visitor = browser.new_context(
        base_url=server.url,
        viewport=viewport,
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    visitor.on("page", lambda page: watch(page, trouble))
    page = visitor.new_page()
    show(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.evaluate("() => new Promise(done => setTimeout(done, 700))")  # Charts draw when idle.

    keep = SCREENSHOTS if os.environ.get("SCREENSHOTS") else tmp_path
    keep.mkdir(parents=True, exist_ok=True)
    picture = keep / f"{name}.png"
    save(page.screenshot(full_page=whole), picture)
    visitor.close()

    assert picture.stat().st_size < BYTES_MAX
    assert not trouble, "\n".join(trouble)


def test_the_kept_pictures_are_those_that_are_made() -> None:
    assert {picture.stem for picture in SCREENSHOTS.glob("*.png")} == set(PICTURES)
