"""Outages: how long the timeline takes something down that a component depends on."""

from simulator.components.settings.faults import Lasting
from simulator.design.document import Design
from simulator.rules._parts import called

DOWN = ("outage", "errors")


def longest_outage(design: Design, id: str) -> float:
    """Seconds for which something that a component calls is down, or fails, at the longest."""
    return max((lasts for lasts, _ in _outages(design, id)), default=0.0)


def outage_at(design: Design, id: str) -> float | None:
    """When the longest of these outages begins; None without one."""
    longest = max(_outages(design, id), key=lambda outage: outage[0], default=None)
    return None if longest is None else longest[1]


def _outages(design: Design, id: str) -> list[tuple[float, float]]:
    """How long each lasts, and when it begins."""
    below = called(design, id)
    return [
        (float(action.settings.lasts), action.at)
        for action in design.actions()
        if action.target in below and action.action in DOWN and isinstance(action.settings, Lasting)
    ]


def slowest(design: Design, id: str) -> float:
    """How many times slower the timeline makes a component, at the worst; 1 if it does not."""
    factors = [
        float(getattr(action.settings, "factor", 1.0))
        for action in design.timeline.values()
        if action.target == id and action.action == "slow"
    ]
    return max(factors, default=1.0)
