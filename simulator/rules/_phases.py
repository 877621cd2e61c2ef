"""Phases: what the timeline makes of a design, and between which moments.

What is set stays set. Everything else passes: outages, crashes, peaks, stops, deploys.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from simulator.design.actions import SetSettings
from simulator.design.component import Component
from simulator.design.document import Design, FrozenMap
from simulator.rules._parts import joined


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


def is_changed(design: Design, id: str) -> bool:
    """Whether the timeline does anything to a component, or to what it can feel.

    What a run measured there on average is no steady state.
    """
    near = joined(design, id)
    return any(action.target in near for action in design.timeline.values())


def _set(part: Component, wanted: SetSettings) -> Component:
    settings = part.settings.model_copy(update={wanted.setting: wanted.value})
    return replace(part, settings=settings)


def _with(design: Design, parts: dict[str, Component]) -> Design:
    if all(part is design.components[id] for id, part in parts.items()):
        return design
    return replace(design, components=FrozenMap(parts))
