"""Fixes: changes of a few settings of one component, one edge, or several of them together."""

from simulator.design.component import Component
from simulator.design.edges import Edge
from simulator.feedback import Change, Fix
from simulator.feedback.finding import Json


def number(value: float) -> Json:
    """A number as documents have it: whole ones without a point."""
    return int(value) if float(value).is_integer() else value


def on_component(part: Component, words: str, **settings: Json) -> Fix:
    """The change that gives a component these settings. `words` stand on the button."""
    return Fix(f"Apply fix: {words}", _changes("components", part.id, settings))


def on_edge(edge: Edge, words: str, **settings: Json) -> Fix:
    """The change that gives an edge these settings. `words` stand on the button."""
    return Fix(f"Apply fix: {words}", _changes("edges", edge.id, settings))


def together(words: str, *fixes: Fix | None) -> Fix:
    """Several changes as one; what is None is left out."""
    changes = (change for fix in fixes if fix is not None for change in fix.changes)
    return Fix(f"Apply fix: {words}", tuple(changes))


def _changes(place: str, id: str, settings: dict[str, Json]) -> tuple[Change, ...]:
    return tuple(Change((place, id, "settings", name), value) for name, value in settings.items())
