"""Selectors: the catalogue, as its pages need it."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from playground.core import setting_words
from playground.reference.families import by_code
from simulator import catalog

Entry = Mapping[str, Any]

INCOMING = {
    "call": "calls it",
    "message": "gives it messages",
    "dead-letter": "sends it dead letters",
}
OUTGOING = {
    "call": "is called by it",
    "message": "gets messages from it",
    "dead-letter": "gets its dead letters",
}


@cache
def the_catalog() -> dict[str, Any]:
    """The simulator's catalogue; the same for as long as the program runs."""
    return catalog()


@cache
def browser_catalog() -> dict[str, Any]:
    """The catalogue as the browser needs it: where it tells a whole page, the page's address."""
    whole = the_catalog()
    return {
        **whole,
        "types": [{**one, "page": one["type"]} for one in whole["types"]],
        "rules": [{**rule, "page": slug_of(rule["code"])} for rule in whole["rules"]],
        "presets": [{**preset, "page": preset["name"]} for preset in whole["presets"]],
    }


def groups() -> list[dict[str, Any]]:
    """The component types by category, in the order of the palette: each `label`, `types`."""
    types = the_catalog()["types"]
    found = [
        {"label": one["label"], "types": [t for t in types if t["category"] == one["id"]]}
        for one in the_catalog()["categories"]
    ]
    return [group for group in found if group["types"]]


def component_type(name: str) -> Entry | None:
    """One component type, by its name."""
    return next((one for one in the_catalog()["types"] if one["type"] == name), None)


def works_with(name: str) -> list[tuple[Entry, str]]:
    """The types that this one can be joined with, each with how."""
    connections = the_catalog()["connections"]
    found = []
    for other in the_catalog()["types"]:
        incoming = connections.get(other["type"], {}).get(name, {}).get("kinds", [])
        outgoing = connections.get(name, {}).get(other["type"], {}).get("kinds", [])
        ways = [INCOMING[kind] for kind in incoming] + [OUTGOING[kind] for kind in outgoing]
        if ways:
            found.append((other, ", ".join(ways)))
    return found


def rules() -> list[Entry]:
    """Every rule, by its code, with the `slug` of its page."""
    found = sorted(the_catalog()["rules"], key=by_code)
    return [{**rule, "slug": slug_of(rule["code"])} for rule in found]


def rule_by(slug: str) -> Entry | None:
    """The rule whose page has this slug."""
    return next((rule for rule in rules() if rule["slug"] == slug), None)


def rules_about(entry: Entry) -> list[Entry]:
    """The rules whose description of what they do names this type."""
    word = entry["label"].lower()
    return [rule for rule in rules() if word in _what_it_does(rule).lower()]


def _what_it_does(rule: Entry) -> str:
    sections = {one["heading"]: one["text"] for one in rule["page"]["sections"]}
    return f"{rule['title']} {sections['What it does']}"


PARTS = {
    "queue": ("The queue", "queue"),
    "worker": ("Its workers", "worker"),
    "redrive": ("Its dead-letter edge", None),
    "dead_letters": ("Its dead-letter queue", "queue"),
}
"""What a preset sets: its title, and the component type whose settings these are."""


def presets() -> list[Entry]:
    """Every preset, in the order of their labels."""
    return list(the_catalog()["presets"])


def preset_by(name: str) -> Entry | None:
    """One preset, by its name."""
    return next((one for one in presets() if one["name"] == name), None)


def values_of(preset: Entry) -> list[dict[str, Any]]:
    """What a preset sets, part by part: `title`, `rows` (each field, value in words, fact)."""
    found = []
    for part, (title, type) in PARTS.items():
        facts = preset["settings"][part]
        owner = component_type(type) if type else the_catalog()["edges"]["dead-letter"]
        fields = owner["fields"] if owner else []
        rows = [
            {
                "field": field,
                "value": setting_words.value(facts[field["name"]]["value"], field),
                "fact": facts[field["name"]],
            }
            for field in fields
            if field["name"] in facts
        ]
        if rows:
            found.append({"title": title, "rows": rows})
    return found


def slug_of(code: str) -> str:
    """A rule's code in an address: VIS-1 stands at /findings/vis-1/."""
    return code.lower()
