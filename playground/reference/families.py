"""Families: the findings by what they are about, which the letters of a code tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Entry = Mapping[str, Any]

FAMILIES = {
    "Timeouts of messages": ("VIS",),
    "Acknowledging and doing twice": ("ACK", "IDEM"),
    "Retries": ("RET",),
    "Dead letters": ("DLQ",),
    "Fetching in advance": ("PRE",),
    "Order and priority": ("ORD", "PRI", "LIFO"),
    "Load": ("CAP", "QUE", "BP", "META", "FAN", "RL", "HERD"),
    "Autoscaling": ("ASC",),
    "Calls": ("SYNC", "TMO", "NOTO", "BRK"),
}
"""What the findings of some codes are about, in the order in which they are read."""
OTHERS = "Others"


@dataclass(frozen=True)
class Family:
    """Findings that are about the same."""

    title: str
    rules: list[Entry]


def family_of(code: str) -> str:
    """The title of a code's family; `OTHERS` for letters that nobody has told."""
    letters = code.split("-")[0]
    return next((title for title, known in FAMILIES.items() if letters in known), OTHERS)


def by_code(rule: Entry) -> tuple[str, int]:
    """A key to sort by: DLQ-2 stands before DLQ-10."""
    letters, _, number = rule["code"].partition("-")
    return letters, int(number)


def families(rules: Sequence[Entry]) -> list[Family]:
    """The families that have rules, each with its own by their codes."""
    found = [
        Family(title, sorted((r for r in rules if family_of(r["code"]) == title), key=by_code))
        for title in [*FAMILIES, OTHERS]
    ]
    return [family for family in found if family.rules]
