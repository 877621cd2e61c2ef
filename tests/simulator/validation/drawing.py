"""Drawing: the small designs that the families of queueing theory are expressed with."""

from collections.abc import Mapping
from typing import Any

from tests.simulator.validation.runs import NEVER

Document = dict[str, Any]
# Frames cost more than the simulation where they are short; times are averaged without them.
FEW_FRAMES = 40
SAMPLES = 1_000


def exponential(mean: float) -> Document:
    return {"kind": "exponential", "mean": mean}


def client(rate: float, **settings: Any) -> Document:
    return {"type": "client", "settings": {"rate": rate, **settings}}


def queue(**settings: Any) -> Document:
    return {"type": "queue", "settings": {"visibility_timeout": NEVER, **settings}}


def worker(processing_time: Any, slots: int = 1, **settings: Any) -> Document:
    times = {"instances": 1, "concurrency": slots, "processing_time": processing_time}
    return {"type": "worker", "settings": {**times, **settings}}


def service(service_time: Any, slots: int, waiting_room: int | None, **settings: Any) -> Document:
    times = {"instances": 1, "concurrency": slots, "service_time": service_time}
    return {"type": "service", "settings": {**times, "waiting_room": waiting_room, **settings}}


def edge(source: str, target: str, kind: str = "message", **settings: Any) -> Document:
    return {"source": source, "target": target, "kind": kind, "settings": settings}


def design(
    components: Mapping[str, Document],
    edges: list[Document],
    *,
    warm_up: float,
    span: float,
    frames: int = FEW_FRAMES,
) -> Document:
    """A document that is measured for `span` seconds after `warm_up`."""
    duration = warm_up + span
    return {
        "version": 1,
        "name": "validation",
        "components": dict(components),
        "edges": {f"{e['source']}-{e['target']}": e for e in edges},
        "timeline": {},
        "run": {"duration": duration, "warm_up": warm_up, "frame": duration / frames},
    }


def line(
    source: Document,
    works: Document,
    *,
    warm_up: float,
    span: float,
    frames: int = FEW_FRAMES,
    **settings: Any,
) -> Document:
    """Client, queue and worker in a row: one waiting line before its servers."""
    return design(
        {"c": source, "q": queue(**settings), "w": works},
        [edge("c", "q"), edge("q", "w")],
        warm_up=warm_up,
        span=span,
        frames=frames,
    )
