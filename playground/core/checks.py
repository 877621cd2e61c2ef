"""Checks: what is missing for the site to work, each in one sentence."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def browser_build_check(**options: Any) -> list[CheckMessage]:
    """Without the build the pages show, but nothing on them moves."""
    if (settings.FRONTEND / "manifest.json").is_file():
        return []
    return [
        Warning(
            "The browser's part is not built, so the editor will not start.",
            hint="Run `make run`, or `npm --prefix static run build`.",
            id="queueyard.W001",
        )
    ]
