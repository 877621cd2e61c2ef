"""Connections: which type can be joined to which, by what kind of edge, and why not."""

from dataclasses import dataclass

from simulator.design.component import About, Port
from simulator.design.registry import Registry


@dataclass(frozen=True, slots=True)
class Connection:
    """What can run from one type to another. `reason` says why nothing can."""

    kinds: tuple[str, ...]
    reason: str = ""


def connection(source: About, target: About) -> Connection:
    """What can run from a component of one type to one of another."""
    ports = [port for port in source.sends if port in target.accepts]
    if ports:
        return Connection(tuple(_kind(port) for port in ports))
    if not source.sends:
        return Connection((), source.sends_nothing)
    return Connection((), target.refuses.get(source.type) or target.refuses["*"])


def matrix(registry: Registry) -> dict[str, dict[str, Connection]]:
    """Every pair of types: source -> target -> connection."""
    abouts = [each.about for each in registry]
    return {a.type: {b.type: connection(a, b) for b in abouts} for a in abouts}


def _kind(port: Port) -> str:
    return "message" if port == "delivery" else port
