"""Browser: how soon a run is seen, and whether a large design stays fluid while it plays.

The embedded playground with its real parts, watched by a headless Chromium without a GPU:

1. Run pressed → first drawn frame, the story's design, a new seed each time;
2. long tasks on the page's main thread while 200 components and 300 edges play.

    python -m benchmarks.browser [--runs 20] [--seconds 15]
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, chromium
from tests.browser.editor import open_example
from tests.browser.large_design import large_design
from tests.browser.server import PlaygroundServer

# From the press on Run until the scrubber of the new run has left zero, counted in the page.
PRESS_AND_WATCH = """
number => new Promise(done => {
  const pressed = performance.now();
  const look = () => {
    const bar = document.querySelector('[role=slider][aria-label="Time in the run"]');
    const shown = document.body.innerText.includes(`Run ${number}`);
    if (shown && Number(bar.getAttribute('aria-valuenow')) > 0) done(performance.now() - pressed);
    else requestAnimationFrame(look);
  };
  document.querySelector('button.run, button[data-command=run]')?.click();
  requestAnimationFrame(look);
})
"""
WATCH_LONG_TASKS = """
seconds => new Promise(done => {
  const tasks = [];
  let frames = 0;
  const observer = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) tasks.push(entry.duration);
  });
  observer.observe({entryTypes: ['longtask']});
  const end = performance.now() + seconds * 1000;
  const count = () => {
    frames += 1;
    if (performance.now() < end) requestAnimationFrame(count);
    else { observer.disconnect(); done({tasks, fps: frames / seconds}); }
  };
  requestAnimationFrame(count);
})
"""


def main() -> None:
    """Start a playground and a browser, measure both, print two tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=15)
    options = parser.parse_args()
    path = chromium()
    if path is None:
        raise SystemExit("No Chrome or Chromium was found on this machine.")
    with (
        tempfile.TemporaryDirectory(prefix="queueyard-bench-") as data,
        PlaygroundServer(Path(data), {}) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        visitor = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
        page = visitor.new_page()
        report_first_frames(page, options.runs)
        report_long_tasks(page, options.seconds)
        browser.close()


def report_first_frames(page: Page, runs: int) -> None:
    """Press Run again and again, each time with another seed."""
    open_example(page, "The timeout that is too short")
    took = []
    for number in range(1, runs + 1):
        page.get_by_role("button", name="Run settings").click()
        page.get_by_role("button", name="Another seed").click()
        page.keyboard.press("Escape")
        took.append(float(page.evaluate(PRESS_AND_WATCH, number)))
        page.get_by_text(f"Run {number} has finished").wait_for(state="attached")
    took.sort()
    p95 = took[min(len(took) - 1, round(0.95 * len(took)))]
    print(f"Run pressed → first drawn frame, {runs} runs of the story's design, ms")
    print(f"  median {statistics.median(took):.0f}   p95 {p95:.0f}   max {took[-1]:.0f}")


def report_long_tasks(page: Page, seconds: float) -> None:
    """Play a run of 200 components and count what holds the main thread up."""
    design = large_design()
    page.goto("/scenarios/")
    address = page.evaluate(
        """async design => {
          const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
          const answer = await fetch('/api/scenarios', {
            method: 'POST', body: JSON.stringify({design}),
            headers: {'Content-Type': 'application/json', 'X-CSRFToken': token},
          });
          return (await answer.json()).id;
        }""",
        design,
    )
    page.goto(f"/s/{address}/")
    page.locator(".react-flow__node").nth(199).wait_for()
    page.keyboard.press("Control+Enter")
    page.get_by_text("Run 1 has finished").wait_for(state="attached", timeout=120_000)
    for label, prepare in (("playing, Watch", None), ("playing, Build", "Build")):
        if prepare:
            page.get_by_role("button", name=prepare, exact=True).click()
        page.get_by_role("slider", name="Time in the run").press("Home")
        play = page.get_by_role("button", name="Play", exact=True)
        if play.count():
            play.click()
        seen = page.evaluate(WATCH_LONG_TASKS, seconds)
        tasks = seen["tasks"]
        components, edges = len(design["components"]), len(design["edges"])
        print(f"{components} components, {edges} edges, {label}, {seconds:g} s")
        over = sum(task > 100 for task in tasks)
        print(
            f"  {seen['fps']:.0f} frames/s   long tasks {len(tasks)}"
            f"   over 100 ms {over}   longest {max(tasks, default=0):.0f} ms"
        )


if __name__ == "__main__":
    main()
