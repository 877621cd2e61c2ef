"""Lanes: groups and priorities, by which the messages of a queue are parted."""

import math
from collections.abc import Iterator

from simulator.components.client import Client
from simulator.components.scheduler import Scheduler
from simulator.design.component import Component
from simulator.design.document import Design
from simulator.rules._sizes import MOST_ARRIVALS, sources_before

# Of more groups than this the rest are so seldom used that their weights need not be added.
SUMMED_MAX = 10_000


def groups_at(design: Design, id: str) -> int:
    """How many message groups there are among the messages that reach a component."""
    return sum(int(part.settings.groups) for part in sources_before(design, id))


def hottest(part: Component) -> float:
    """Share of the most used group in what a client sends: by Zipf's law, 1 / Σ k^-skew."""
    skew = part.settings.group_skew if isinstance(part, Client) else 0.0
    groups = part.settings.groups
    summed = sum(k**-skew for k in range(1, min(groups, SUMMED_MAX) + 1))
    if groups > SUMMED_MAX:
        # The rest by its integral.
        summed += _integral(SUMMED_MAX, groups, skew)
    return float(1 / summed)


def _integral(low: int, high: int, skew: float) -> float:
    if abs(skew - 1) < 1e-9:
        return math.log(high / low)
    return float((high ** (1 - skew) - low ** (1 - skew)) / (1 - skew))


def priorities_at(design: Design, id: str) -> list[tuple[int, float]]:
    """Each priority among the work that reaches a component, and its share; the highest first."""
    weighed: dict[int, float] = {}
    for part in sources_before(design, id):
        rate = min(part.arrivals(design.run.duration), MOST_ARRIVALS)
        for priority, share in _priorities(part):
            weighed[priority] = weighed.get(priority, 0.0) + rate * share
    whole = sum(weighed.values())
    if not whole:
        return []
    return sorted(((p, weight / whole) for p, weight in weighed.items() if weight), reverse=True)


def _priorities(part: Component) -> Iterator[tuple[int, float]]:
    """Priority and work of each kind of job: jobs of twice the size are twice the work."""
    if isinstance(part, Client) and part.settings.classes:
        whole = sum(each.share for each in part.settings.classes)
        for each in part.settings.classes:
            yield each.priority, each.share / whole * each.size
    elif isinstance(part, Scheduler):
        yield part.settings.priority, 1.0
    else:
        yield 0, 1.0
