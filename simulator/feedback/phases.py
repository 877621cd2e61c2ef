"""Phases: what the timeline makes of a design, and between which moments.

What is set stays set. Everything else passes: outages, crashes, peaks, stops, deploys.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from simulator.design.actions import SetSettings
from simulator.design.component import Component
from simulator.design.document import Design, FrozenMap
from simulator.feedback.finding import Change, Fix, Json


@dataclass(frozen=True)
class Phase:
    """The design as it is from one setting of the timeline to the next."""

    begins: float
    ends: float
    design: Design


def phases(design: Design) -> Iterator[Phase]:
    """The phases of a run in their order; one where nothing is set in its middle."""
    begins, parts = 0.0, dict(design.components)
    for action in design.actions():
        if not isinstance(action.settings, SetSettings):
            continue
        if action.at > begins:
            yield Phase(begins, action.at, _with(design, parts))
            begins = action.at
        parts[action.target] = _set(parts[action.target], action.settings)
    yield Phase(begins, design.run.duration, _with(design, parts))


def steady(design: Design) -> Design:
    """The design as its last phase leaves it."""
    *_, last = phases(design)
    return last.design


def follow(design: Design, fix: Fix) -> Fix:
    """The fix, with what the timeline sets later changed as well, or it would be undone.

    What is set as far or further in the direction of the fix stays.
    """
    more = [
        Change(("timeline", id, "settings", "value"), change.value)
        for change in fix.changes
        for id, action in design.timeline.items()
        if isinstance(action.settings, SetSettings)
        and change.path == ("components", action.target, "settings", action.settings.setting)
        and _undoes(design, action.target, action.settings, change.value)
    ]
    return replace(fix, changes=(*fix.changes, *more)) if more else fix


def _undoes(design: Design, id: str, later: SetSettings, value: Json) -> bool:
    """Whether what is set later takes back a change from the value before."""
    before = getattr(design.components[id].settings, later.setting)
    numbers = [isinstance(each, int | float) for each in (before, later.value, value)]
    if not all(numbers) or before == value:
        return bool(later.value != value)
    return bool(later.value < value) if value > before else bool(later.value > value)


def _set(part: Component, wanted: SetSettings) -> Component:
    settings = part.settings.model_copy(update={wanted.setting: wanted.value})
    return replace(part, settings=settings)


def _with(design: Design, parts: dict[str, Component]) -> Design:
    if all(part is design.components[id] for id, part in parts.items()):
        return design
    return replace(design, components=FrozenMap(parts))
