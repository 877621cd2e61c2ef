"""Screenshots: each page as people see it, to be held beside the mockups.

Every run makes them all and holds them to their size; `make screenshots` keeps them in
`docs/screenshots/`, where the README and the reviewer look at them.
"""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import SCREENSHOTS, Trouble, watch
from tests.browser.editor import Editor, open_example, resting_box, start_a_design
from tests.browser.pages import look_at_dead_letters
from tests.browser.server import PlaygroundServer

BYTES_MAX = 250_000
README_BYTES_MAX = 200_000
IN_README = "editor-light"
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
    stop_at_the_moment(page)
    expect(page.locator(".toast")).to_have_count(0, timeout=10_000)


def microscope(page: Page) -> None:
    """A message that was done three times and died, beside itself in the run that is mended."""
    editor = still_run(page)
    editor.findings.get_by_role("button", name="Prove it").first.click()
    expect(page.get_by_text("What was changed")).to_be_visible(timeout=30_000)
    page.get_by_label("The newer run").select_option(label="Run 1")
    expect(page.get_by_role("button", name="Overlay run 2")).to_be_visible()
    look_at_dead_letters(editor)
    needs = re.compile(r"4\d(\.\d)?\s+s of work")
    page.get_by_role("option").filter(has_text=needs).first.click()
    expect(page.get_by_text("handled 3 times")).to_be_visible()
    expect(page.get_by_text("ack accepted")).to_be_visible()
    expect(page.locator(".toast")).to_have_count(0, timeout=10_000)


def share(page: Page) -> str:
    """A link to the story's run with a note; its address."""
    return still_run(page).share(
        "This is why we saw finished videos in the dead-letter queue on Friday. Watch from 27:50.",
        "Mara Lindqvist",
    )


def stop_at_the_moment(page: Page) -> None:
    page.get_by_role("slider", name="Time in the run").press("End")
    Editor(page).play_to(TELLING_MOMENT)


def shared(page: Page) -> None:
    page.goto(share(page))
    stop_at_the_moment(page)


def phone(page: Page) -> None:
    editor = open_example(page, THE_STORY, shown=".column-node")
    editor.run()
    editor.play_to(TELLING_MOMENT)
    page.get_by_role("button", name="Design", exact=True).click()
    page.locator(".column-node").filter(has_text="Transcode queue").click()
    resting_box(page.locator(".phone-sheet"))


def phone_share(page: Page) -> None:
    page.set_viewport_size(DESK)
    link = share(page)
    page.set_viewport_size(PHONE)
    page.goto(link)
    stop_at_the_moment(page)
    page.evaluate("scrollTo(0, 0)")


def path(address: str) -> Callable[[Page], None]:
    def show(page: Page) -> None:
        page.goto(address)
        expect(page.get_by_role("heading", level=1).first).to_be_visible()

    return show


class Picture(NamedTuple):
    """How to get to a page, and what to keep of it."""

    show: Callable[[Page], object]
    viewport: ViewportSize = DESK
    dark: bool = False
    """Whether to keep it in the dark as well, as `<name>-dark`."""
    whole: bool = False
    """The whole page, and not only what the window shows of it."""


PICTURES = {
    "home": Picture(path("/"), dark=True, whole=True),
    "home-390": Picture(path("/"), PHONE, dark=True),
    "gallery": Picture(path("/gallery/"), dark=True, whole=True),
    "gallery-390": Picture(path("/gallery/"), PHONE, dark=True),
    "reference-worker": Picture(path("/components/worker/")),
    "editor-first-minute": Picture(first_minute),
    "editor-light": Picture(running, dark=True),
    "editor-390": Picture(phone, PHONE, dark=True),
    "compare": Picture(compared),
    "microscope": Picture(microscope, dark=True),
    "share": Picture(shared, dark=True),
    "share-390": Picture(phone_share, PHONE, dark=True),
}


def names(name: str) -> list[str]:
    """The files of a picture: in the light, and in the dark where that is kept as well."""
    dark = f"{name.removesuffix('-light')}-dark"
    return [name, dark] if PICTURES[name].dark else [name]


def save(screenshot: bytes, picture: Path) -> None:
    """Keep a screenshot in 256 colours: a third of the size, and no eye sees the difference."""
    with Image.open(io.BytesIO(screenshot)) as image:
        palette = image.convert("RGB").quantize(
            256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
        palette.save(picture, optimize=True)


def take(page: Page, theme: str, *, whole: bool) -> bytes:
    """The page in a theme, once nothing on it moves."""
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.evaluate("() => new Promise(done => setTimeout(done, 700))")  # Charts draw when idle.
    return page.screenshot(full_page=whole)


@pytest.mark.parametrize("name", PICTURES)
def test_the_page_can_be_held_beside_its_mockup(
    browser: Browser, server: PlaygroundServer, trouble: Trouble, tmp_path: Path, name: str
) -> None:
    picture = PICTURES[name]
    visitor = browser.new_context(
        base_url=server.url,
        viewport=picture.viewport,
        color_scheme="light",
        reduced_motion="reduce",
    )
    visitor.on("page", lambda page: watch(page, trouble))
    page = visitor.new_page()
    picture.show(page)

    keep = SCREENSHOTS if os.environ.get("SCREENSHOTS") else tmp_path
    keep.mkdir(parents=True, exist_ok=True)
    for file, theme in zip(names(name), ("light", "dark"), strict=False):
        kept = keep / f"{file}.png"
        save(take(page, theme, whole=picture.whole), kept)
        assert kept.stat().st_size < (README_BYTES_MAX if file == IN_README else BYTES_MAX)
    visitor.close()
    assert not trouble, "\n".join(trouble)


def test_the_kept_pictures_are_those_that_are_made() -> None:
    made = {file for name in PICTURES for file in names(name)}
    assert {picture.stem for picture in SCREENSHOTS.glob("*.png")} == made
