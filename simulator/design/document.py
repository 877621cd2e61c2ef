"""Design: components, edges and run settings, read, checked and frozen."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Generic, NamedTuple, NoReturn, TypeVar

from simulator.design.actions import Action
from simulator.design.component import Component, Face, Metric
from simulator.design.edges import Edge, is_far
from simulator.design.run import RunSettings
from simulator.design.settings import to_plain

VERSION = 1

V = TypeVar("V")


class FrozenMap(dict[str, V], Generic[V]):
    """A map that cannot be changed after it was made."""

    def _refuse(self, *args: object, **kwargs: object) -> NoReturn:
        raise TypeError("A design is frozen. Change its document and read it again.")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[FrozenMap[V]], tuple[dict[str, V]]]:
        return FrozenMap, (dict(self),)


class Position(NamedTuple):
    """Where a component stands on the canvas, in pixels."""

    x: float
    y: float


@dataclass(frozen=True)
class Design:
    """A design that can run. Made by `read_design`; components and edges are sorted by id."""

    name: str
    components: FrozenMap[Component]
    edges: FrozenMap[Edge]
    run: RunSettings
    layout: FrozenMap[Position]
    timeline: FrozenMap[Action] = field(default_factory=FrozenMap)
    version: ClassVar[int] = VERSION

    def edges_from(self, id: str, kind: str | None = None) -> tuple[Edge, ...]:
        """The edges that leave a component, of one kind or all, in the order of their ids."""
        return self._pick(self._leaving, id, kind)

    def edges_to(self, id: str, kind: str | None = None) -> tuple[Edge, ...]:
        """The edges that end at a component, of one kind or all, in the order of their ids."""
        return self._pick(self._entering, id, kind)

    @property
    def frame_length(self) -> float:
        """Seconds of a frame: as set, else a round length that suits duration and size."""
        return float(self.run.frame_length(len(self.components) + len(self.edges)))

    @property
    def frames(self) -> int:
        """How many frames a run has; the last may be shorter."""
        return self.run.frames(len(self.components) + len(self.edges))

    def of_type(self, type: str) -> Iterator[Component]:
        """The components of a type, in the order of their ids."""
        return (each for each in self.components.values() if each.type == type)

    def actions(self) -> list[Action]:
        """The actions of the timeline in the order of their times, then of their ids."""
        return sorted(self.timeline.values(), key=lambda action: action.at)

    def role(self, id: str) -> str | None:
        """The role of a component, such as "dead-letter" of a queue; None without a role."""
        roles = self.components[id].about.roles
        return next((edge.kind for edge in self.edges_to(id) if edge.kind in roles), None)

    def metrics(self, id: str) -> tuple[Metric, ...]:
        """The columns of a component's frames: those of its type, then those of its role."""
        about, role = self.components[id].about, self.role(id)
        metrics = about.metrics + about.roles[role].metrics if role else about.metrics
        return metrics if self.is_plain else metrics + about.further

    @cached_property
    def is_plain(self) -> bool:
        """Whether the fast path of queues and workers can simulate it."""
        return (
            all(each.is_plain() for each in self.components.values())
            and not any(self._takes_its_time(edge) for edge in self.edges.values())
            and all(self.is_plain_action(action) for action in self.timeline.values())
        )

    def is_plain_action(self, action: Action) -> bool:
        """Whether the fast path can do it."""
        component = self.components[action.target]
        return component.action_kinds()[action.action].plain or not self._delivers(component)

    def _takes_its_time(self, edge: Edge) -> bool:
        """Whether its messages are due later than they are sent, or far from who takes them."""
        if edge.kind != "message":
            return False
        return edge.settings.is_delayed or (
            "delivery" in self.components[edge.source].about.sends and is_far(edge)
        )

    @staticmethod
    def _delivers(component: Component) -> bool:
        """Whether it hands messages out or takes them: a queue or a worker."""
        about = component.about
        return "delivery" in (*about.sends, *about.accepts)

    def face(self, id: str) -> Face:
        """What a component's node shows, in its role."""
        about, role = self.components[id].about, self.role(id)
        return about.roles[role].face if role else about.face

    def to_dict(self) -> dict[str, Any]:
        """The document in its canonical form: quantities as numbers, defaults left out."""
        components = {each.id: _component_to_dict(each) for each in self.components.values()}
        layout = {id: {"x": to_plain(at.x), "y": to_plain(at.y)} for id, at in self.layout.items()}
        return {
            "version": self.version,
            "name": self.name,
            "components": components,
            "edges": self._edges_to_dict(),
            "timeline": self._timeline_to_dict(),
            "run": self.run.to_dict(),
            "layout": layout,
        }

    def identity(self) -> dict[str, Any]:
        """What decides about a simulation: the document without layout, names, labels, presets."""
        components = {
            each.id: {"type": each.type, "settings": each.settings.to_dict()}
            for each in self.components.values()
        }
        return {
            "version": self.version,
            "components": components,
            "edges": self._edges_to_dict(),
            "timeline": self._timeline_to_dict(),
            "run": self.run.to_dict(),
        }

    def fingerprint(self) -> str:
        """The SHA-256 of the identity, in hex. Equal designs have equal fingerprints."""
        text = json.dumps(self.identity(), sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def _timeline_to_dict(self) -> dict[str, Any]:
        return {id: action.to_dict() for id, action in self.timeline.items()}

    def _edges_to_dict(self) -> dict[str, Any]:
        return {
            edge.id: {
                "source": edge.source,
                "target": edge.target,
                "kind": edge.kind,
                "settings": edge.settings.to_dict(),
            }
            for edge in self.edges.values()
        }

    @cached_property
    def _leaving(self) -> dict[str, list[Edge]]:
        found: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges.values():
            found[edge.source].append(edge)
        return dict(found)

    @cached_property
    def _entering(self) -> dict[str, list[Edge]]:
        found: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges.values():
            found[edge.target].append(edge)
        return dict(found)

    @staticmethod
    def _pick(index: dict[str, list[Edge]], id: str, kind: str | None) -> tuple[Edge, ...]:
        return tuple(edge for edge in index.get(id, ()) if kind is None or edge.kind == kind)


def _component_to_dict(component: Component) -> dict[str, Any]:
    written = {
        "type": component.type,
        "label": component.label,
        "settings": component.settings.to_dict(),
    }
    return {**written, "preset": component.preset} if component.preset else written
