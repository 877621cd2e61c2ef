"""The story: a new user draws a system, runs it, mends it, compares, and sends a link."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Trouble, watch
from tests.browser.editor import Editor, draw_the_story, open_example, start_a_design
from tests.browser.server import PlaygroundServer


def test_a_new_user_draws_the_system_with_the_mouse_and_runs_it(page: Page) -> None:
    editor = start_a_design(page)
    draw_the_story(editor)
    expect(page.get_by_text(re.compile("^Saved"))).to_be_visible()

    editor.run()

    expect(editor.findings).to_contain_text("The timeout is shorter than the work")
    expect(editor.findings).to_contain_text(re.compile(r"3\.8\s*% of jobs outlast 30\s*s"))
    expect(page.get_by_role("figure", name=re.compile("^Queue depth"))).to_be_visible()
    expect(editor.node("Transcoders")).to_contain_text(re.compile(r"of 40"))


def test_a_reload_loses_nothing(page: Page) -> None:
    editor = start_a_design(page)
    page.get_by_role("button", name="Client", exact=True).click()
    editor.rename("Hand scanners")
    page.reload()
    expect(editor.node("Hand scanners")).to_be_visible()


def test_the_fix_is_applied_in_one_step_and_undone_in_one_step(page: Page) -> None:
    editor = open_example(page, "The timeout that is too short")
    editor.findings.get_by_role("button", name=re.compile("^Apply fix")).first.click()
    expect(editor.node("Transcode queue")).to_contain_text(re.compile(r"120\s*s|2\s*m"))
    editor.undo()
    expect(editor.node("Transcode queue")).to_contain_text(re.compile(r"30\s*s"))


def test_two_runs_are_compared_with_what_was_changed_and_what_came_of_it(page: Page) -> None:
    editor = open_example(page, "The timeout that is too short")
    editor.run()
    editor.findings.get_by_role("button", name="Prove it").first.click()
    comparison = page.get_by_role("tabpanel", name=re.compile("^Compare"))
    expect(comparison).to_contain_text("What was changed", timeout=30_000)
    expect(comparison).to_contain_text("visibility timeout")
    row = comparison.get_by_role("row", name=re.compile("^Duplicates"))
    expect(row.get_by_role("cell").nth(1)).to_have_text("0")


def test_a_link_shows_a_stranger_the_same_results_and_lets_them_fork(
    page: Page, browser: Browser, server: PlaygroundServer, trouble: Trouble
) -> None:
    editor = open_example(page, "The timeout that is too short")
    editor.run()
    seen = editor.findings.get_by_role("row", name=re.compile("^Dead letters")).inner_text()
    link = editor.share()

    stranger = browser.new_context(viewport={"width": 1440, "height": 900})
    stranger.on("page", lambda opened: watch(opened, trouble))
    theirs = stranger.new_page()
    theirs.goto(link)
    row = theirs.get_by_role("row", name=re.compile("^Dead letters")).first
    assert row.inner_text() == seen
    theirs.get_by_role("button", name=re.compile("^Fork")).first.click()
    theirs.wait_for_url(re.compile(r"/s/\w+/"))
    expect(Editor(theirs).node("Transcoders")).to_be_visible()

    theirs.goto(page.url)
    expect(theirs.get_by_role("heading", level=1)).to_contain_text(re.compile("not", re.I))
    trouble[:] = [line for line in trouble if "404" not in line]
    stranger.close()
