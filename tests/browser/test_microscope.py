"""The microscope: from a result to the life of single messages, by mouse and by keyboard."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Trouble, watch
from tests.browser.editor import Editor, open_example
from tests.browser.keyboard import Keyboard
from tests.browser.pages import look_at_dead_letters
from tests.browser.server import PlaygroundServer
from tests.browser.test_what_people_type import HOSTILE, LONG, import_design, small_design
from tests.builders import chain, component, edge

THE_STORY = "The timeout that is too short"
MESSAGE = re.compile("^Message #")


@pytest.fixture
def stranger(browser: Browser, server: PlaygroundServer, trouble: Trouble) -> Iterator[Page]:
    """Somebody else's browser, which knows nothing but the addresses it is sent to."""
    visitor = browser.new_context(viewport={"width": 1440, "height": 900})
    visitor.on("page", lambda opened: watch(opened, trouble))
    yield visitor.new_page()
    visitor.close()


@pytest.fixture
def editor(page: Page) -> Editor:
    """The story's example after a run."""
    editor = open_example(page, THE_STORY)
    editor.run()
    return editor


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", name=MESSAGE)


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Messages").get_by_role("option")


def chip(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Why they are kept").get_by_role(
        "button", name=re.compile(f"^{name} ")
    )


def test_there_is_no_way_to_messages_before_there_are_any(page: Page) -> None:
    editor = open_example(page, THE_STORY)
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page.get_by_role("tab", name="Charts")).to_be_visible()
    expect(page.get_by_role("tab", name="Messages")).to_have_count(0)
    page.keyboard.press("Control+k")
    page.keyboard.type("single messages")
    expect(page.get_by_role("option", name=re.compile("single messages"))).to_have_count(0)
    page.keyboard.press("Escape")
    editor.run()
    expect(page.get_by_role("tab", name="Messages")).to_be_visible()


def test_a_finding_leads_to_the_messages_it_is_about_and_on_to_the_mended_run(page: Page) -> None:
    editor = open_example(page, THE_STORY)
    editor.run()
    editor.findings.get_by_role("button", name="See messages handled twice").first.click()

    expect(heading(page)).to_be_focused()
    expect(chip(page, "Twice")).to_have_attribute("aria-pressed", "true")
    chip(page, "Dead").click()
    options(page).filter(has_text="of work").first.click()
    story = page.locator(".mic-story")
    expect(story).to_contain_text(re.compile(r"^It needed .+ of work\."))
    expect(story).to_contain_text("after the queue had given up on")
    expect(story).to_contain_text("It was dead-lettered at")
    expect(
        page.get_by_role("img", name=re.compile("Receive 3 by slot .*, ack refused"))
    ).to_be_visible()
    number = heading(page).inner_text()

    page.keyboard.press("Escape")
    editor.findings.get_by_role("button", name="Prove it").first.click()
    expect(page.get_by_text("What was changed")).to_be_visible(timeout=30_000)
    page.get_by_role("tab", name="Messages").click()
    expect(heading(page)).to_have_text(number)
    compared = page.get_by_role("region", name=re.compile("^The same message in run 1"))
    expect(compared).to_contain_text("visibility timeout” is 30")
    expect(compared).to_contain_text("Received three times")
    expect(story).to_contain_text("It was acknowledged at")
    compared.get_by_role("button", name="Compare the runs").click()
    expect(page.get_by_text("What was changed")).to_be_visible()


def test_a_point_of_a_chart_leads_to_the_messages_that_were_there(editor: Editor) -> None:
    page = editor.page
    page.get_by_role("button", name=re.compile("^Charts of:")).click()
    page.get_by_role("menuitemradio", name=re.compile("^Transcode queue")).click()
    plot = page.locator(".charts .plot").first
    expect(plot.locator(".main-svg").first).to_be_visible()
    plot.click(position={"x": 150, "y": 60})
    page.get_by_role("button", name=re.compile(r"^Messages at \d+:\d\d$")).click()

    held = page.get_by_role("button", name=re.compile(r"^In Transcode queue, at \d+:\d\d"))
    expect(held).to_be_visible()
    expect(heading(page)).to_be_focused()
    some = options(page).count()
    held.click()
    expect(held).to_have_count(0)
    expect(options(page).nth(some)).to_be_attached()


def test_the_table_and_the_dead_letter_queue_lead_to_their_messages(editor: Editor) -> None:
    page = editor.page
    page.get_by_role("tab", name="Table").click()
    page.get_by_role("button", name="Messages of Dead letters").click()
    expect(page.get_by_role("button", name=re.compile("^In Dead letters"))).to_be_visible()
    expect(options(page).first).to_contain_text("dead-lettered")

    page.get_by_role("button", name="Watch", exact=True).click()
    editor.node("Dead letters").click()
    editor.inspector.get_by_role("button", name="Look at its dead letters").click()
    expect(heading(page)).to_be_visible()


def test_a_stretch_plays_on_the_diagram_and_stops_at_its_end(editor: Editor) -> None:
    page = editor.page
    look_at_dead_letters(editor)
    first, last = page.locator(".mic-steps time").first, page.locator(".mic-steps time").last
    start, end = seconds(first.inner_text()), seconds(last.inner_text())
    page.get_by_role("button", name="Play this stretch on the diagram").click()

    expect(page.get_by_role("button", name="Watch", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    clock = page.get_by_role("slider", name="Time in the run")
    assert start - 1 <= float(clock.get_attribute("aria-valuenow") or -1) < end
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible(timeout=20_000)
    assert float(clock.get_attribute("aria-valuenow") or -1) == pytest.approx(end, abs=3)


def seconds(clock: str) -> float:
    parts = [float(part) for part in clock.split(":")]
    return sum(part * 60.0**power for power, part in enumerate(reversed(parts)))


def test_everything_about_a_message_is_reached_by_keyboard(editor: Editor) -> None:
    page, keys = editor.page, Keyboard(editor.page)
    page.locator(".editor-bar a").first.focus()
    keys.press("m")
    expect(heading(page)).to_be_focused()
    first = heading(page).inner_text()

    keys.activate("Next message")
    expect(heading(page)).not_to_have_text(first)
    keys.tab_to(r"#\d", key="Shift+Tab")
    keys.press("Home")
    expect(heading(page)).to_have_text(first)
    keys.press("ArrowDown")
    keys.press("End")
    expect(options(page).last).to_be_focused()
    expect(options(page).last).to_have_attribute("aria-selected", "true")

    number = heading(page).inner_text().removeprefix("Message #")
    keys.tab_to("Copy the link to this message")
    keys.press("Enter")
    expect(page.get_by_text("Link copied")).to_be_visible()
    keys.press("Escape")
    expect(heading(page)).to_have_count(0)
    keys.find(f"message {number}")
    expect(heading(page)).to_have_text(f"Message #{number}")
    keys.activate("Play this stretch on the diagram")
    expect(page.get_by_role("button", name="Watch", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )


def test_a_link_opens_the_message_in_its_run(editor: Editor) -> None:
    page = editor.page
    look_at_dead_letters(editor)
    name = heading(page).inner_text()
    page.get_by_role("button", name="Copy the link to this message").click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert "#message=uploaders." in link
    page.goto("/gallery/")

    page.goto(link)
    expect(heading(page)).to_have_text(name)


def test_a_stranger_sees_the_same_lives_behind_a_share_link(editor: Editor, stranger: Page) -> None:
    page = editor.page
    look_at_dead_letters(editor)
    steps = page.locator(".mic-steps").inner_text()
    message = re.search(r"message=[\w.-]+", page.url)
    assert message
    link = editor.share()

    stranger.goto(f"{link}#{message.group()}")
    expect(heading(stranger)).to_be_visible()
    assert stranger.locator(".mic-steps").inner_text() == steps
    stranger.get_by_role("button", name="Play this stretch on the diagram").click()
    expect(stranger.get_by_role("button", name="Pause", exact=True)).to_be_visible()


def test_names_are_text_and_fit_in_the_strips_of_a_phone(page: Page) -> None:
    editor = import_design(page, small_design(HOSTILE, LONG[:79]))
    editor.run()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Charts", exact=True).click()
    page.get_by_role("tab", name="Messages").click()
    expect(heading(page)).to_be_visible()
    expect(page.locator(".mic-steps")).to_contain_text(HOSTILE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".mic").evaluate("mic => mic.scrollWidth <= mic.clientWidth")
    assert page.locator("img[src=x]").count() == 0


def test_the_calls_of_an_attempt_and_what_holds_it_back_are_told_and_drawn(page: Page) -> None:
    data = chain(
        {"pattern": "regular", "rate": 0.2},
        {"visibility_timeout": 300},
        {"instances": 1, "concurrency": 1, "processing_time": 1},
        duration=60,
    )
    data["name"] = "Calls that time out"
    data["components"]["store"] = component("service", "Store", service_time=5)
    ask = {"timeout": 2, "max_attempts": 2, "backoff": "none"}
    data["edges"]["ask"] = edge("workers", "call", "store", **ask)
    data["edges"]["send"]["settings"] = {"rate_limit": 0.1}
    editor = import_design(page, data)
    editor.run()
    page.get_by_role("tab", name="Messages").click()
    expect(heading(page)).to_be_visible()
    expect(page.get_by_label("Messages kept")).to_contain_text("12 of 12")
    options(page).first.click()

    steps = page.locator(".mic-steps")
    expect(steps).to_contain_text("Store called")
    expect(steps).to_contain_text("Store did not answer in time")
    expect(steps).to_contain_text("Store called, once more")
    assert page.locator(".mic-strip .mic-call.error").count() >= 2
    expect(page.locator(".mic-strip .mic-call title").first).to_have_text("Store timed out")

    options(page).nth(1).click()
    expect(steps).to_contain_text("Its sender holds it back: no token is left until")
