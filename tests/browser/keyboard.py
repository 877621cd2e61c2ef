"""Keyboard: what a person does who never touches a mouse, in words, for the browser tests."""

import re

from playwright.sync_api import Page, expect

from tests.browser.editor import Editor

MOST_STOPS = 160
MOST_OPTIONS = 30
# What a screen reader would call the focused element, and the group it is read within.
FOCUSED = """() => {
  const at = document.activeElement;
  const label = at.getAttribute('aria-label') || at.labels?.[0]?.innerText || at.innerText || '';
  const group = at.closest('[role=group], [role=dialog], [role=tabpanel]');
  const by = document.getElementById(group?.getAttribute('aria-labelledby') ?? '');
  return [label.trim(), group?.getAttribute('aria-label') || by?.innerText || ''];
}"""
CHOSEN = "() => document.activeElement.selectedOptions[0].label"


class Keyboard:
    """The keyboard of one page. Every method fails where the keys do not lead."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.press = page.keyboard.press
        self.type = page.keyboard.type

    def tab_to(self, name: str, group: str = "", key: str = "Tab") -> None:
        """Press Tab until the focus is on what is called `name`; fail when it never is."""
        for _ in range(MOST_STOPS):
            self.press(key)
            called, within = self.page.evaluate(FOCUSED)
            if re.match(name, called) and re.match(group, within):
                return
        raise AssertionError(f"The tab key never comes to {name!r} in {group!r}.")

    def fill(self, label: str, value: str, group: str = "") -> None:
        """Go on to a field and type over what it holds."""
        self.tab_to(f"{re.escape(label)}$", group)
        self.press("Control+a")
        self.type(value)

    def pick(self, label: str, option: str) -> None:
        """Go on to a menu of options and walk to one of them with the arrows."""
        self.tab_to(f"{re.escape(label)}$")
        self.press("Home")
        for _ in range(MOST_OPTIONS):
            if self.page.evaluate(CHOSEN) == option:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{label} has no option {option!r}.")

    def activate(self, name: str, group: str = "") -> None:
        """Go on to a button or a link and press it."""
        self.tab_to(name, group)
        self.press("Enter")

    def find(self, what: str) -> None:
        """Find something in the open design, or do it, by the list of commands."""
        self.press("Control+k")
        expect(self.page.get_by_role("dialog", name="Find or do")).to_be_visible()
        self.type(what)
        self.press("Enter")


class KeyboardEditor(Editor):
    """One open editor, used by keyboard alone."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.keys = Keyboard(page)
        self.focused = page.locator(".react-flow__node:focus")

    def add(self, key: str, offer: str, name: str) -> None:
        """Add by `key` what the quick-add offers under `offer`, and give it a name."""
        self.keys.press(key)
        expect(self.quick_add.get_by_role("combobox")).to_be_focused()
        self.keys.type(offer)
        self.keys.press("Enter")
        expect(self.quick_add).to_be_hidden()
        expect(self.focused).to_be_visible()
        self.keys.press("F2")
        expect(self.inspector.get_by_label(re.compile("^Name of this"))).to_be_focused()
        self.keys.type(name)
        self.keys.press("Enter")
        expect(self.focused).to_contain_text(name)

    def open_settings(self) -> None:
        """From the selected part to just before the first of its settings."""
        self.keys.press("Enter")
        expect(self.inspector.locator(".fields :focus")).to_be_visible()
        self.keys.press("Shift+Tab")

    def leave_settings(self) -> None:
        self.keys.press("Escape")
        expect(self.focused).to_be_visible()

    def go_to(self, name: str) -> None:
        """Move the selection to the component called `name`."""
        self.keys.find(name)
        expect(self.focused).to_contain_text(name)


def draw_the_story_by_keyboard(editor: KeyboardEditor) -> None:
    """The design of the story, as `draw_the_story` draws it with the mouse."""
    keys = editor.keys
    editor.add("n", "Client", "Uploaders")
    editor.open_settings()
    keys.pick("Pattern", "Bursts")
    keys.fill("Rate", "3/s")
    keys.fill("Burst size", "60")
    editor.leave_settings()

    editor.add("a", "Service", "Upload service")
    editor.open_settings()
    keys.pick("Kind of service time", "Log-normal, by mean")
    keys.fill("Mean", "200ms", "Service time")
    editor.leave_settings()

    editor.add("a", "Queue", "Transcode queue")
    editor.open_settings()
    keys.fill("Visibility timeout", "30s")
    editor.leave_settings()

    editor.add("a", "Dead letters", "Dead letters of transcoding")
    keys.tab_to("dead-letter from Transcode queue")
    editor.open_settings()
    keys.fill("Receives", "3")
    keys.press("Escape")

    editor.go_to("Transcode queue")
    editor.add("a", "Worker", "Transcoders")
    editor.open_settings()
    keys.fill("Instances", "10")
    keys.fill("Concurrency", "4")
    keys.pick("Kind of processing time", "Log-normal, by p99")
    keys.fill("Median", "8s", "Processing time")
    keys.fill("p99", "45s", "Processing time")
    keys.activate("Failures")
    keys.fill("Transient failures", "2")
    keys.fill("Poison", "0.5")
    editor.leave_settings()

    editor.add("a", "Database", "Video records")
    editor.open_settings()
    keys.fill("Pool", "20")
    keys.fill("Value", "15ms", "Write time")
    editor.leave_settings()

    keys.tab_to("Run settings")
    keys.press("Enter")
    keys.press("Control+a")
    keys.type("30min")
    keys.fill("Seed", "4")
    keys.press("Enter")
    keys.press("Escape")
