"""A real browser on the real playground: Chromium, Daphne, Celery and Valkey.

Without a Chromium the tests are reported as not run; where `CI` is set they fail instead.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser.server import ROOT, PlaygroundServer

# Chromium as root in a container: no sandbox, no GPU, and none of its own traffic.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SCREENSHOTS = ROOT / "docs" / "screenshots"


def chromium() -> str | None:
    """The path of a Chrome or Chromium: what make found, or what is on PATH."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return found or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        message = "NOT RUN: no Chrome or Chromium on this machine, and none could be installed."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    if not (ROOT / "static" / "dist" / "manifest.json").is_file():
        pytest.fail("The browser's part is not built. Run `make setup` first.")
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield instance
        instance.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlaygroundServer]:
    with PlaygroundServer(tmp_path_factory.mktemp("playground"), {}) as running:
        yield running


class Trouble(list[str]):
    """What a page complained about: script errors, CSP violations, failed requests."""


@pytest.fixture
def trouble() -> Trouble:
    return Trouble()


@pytest.fixture
def context(
    browser: Browser, server: PlaygroundServer, trouble: Trouble
) -> Iterator[BrowserContext]:
    """A new visitor's browser; at the end, nothing may have been complained about."""
    visitor = browser.new_context(
        base_url=server.url, viewport={"width": 1440, "height": 900}, reduced_motion="no-preference"
    )
    visitor.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.on("page", lambda page: watch(page, trouble))
    yield visitor
    visitor.close()
    assert not trouble, "\n".join(trouble)


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def watch(page: Page, trouble: Trouble) -> None:
    """Collect what goes wrong on `page`; a broken policy is reported on the console."""

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            trouble.append(f"{page.url}: {message.text}")

    page.on("console", heard)
    page.on("pageerror", lambda error: trouble.append(f"{page.url}: {error}"))
