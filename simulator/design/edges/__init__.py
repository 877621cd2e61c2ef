"""Edges: from component to component, in the direction in which work travels.

One module a kind, with its settings; `kinds` has the edge itself.
"""

from simulator.design.edges.call import CallSettings
from simulator.design.edges.dead_letter import DeadLetterSettings
from simulator.design.edges.kinds import (
    EDGE_KINDS,
    Edge,
    EdgeKind,
    EdgeName,
    has_breaker,
    is_far,
    may_refuse,
)
from simulator.design.edges.message import MessageSettings

__all__ = [
    "EDGE_KINDS",
    "CallSettings",
    "DeadLetterSettings",
    "Edge",
    "EdgeKind",
    "EdgeName",
    "MessageSettings",
    "has_breaker",
    "is_far",
    "may_refuse",
]
