"""Outages: how long the timeline takes something down that a component depends on."""

from simulator.components.settings.faults import Lasting
from simulator.design.document import Design
from simulator.rules._parts import called

DOWN = ("outage", "errors")


def longest_outage(design: Design, id: str) -> float:
    """Seconds for which something that a component calls is down, or fails, at the longest."""
    below = called(design, id)
    lasting = [
        action.settings.lasts
        for action in design.timeline.values()
        if action.target in below and action.action in DOWN and isinstance(action.settings, Lasting)
    ]
    return max(lasting, default=0.0)


def slowest(design: Design, id: str) -> float:
    """How many times slower the timeline makes a component, at the worst; 1 if it does not."""
    factors = [
        float(getattr(action.settings, "factor", 1.0))
        for action in design.timeline.values()
        if action.target == id and action.action == "slow"
    ]
    return max(factors, default=1.0)
