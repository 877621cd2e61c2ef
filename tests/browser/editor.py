"""Editor: what a person does on the editor's page, in words, for the browser tests."""

import re

from playwright.sync_api import FloatRect, Locator, Page, expect

# What the story's design is made of: (label, {field: value}). A value that belongs to a choice
# is the name of the option.
BURSTS = {"Pattern": "Bursts", "Rate": "3", "Burst size": "60"}


class Editor:
    """One open editor. Every method waits for its effect to be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.inspector = page.get_by_role("complementary", name=re.compile("^Settings of"))
        self.quick_add = page.get_by_role("dialog", name=re.compile("^Add"))
        self.findings = page.get_by_role("tabpanel", name=re.compile("^Findings"))

    def node(self, name: str) -> Locator:
        """The node whose component is called `name`."""
        nodes = self.page.locator(".react-flow__node")
        return nodes.filter(has=self.page.get_by_text(name, exact=True)).first

    def port(self, name: str, side: str) -> Locator:
        """The round port of a node from which edges are drawn: side "right" or "bottom"."""
        return self.node(name).locator(f".react-flow__handle-{side}.source")

    def drag_out(self, name: str, side: str, dx: int, dy: int) -> None:
        """Draw an edge from a port to the empty canvas, which offers what can be joined."""
        box = resting_box(self.port(name, side))
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx / 2, y + dy / 2, steps=4)
        self.page.mouse.move(x + dx, y + dy, steps=4)
        self.page.mouse.up()
        expect(self.quick_add).to_be_visible()

    def choose(self, option: str) -> None:
        """Take one of the offers of the open quick-add."""
        self.quick_add.get_by_role("option", name=re.compile(f"^{option}")).first.click()
        expect(self.quick_add).to_be_hidden()

    def rename(self, name: str) -> None:
        """Give the selected component a name, in the head of the inspector."""
        self.inspector.get_by_role("textbox", name=re.compile("^Name of this")).fill(name)
        self.page.keyboard.press("Enter")
        expect(self.node(name)).to_be_visible()

    def set(self, label: str, value: str) -> None:
        """Set one field of the selected component, by its label."""
        self.unfold()
        choice = self.inspector.get_by_role("combobox", name=label, exact=True)
        if choice.count():
            choice.select_option(label=value)
            return
        field = self.inspector.get_by_role("textbox", name=label, exact=True)
        field.fill(value)
        field.press("Tab")

    def unfold(self) -> None:
        """Open every section of settings that is folded."""
        folded = self.inspector.locator("h2 > button[aria-expanded=false]")
        while folded.count():
            folded.first.click()

    def look_at_preset(self, label: str) -> Locator:
        """Choose a preset in the head of the inspector; what it would set, not set yet."""
        self.inspector.get_by_role("combobox", name="Preset").select_option(label=label)
        look = self.inspector.get_by_role("region", name=f"What {label} would set")
        expect(look).to_be_visible()
        return look

    def set_distribution(self, label: str, kind: str, values: dict[str, str]) -> None:
        """Choose the kind of a distribution and its parameters."""
        group = self.inspector.get_by_role("group", name=label, exact=True)
        group.get_by_role("combobox").select_option(label=kind)
        for name, value in values.items():
            field = group.get_by_role("textbox", name=name, exact=True)
            field.fill(value)
            field.press("Tab")

    def set_run(self, label: str, value: str) -> None:
        """Set one field of the run settings."""
        form = self.page.get_by_role("dialog", name="Run settings")
        if not form.count():
            self.page.get_by_role("button", name=re.compile("^Run settings")).click()
        field = form.get_by_role("textbox", name=label, exact=True)
        field.fill(value)
        field.press("Tab")

    def run(self) -> None:
        """Press Run and wait until the new run has finished."""
        said = self.page.get_by_text(re.compile(r"^Run \d+ has "))
        before = said.inner_text().split()[1] if said.count() else "0"
        self.page.get_by_role("button", name=re.compile("^Run Ctrl|^Run$")).first.click()
        expect(said).to_have_text(
            re.compile(rf"^Run (?!{before} )\d+ has finished"), timeout=30_000
        )

    def play_to(self, seconds: float) -> None:
        """Stop the clock and press on the scrubber at a moment of the run."""
        slider = self.page.get_by_role("slider", name="Time in the run")
        pause = self.page.get_by_role("button", name="Pause", exact=True)
        if pause.count():
            pause.click()
        box = resting_box(self.page.locator(".scrub"))
        share = seconds / float(slider.get_attribute("aria-valuemax") or 1)
        self.page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)

    def share(self, note: str = "", by: str = "") -> str:
        """Make a link to the shown run; its address."""
        self.page.get_by_role("button", name="Share", exact=True).click()
        dialog = self.page.get_by_role("dialog", name="Share")
        dialog.get_by_label(re.compile("^What should they look at")).fill(note)
        dialog.get_by_label(re.compile("^Your name")).fill(by)
        dialog.get_by_role("button", name=re.compile("link", re.I)).first.click()
        field = dialog.get_by_role("textbox", name=re.compile("link|address", re.I)).first
        expect(field).to_have_value(re.compile("/share/"))
        return field.input_value()

    def undo(self) -> None:
        self.page.get_by_role("button", name="Undo", exact=True).first.click()


def resting_box(locator: Locator) -> FloatRect:
    """Where an element is once it has stopped moving (fitting the view takes a moment)."""
    before = None
    while True:
        box = locator.bounding_box()
        assert box is not None
        if box == before:
            return box
        before = box
        locator.page.evaluate("() => new Promise(done => setTimeout(done, 60))")


def start_a_design(page: Page) -> Editor:
    """From the home page to an empty canvas."""
    page.goto("/")
    page.get_by_role("button", name="Start a design").click()
    page.wait_for_url(re.compile(r"/s/\w+/"))
    expect(page.get_by_role("searchbox", name="Find a component")).to_be_visible()
    return Editor(page)


def open_example(page: Page, title: str, shown: str = ".react-flow__node") -> Editor:
    """From the gallery to an own copy of an example, once its first component is drawn."""
    page.goto("/gallery/")
    card = page.locator("article, li, .card").filter(has_text=title).last
    card.get_by_role("button", name=re.compile("Open")).click()
    page.wait_for_url(re.compile(r"/s/\w+/"))
    editor = Editor(page)
    expect(page.locator(shown).first).to_be_visible()
    return editor


def draw_the_story(editor: Editor) -> None:
    """The design of the story, drawn with the mouse: uploads, a queue, transcoders, records."""
    page = editor.page
    page.get_by_role("button", name="Client", exact=True).click()
    editor.rename("Uploaders")
    for label, value in BURSTS.items():
        editor.set(label, value)

    editor.drag_out("Uploaders", "right", 90, 0)
    editor.choose("Service")
    editor.rename("Upload service")
    editor.set_distribution("Service time", "Log-normal, by mean", {"Mean": "200ms"})

    editor.drag_out("Upload service", "right", 90, 0)
    editor.choose("Queue")
    editor.rename("Transcode queue")
    editor.set("Visibility timeout", "30s")

    page.get_by_role("button", name="Fit the whole design").click()
    editor.drag_out("Transcode queue", "bottom", 0, 80)
    editor.choose("Dead letters")
    editor.rename("Dead letters of transcoding")

    page.get_by_role("button", name="Fit the whole design").click()
    editor.drag_out("Transcode queue", "right", 90, 0)
    editor.choose("Worker")
    editor.rename("Transcoders")
    editor.set("Instances", "10")
    editor.set("Concurrency", "4")
    editor.set_distribution("Processing time", "Log-normal, by p99", {"Median": "8s", "p99": "45s"})
    editor.set("Transient failures", "2")
    editor.set("Poison", "0.5")

    page.get_by_role("button", name="Fit the whole design").click()
    editor.drag_out("Transcoders", "right", 24, 160)
    editor.choose("Database")
    editor.rename("Video records")
    editor.set("Pool", "20")
    editor.set_distribution("Write time", "Constant", {"Value": "15ms"})
    page.get_by_role("button", name="Fit the whole design").click()
    page.locator(".edge-label.dead").click()
    editor.set("Receives", "3")
    editor.set_run("Duration", "30min")
    editor.set_run("Seed", "4")
