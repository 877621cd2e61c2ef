"""The timeline: a list that is edited by keyboard alone, and marks where the run is played."""

from playwright.sync_api import Page, expect

from tests.browser.editor import Editor
from tests.browser.test_what_people_type import import_design, small_design


def opened(page: Page) -> Editor:
    """A design whose queue fills faster than it is emptied."""
    design = small_design("Senders", "Jobs")
    design["components"]["worker"] = {
        "type": "worker",
        "label": "Workers",
        "settings": {"instances": 1, "concurrency": 1},
    }
    design["layout"]["client"]["y"] = 40
    return import_design(page, design)


def test_an_action_is_added_by_keyboard_and_marked_in_the_run(page: Page) -> None:
    editor = opened(page)
    editor.node("Jobs").click()
    timeline = editor.inspector.get_by_role("region", name="Timeline")
    timeline.get_by_role("button", name="Add an action").focus()
    page.keyboard.press("Enter")

    at = timeline.get_by_role("textbox", name="At")
    expect(at).to_be_focused()
    page.keyboard.type("45s")
    page.keyboard.press("Tab")
    expect(timeline.get_by_role("group", name="Purge at 45")).to_be_visible()

    editor.run()
    page.get_by_role("button", name="To the end").click()
    tick = page.get_by_role("button", name="Action at 0:45: Purge: Jobs")
    expect(tick).to_be_visible()
    expect(page.locator(".js-plotly-plot .shape-label").get_by_text("Purge").first).to_be_visible()
    tick.click()
    expect(page.get_by_role("slider", name="Time in the run")).to_have_attribute(
        "aria-valuenow", "45"
    )


def test_a_wrong_time_is_told_beside_its_field_and_leads_there(page: Page) -> None:
    editor = opened(page)
    editor.node("Jobs").click()
    timeline = editor.inspector.get_by_role("region", name="Timeline")
    timeline.get_by_role("button", name="Add an action").click()
    page.keyboard.type("2h")
    page.keyboard.press("Enter")
    expect(timeline.get_by_text("before 60 s, or lengthen the run")).to_be_visible()

    editor.node("Workers").click()
    page.keyboard.press("Control+Enter")
    expect(timeline.get_by_role("textbox", name="At")).to_be_focused()


def test_each_change_is_one_step_back_and_a_deleted_component_takes_its_actions(page: Page) -> None:
    editor = opened(page)
    editor.node("Jobs").click()
    timeline = editor.inspector.get_by_role("region", name="Timeline")
    timeline.get_by_role("button", name="Add an action").click()
    page.keyboard.type("45")
    page.keyboard.press("Tab")
    editor.node("Jobs").click()
    page.keyboard.press("Control+z")
    expect(timeline.get_by_role("textbox", name="At")).to_have_value("30")
    page.keyboard.press("Control+z")
    expect(timeline.get_by_text("Nothing happens to it during the run.")).to_be_visible()
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Delete")
    whole = page.get_by_role("complementary", name="Design").get_by_role("region", name="Timeline")
    expect(whole.get_by_text("Nothing happens to the components")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(whole.get_by_role("group", name="Purge at 30")).to_be_visible()


def test_the_list_of_actions_stays_where_it_is_when_a_setting_is_pointed_at(page: Page) -> None:
    opened(page)
    design = page.get_by_role("complementary", name="Design")
    timeline = design.get_by_role("region", name="Timeline")
    timeline.get_by_role("button", name="Add an action").click()
    expect(timeline.get_by_role("textbox", name="At")).to_be_focused()
    help = design.locator(".insp-help")
    foot = help.bounding_box()

    timeline.get_by_text("Component", exact=True).hover()
    expect(help).to_contain_text("To which it is done.")
    assert help.bounding_box() == foot
    page.mouse.move(5, 5)
    expect(help).not_to_contain_text("To which it is done.")
    assert help.bounding_box() == foot


def test_a_long_list_is_folded_and_opened_action_by_action(page: Page) -> None:
    design = small_design("Senders", "Jobs")
    purge = {"target": "queue", "action": "purge", "settings": {}}
    design["timeline"] = {f"purge-{at}": {**purge, "at": at} for at in (10, 20, 30, 40)}
    import_design(page, design)
    timeline = page.get_by_role("complementary", name="Design").get_by_role(
        "region", name="Timeline"
    )
    at = timeline.get_by_role("textbox", name="At")
    expect(timeline.get_by_role("group")).to_have_count(4)
    expect(at).to_have_count(0)

    third = timeline.get_by_role("group", name="Purge at 30")
    third.get_by_role("button", expanded=False).click()
    expect(at).to_have_value("30")
    timeline.get_by_role("button", name="Add an action").click()
    expect(at).to_be_focused()
    page.keyboard.type("2h")
    page.keyboard.press("Tab")
    expect(timeline.get_by_text("or lengthen the run")).to_be_visible()
    expect(at).to_have_count(1)


def test_on_a_phone_the_length_of_a_run_and_its_timeline_can_be_set(page: Page) -> None:
    opened(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="More").first.click()
    page.get_by_role("menuitem", name="Settings of design and run").click()
    sheet = page.get_by_role("region", name="Settings", exact=True)
    sheet.get_by_role("button", name="Run settings").click()
    length = page.get_by_role("dialog", name="Run settings").get_by_label("Duration")
    expect(length).to_be_focused()
    length.fill("2min")
    page.keyboard.press("Escape")
    sheet.get_by_role("button", name="Add an action").click()
    expect(sheet.get_by_role("textbox", name="At")).to_have_value("60")

    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("slider", name="Time in the run")).to_have_attribute(
        "aria-valuemax", "120"
    )
