"""Browser: any Chromium for the browser tests: the machine's, apt's, or Playwright's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .shell import PYTHON, run_quietly, say
from .trouble import Trouble

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def installed_chromium() -> str | None:
    """The path of an installed Chrome or Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in _NAMES:
        path = shutil.which(name)
        if path:
            return path
    return _MAC if Path(_MAC).exists() else None


def _playwrights_own() -> str | None:
    """The path of the Chromium that Playwright has downloaded, or None."""
    question = (
        "from playwright.sync_api import sync_playwright as p\n"
        "with p() as x: print(x.chromium.executable_path)"
    )
    answer = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=False)
    path = answer.stdout.strip()
    return path if path and Path(path).exists() else None


def find_or_install_chromium() -> str | None:
    """A Chromium for the tests, installed if need be; None where none can be had."""
    found = installed_chromium() or _playwrights_own()
    if found:
        return found
    if sys.platform == "linux" and shutil.which("apt-get") and os.geteuid() == 0:
        say("Installing Chromium for the browser tests (apt) …")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        try:
            run_quietly("reading the package lists", ["apt-get", "update", "-qq"], env=quiet)
            install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
            run_quietly("installing Chromium", install, env=quiet)
        except Trouble as trouble:
            say(str(trouble))
    if not installed_chromium():
        say("Downloading Chromium for the browser tests (Playwright) …")
        try:
            run_quietly("downloading Chromium", [PYTHON, "-m", "playwright", "install", "chromium"])
        except Trouble as trouble:
            say(str(trouble))
    return installed_chromium() or _playwrights_own()
