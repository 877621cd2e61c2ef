"""Connections: which type can be joined to which, by what kind of edge, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.design.component import About, Port
from simulator.design.edges import EDGE_KINDS
from simulator.design.registry import Registry
from simulator.design.settings import settings_of

_OF_DELIVERIES = ("latency",)
"""The settings of a message edge that have a meaning from a queue, from which workers take."""


@dataclass(frozen=True, slots=True)
class Connection:
    """What can run from one type to another. `reason` says why nothing can."""

    kinds: tuple[str, ...]
    reason: str = ""
    idle: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By kind of edge: its settings that have no meaning between the two."""


def connection(source: About, target: About) -> Connection:
    """What can run from a component of one type to one of another."""
    ports = [port for port in source.sends if port in target.accepts]
    if ports:
        kinds = tuple(_kind(port) for port in ports)
        return Connection(kinds, idle={kind: tuple(idle(source, target, kind)) for kind in kinds})
    if not source.sends:
        return Connection((), source.sends_nothing)
    return Connection((), target.refuses.get(source.type) or target.refuses["*"])


def idle(source: About, target: About, kind: str) -> Mapping[str, str]:
    """The settings of an edge that have no meaning between two types, each with the reason."""
    if kind == "message" and "delivery" in source.sends:
        names = settings_of(EDGE_KINDS[kind].settings_class).keys() - {*_OF_DELIVERIES}
        return dict.fromkeys(sorted(names), "workers take from a queue")
    if kind == "call" and not target.reads_and_writes:
        return {"operation": "what it calls neither reads nor writes"}
    return {}


def matrix(registry: Registry) -> dict[str, dict[str, Connection]]:
    """Every pair of types: source -> target -> connection."""
    abouts = [each.about for each in registry]
    return {a.type: {b.type: connection(a, b) for b in abouts} for a in abouts}


def _kind(port: Port) -> str:
    return "message" if port == "delivery" else port
