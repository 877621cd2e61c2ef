"""Pages: every page of the site, by name, with what must be done before it can be looked at."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.editor import Editor, open_example

PLAIN = {
    "home": "/",
    "gallery": "/gallery/",
    "components": "/components/",
    "reference-worker": "/components/worker/",
    "preset": "/presets/celery-redis/",
    "findings": "/findings/",
    "finding-vis-1": "/findings/vis-1/",
    "checked": "/checked/",
    "validation": "/validation/",
    "classes": "/classes/",
    "scenarios": "/scenarios/",
    "not-found": "/nowhere/",
}


def show_editor(page: Page) -> None:
    """The story's example, before its first run."""
    open_example(page, "The timeout that is too short")


def show_run(page: Page) -> None:
    """The story's example, run and paused near its end."""
    editor = open_example(page, "The timeout that is too short")
    editor.run()
    editor.play_to(25 * 60 + 25)


def show_preset(page: Page) -> None:
    """The story's example, with a look at what a preset of its queue would set."""
    editor = open_example(page, "The timeout that is too short")
    editor.node("Transcode queue").click()
    editor.look_at_preset("Azure Service Bus")


def show_share(page: Page) -> None:
    """A share link of the story's example."""
    editor = open_example(page, "The timeout that is too short")
    editor.run()
    page.goto(editor.share())
    expect(page.get_by_role("heading", name="What the run found")).to_be_visible()


def show_message(page: Page) -> None:
    """A message of the story's example under the microscope, beside the run that mends it."""
    editor = open_example(page, "The timeout that is too short")
    editor.run()
    look_at_dead_letters(editor)


def look_at_dead_letters(editor: Editor) -> None:
    """From the results to the dead letters of the shown run, as soon as they were followed."""
    editor.page.get_by_role("tab", name="Messages").click()
    expect(editor.page.get_by_role("heading", name=re.compile("^Message #"))).to_be_visible()
    expect(editor.page.get_by_role("heading", name="Every step")).to_be_visible()


def visit(path: str) -> Callable[[Page], None]:
    """How to show a page that has an address."""

    def show(page: Page) -> None:
        page.goto(path)
        expect(page.get_by_role("heading", level=1).first).to_be_visible()

    return show


EVERY_PAGE: dict[str, Callable[[Page], None]] = {
    **{name: visit(path) for name, path in PLAIN.items()},
    "editor": show_editor,
    "run": show_run,
    "preset-choice": show_preset,
    "share": show_share,
    "microscope": show_message,
}
