"""Kinds: an edge, and what is known about each kind of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from simulator.design.edges.call import CallSettings
from simulator.design.edges.dead_letter import DeadLetterSettings
from simulator.design.edges.message import MessageSettings
from simulator.design.edges.traffic import NO_TIME
from simulator.design.settings import Settings

EdgeName = Literal["call", "message", "dead-letter"]


@dataclass(frozen=True, slots=True)
class EdgeKind:
    """What is known about one kind of edge."""

    kind: EdgeName
    label: str
    summary: str
    settings_class: type[Settings]


EDGE_KINDS: dict[str, EdgeKind] = {
    "call": EdgeKind("call", "Call", "Waits for the answer.", CallSettings),
    "message": EdgeKind("message", "Message", "Fire and forget.", MessageSettings),
    "dead-letter": EdgeKind(
        "dead-letter",
        "Dead letter",
        "Where a queue moves what was received too often.",
        DeadLetterSettings,
    ),
}


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge of a design. `settings` is of the class of its kind."""

    id: str
    source: str
    target: str
    kind: str
    settings: Any


def has_breaker(edge: Edge) -> bool:
    """Whether calls along the edge pass a circuit breaker."""
    return edge.kind == "call" and edge.settings.breaker


def may_refuse(edge: Edge) -> bool:
    """Whether the edge itself may refuse what would go along it, without any time passing."""
    if edge.kind == "message":
        wanted: MessageSettings = edge.settings
        drops = wanted.rate_limit is not None and wanted.over_limit == "drop"
        return drops or wanted.shed_above is not None
    return has_breaker(edge)


def is_far(edge: Edge) -> bool:
    """Whether what goes along it is under way for a while."""
    return bool(edge.settings.latency != NO_TIME)
