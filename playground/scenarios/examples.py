"""Examples: the designs in examples/, each named after the phenomenon it shows."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from playground.scenarios.thumbnail import thumbnail
from simulator import catalog


@dataclass(frozen=True)
class Choice:
    """Something by which the gallery is narrowed: a finding or a product."""

    value: str
    label: str


@dataclass(frozen=True)
class Group:
    """The examples of one category."""

    category: str
    examples: list["Example"]


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
    def presets(self) -> frozenset[str]:
        """The names of the presets that its components follow."""
        return frozenset(
            part["preset"] for part in self.design["components"].values() if "preset" in part
        )

    @property
    def findings(self) -> list[Choice]:
        """The rules that find something in it."""
        return [Choice(code, _titles("rules", "code", "title")[code]) for code in self.shows]

    @property
    def products(self) -> list[Choice]:
        """The products whose presets it follows."""
        labels = _titles("presets", "name", "label")
        return [Choice(name, labels[name]) for name in sorted(self.presets)]

    @property
    def choices(self) -> str:
        """The values of the gallery's choice that it belongs to."""
        return " ".join(each.value for each in [*self.findings, *self.products])

    @property
    def words(self) -> str:
        """Everything that it can be found by, in small letters."""
        known = [each.label for each in [*self.findings, *self.products]]
        return " ".join([self.title, self.summary, self.category, *self.shows, *known]).lower()

    @property
    def thumbnail(self) -> SafeString:
        return mark_safe(thumbnail(self.design, self.picture))  # Holds no text of the document.


# Between a number and its unit, so that no line ends there.
NARROW = "\u202f"
UNIT = re.compile(r"(?<=\d) (?=(?:(?:ms|s|min|h|d)\b|%))")


def examples() -> list[Example]:
    """All examples, in the order of the gallery."""
    return list(_read(settings.BASE_DIR / "examples").values())


def example(slug: str) -> Example | None:
    """One example, or None where there is none of that name."""
    return _read(settings.BASE_DIR / "examples").get(slug)


def example_titled(title: str) -> Example | None:
    """The example of which a scenario of this name is a copy, or None."""
    return next((one for one in examples() if one.title == title), None)


def groups() -> list[Group]:
    """Every category with its examples, in the order of the gallery."""
    found: dict[str, list[Example]] = {}
    for one in examples():
        found.setdefault(one.category, []).append(one)
    return [Group(category, members) for category, members in found.items()]


def choices(kind: Literal["findings", "products"]) -> list[Choice]:
    """What the gallery can be narrowed to, by its label."""
    found: set[Choice] = {choice for one in examples() for choice in getattr(one, kind)}
    return sorted(found, key=lambda choice: choice.label.lower())


@cache
def _titles(part: str, key: str, title: str) -> dict[str, str]:
    return {entry[key]: entry[title] for entry in catalog()[part]}


@cache
def _read(folder: Path) -> dict[str, Example]:
    found = [_from_file(path) for path in folder.glob("*.json")]
    return {one.slug: one for one in sorted(found, key=lambda one: one.order)}


def _from_file(path: Path) -> Example:
    head = json.loads(path.read_text(encoding="utf-8"))
    told = {name: UNIT.sub(NARROW, head[name]) for name in ("summary", "lesson")}
    lists = {name: tuple(head[name]) for name in ("shows", "about")}
    return Example(slug=path.stem, **{**head, **told, **lists})
