"""Examples: the designs in examples/, each named after the phenomenon it shows."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from playground.scenarios.thumbnail import thumbnail


@dataclass(frozen=True)
class Example:
    """One file of examples/: a design document under a small head."""

    slug: str
    title: str
    summary: str
    """What goes wrong, in a sentence or two: for the card."""
    category: str
    order: int
    lesson: str
    """What to see in it and what to try: for a class."""
    shows: tuple[str, ...]
    """The codes of the rules that must find something in its run."""
    about: tuple[str, ...]
    """The component types whose page shows it."""
    picture: dict[str, str]
    """What the thumbnail shows in each component: see thumbnail()."""
    design: dict[str, Any]

    @property
    def components(self) -> int:
        return len(self.design["components"])

    @property
    def thumbnail(self) -> SafeString:
        return mark_safe(thumbnail(self.design, self.picture))  # Holds no text of the document.


def examples() -> list[Example]:
    """All examples, in the order of the gallery."""
    return list(_read(settings.BASE_DIR / "examples").values())


def example(slug: str) -> Example | None:
    """One example, or None where there is none of that name."""
    return _read(settings.BASE_DIR / "examples").get(slug)


def categories() -> list[tuple[str, int]]:
    """Every category with the number of its examples, in the order of the gallery."""
    return list(Counter(found.category for found in examples()).items())


@cache
def _read(folder: Path) -> dict[str, Example]:
    found = [_from_file(path) for path in folder.glob("*.json")]
    return {one.slug: one for one in sorted(found, key=lambda one: one.order)}


def _from_file(path: Path) -> Example:
    head = json.loads(path.read_text(encoding="utf-8"))
    return Example(
        slug=path.stem, **{**head, "shows": tuple(head["shows"]), "about": tuple(head["about"])}
    )
