"""Sizes: which message classes reach a component, and how much longer they take."""

import math
from collections.abc import Iterator

from simulator.components.client import Client
from simulator.components.worker import Worker
from simulator.design.component import Component
from simulator.design.document import Design

# Users who do not think have no bound of their own.
MOST_ARRIVALS = 1e12


class _Known:
    """What was found of one design: every rule asks again."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.sizes: dict[str, list[tuple[float, float]]] = {}
        self.longest: dict[tuple[str, float], float] = {}


_latest: _Known | None = None


def _known(design: Design) -> _Known:
    global _latest
    latest = _latest
    if latest is None or latest.design is not design:
        latest = _latest = _Known(design)
    return latest


def sizes_at(design: Design, id: str) -> list[tuple[float, float]]:
    """Share and size of the work that can reach a component, by the rates of its sources."""
    known = _known(design).sizes
    if id not in known:
        known[id] = _sizes_at(design, id)
    return known[id]


def _sizes_at(design: Design, id: str) -> list[tuple[float, float]]:
    weighed: dict[float, float] = {}
    for source in sources_before(design, id):
        rate = min(source.arrivals(design.run.duration), MOST_ARRIVALS)
        for share, size in _classes(source):
            weighed[size] = weighed.get(size, 0.0) + rate * share
    whole = sum(weighed.values())
    return [(weight / whole, size) for size, weight in weighed.items()] if whole else [(1.0, 1.0)]


def outlasting(design: Design, worker: Worker, seconds: float) -> float:
    """Share of jobs whose processing takes longer than `seconds`, which may be infinite."""
    if math.isinf(seconds):
        return 0.0
    return sum(
        share * worker.settings.processing_time.tail(seconds / size)
        for share, size in sizes_at(design, worker.id)
    )


def longest(design: Design, worker: Worker, share: float) -> float:
    """The processing time that `share` (0 to 1) of the jobs do not exceed."""
    known = _known(design).longest
    key = (worker.id, share)
    if key not in known:
        known[key] = _longest(design, worker, share)
    return known[key]


def _longest(design: Design, worker: Worker, share: float) -> float:
    times = worker.settings.processing_time
    sizes = [size for _, size in sizes_at(design, worker.id)]
    low, high = times.quantile(share) * min(sizes), times.quantile(share) * max(sizes)
    while high - low > 1e-6 * high:
        middle = (low + high) / 2
        low, high = (
            (middle, high) if outlasting(design, worker, middle) > 1 - share else (low, middle)
        )
    return high


def sources_before(design: Design, id: str) -> Iterator[Component]:
    """The clients and schedulers whose work can reach a component."""
    upstream, open = {id}, [id]
    while open:
        at = open.pop()
        before = {edge.source for edge in design.edges_to(at)} - upstream
        upstream |= before
        open += before
    for part in design.components.values():
        if part.id in upstream and part.about.category == "sources":
            yield part


def _classes(source: Component) -> list[tuple[float, float]]:
    classes = source.settings.classes if isinstance(source, Client) else ()
    whole = sum(one.share for one in classes)
    return [(one.share / whole, one.size) for one in classes] if whole else [(1.0, 1.0)]
