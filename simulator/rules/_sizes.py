"""Sizes: which message classes reach a component, and how much longer they take."""

from collections.abc import Iterator

from simulator.components.client import Client
from simulator.components.worker import Worker
from simulator.design.component import Component
from simulator.design.document import Design

# Users who do not think have no bound of their own.
MOST_ARRIVALS = 1e12


def sizes_at(design: Design, id: str) -> list[tuple[float, float]]:
    """Share and size of the work that can reach a component, by the rates of its sources."""
    weighed: dict[float, float] = {}
    for source in _sources_before(design, id):
        rate = min(source.arrivals(design.run.duration), MOST_ARRIVALS)
        for share, size in _classes(source):
            weighed[size] = weighed.get(size, 0.0) + rate * share
    whole = sum(weighed.values())
    return [(weight / whole, size) for size, weight in weighed.items()] if whole else [(1.0, 1.0)]


def mean_size(design: Design, id: str) -> float:
    """How much longer than its distribution says the work at a component takes on average."""
    return sum(share * size for share, size in sizes_at(design, id))


def outlasting(design: Design, worker: Worker, seconds: float) -> float:
    """Share of jobs whose processing takes longer than `seconds`."""
    return sum(
        share * worker.settings.processing_time.tail(seconds / size)
        for share, size in sizes_at(design, worker.id)
    )


def longest(design: Design, worker: Worker, share: float) -> float:
    """The processing time that `share` (0 to 1) of the jobs do not exceed."""
    times = worker.settings.processing_time
    sizes = [size for _, size in sizes_at(design, worker.id)]
    low, high = times.quantile(share) * min(sizes), times.quantile(share) * max(sizes)
    while high - low > 1e-6 * high:
        middle = (low + high) / 2
        low, high = (
            (middle, high) if outlasting(design, worker, middle) > 1 - share else (low, middle)
        )
    return high


def _sources_before(design: Design, id: str) -> Iterator[Component]:
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
