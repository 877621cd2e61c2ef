"""Peaks: how many times the usual rate comes, when and for how long."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from simulator.components.client import Client
from simulator.components.settings.faults import Spike
from simulator.components.worker import Worker
from simulator.design.component import Component
from simulator.design.document import Design
from simulator.rules._flow import Flow


@dataclass(frozen=True)
class Peak:
    """So many times the usual rate, for so many seconds from a moment on."""

    factor: float
    lasts: float
    begins: float = 0.0


def highest(design: Design, part: Component) -> Peak:
    """The highest peak of a source of work: of its pattern, or of the timeline."""
    peaks = [Peak(1.0, math.inf)]
    if isinstance(part, Client) and part.settings.pattern == "spike":
        wanted = part.settings
        peaks.append(Peak(wanted.peak_factor, wanted.peak_for, wanted.change_at))
    if isinstance(part, Client) and part.settings.pattern == "steps":
        peaks += _steps(part)
    peaks += [
        Peak(action.settings.factor, action.settings.lasts, action.at)
        for action in design.timeline.values()
        if action.target == part.id and isinstance(action.settings, Spike)
    ]
    return max((peak for peak in peaks if peak.lasts > 0), key=lambda peak: peak.factor)


def _steps(client: Client) -> Iterator[Peak]:
    """Steps above the rate that a client begins with, up to the step after."""
    usual, steps = client.settings.rate, client.settings.steps
    for step, after in pairwise(steps):
        if usual and step.rate > usual:
            yield Peak(step.rate / usual, after.at - step.at, step.at)


def at_peak(design: Design, flow: Flow, worker: Worker, part: Component, peak: Peak) -> float:
    """Attempts a second at the peak: the share of the mean rate, at the peak's own."""
    mean = part.arrivals(design.run.duration) / design.run.duration
    usual = getattr(part.settings, "rate", mean)
    if not mean or math.isinf(mean) or not isinstance(part, Client):
        return 0.0
    return float(flow.rates()[worker.id].open / mean * usual * peak.factor)
