"""Charts and nodes of designs with features: they tell what a plain design has no words for."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.editor import Editor, open_example
from tests.browser.test_what_people_type import import_design

BLOCKED = "Senders blocked"


def risky() -> dict[str, Any]:
    """Workers that ack early and crash, an autoscaler, a queue that makes its senders wait, and a
    service behind a circuit breaker."""
    return {
        "version": 1,
        "run": {"duration": 300, "seed": 3},
        "components": {
            "client": {"type": "client", "label": "Senders", "settings": {"rate": 12}},
            "jobs": {
                "type": "queue",
                "label": "Jobs",
                "settings": {"capacity": 60, "overflow": "block"},
            },
            "workers": {
                "type": "worker",
                "label": "Workers",
                "settings": {
                    "ack": "early",
                    "concurrency": 2,
                    "processing_time": {"kind": "exponential", "mean": 2},
                    "autoscaler": "keda",
                    "scale_min": 1,
                    "scale_max": 10,
                    "crash_every": 90,
                },
            },
            "payments": {
                "type": "service",
                "label": "Payments",
                "settings": {"error_rate": 0.8},
            },
        },
        "edges": {
            "in": {"kind": "message", "source": "client", "target": "jobs", "settings": {}},
            "out": {"kind": "message", "source": "jobs", "target": "workers", "settings": {}},
            "pay": {
                "kind": "call",
                "source": "workers",
                "target": "payments",
                "settings": {"breaker": True},
            },
        },
        "layout": {
            "client": {"x": 0, "y": 40},
            "jobs": {"x": 240, "y": 20},
            "workers": {"x": 540, "y": 0},
            "payments": {"x": 860, "y": 20},
        },
    }


def choose(page: Page, part: str) -> None:
    """Show the charts of one component."""
    page.get_by_role("button", name="Charts of").click()
    page.get_by_role("menu").get_by_text(part, exact=True).click()


def titles(page: Page) -> list[str]:
    return page.locator(".charts .cell h3").all_inner_texts()


def of_run(page: Page, design: dict[str, Any]) -> Editor:
    editor = import_design(page, design)
    editor.run()
    editor.play_to(design["run"]["duration"] * 0.9)
    return editor


def test_nodes_tell_scaling_losses_blocked_senders_and_an_open_breaker(page: Page) -> None:
    editor = of_run(page, risky())

    workers, jobs = editor.node("Workers"), editor.node("Jobs")
    for row in ("Instances", "Lost"):
        expect(workers.get_by_text(row, exact=True)).to_be_visible()
    expect(jobs.get_by_text(BLOCKED, exact=True)).to_be_visible()
    expect(page.locator(".edge-label.broken")).to_have_attribute("title", "circuit breaker open")

    editor.play_to(3)
    expect(workers.get_by_text("Lost", exact=True)).to_be_visible()
    expect(jobs.get_by_text(BLOCKED, exact=True)).to_be_visible()


def test_charts_appear_where_there_is_something_to_say(page: Page) -> None:
    of_run(page, risky())

    expect(page.locator(".charts .cell h3").filter(has_text="Losses")).to_have_count(1)
    choose(page, "Workers")
    for title in ("Instances", "Slots", "Crashes and losses", "Circuit breaker, to Payments"):
        expect(page.locator(".charts .cell h3").filter(has_text=title).first).to_be_attached()
    assert not [title for title in titles(page) if title.startswith("Held for")]
    choose(page, "Jobs")
    expect(page.locator(".charts .cell h3").filter(has_text=BLOCKED)).to_have_count(1)

    keys = page.locator(".charts .cell .lgs")
    for index in range(keys.count()):
        cut = "node => node.scrollWidth > node.parentElement.clientWidth"
        assert not keys.nth(index).evaluate(cut), titles(page)[index]


def test_the_table_says_where_everything_is_and_counts_no_gauges(page: Page) -> None:
    of_run(page, risky())
    page.get_by_role("tab", name="Table").click()

    summary = page.get_by_role("region", name="Summary of the run")
    expect(summary.get_by_text("still there.")).to_contain_text("lost")
    summary.get_by_role("button", name="At 4:").click()
    workers = summary.get_by_role("row").filter(has_text="Workers")
    expect(workers.locator(".counted")).to_contain_text("Crashes")
    for gauge in ("Instances", "Starting", "Busy", "Prefetched"):
        expect(workers.locator(".counted").get_by_text(gauge)).to_have_count(0)


def test_a_plain_design_keeps_its_six_charts(page: Page) -> None:
    editor = open_example(page, "The timeout that is too short")
    editor.run()

    expect(page.locator(".charts .cell h3")).to_have_count(6)
