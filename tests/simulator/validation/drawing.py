"""Drawing: the small designs that the families of queueing theory are expressed with."""

from typing import Any

Document = dict[str, Any]
# Long enough that no message of a validation run ever becomes visible again by itself.
NEVER = 40_000
# As long as a queue can keep a message: none expires.
FOR_EVER = 1_209_600


def exponential(mean: float) -> Document:
    return {"kind": "exponential", "mean": mean}


def client(rate: float, **settings: Any) -> Document:
    return {"type": "client", "settings": {"rate": rate, **settings}}


def queue(**settings: Any) -> Document:
    kept = {"visibility_timeout": NEVER, "retention": FOR_EVER}
    return {"type": "queue", "settings": {**kept, **settings}}


def worker(processing_time: Any, slots: int = 1, **settings: Any) -> Document:
    times = {"instances": 1, "concurrency": slots, "processing_time": processing_time}
    return {"type": "worker", "settings": {**times, **settings}}


def service(service_time: Any, slots: int, waiting_room: int | None, **settings: Any) -> Document:
    times = {"instances": 1, "concurrency": slots, "service_time": service_time}
    return {"type": "service", "settings": {**times, "waiting_room": waiting_room, **settings}}


def edge(source: str, target: str, kind: str = "message", **settings: Any) -> Document:
    return {"source": source, "target": target, "kind": kind, "settings": settings}


def steps(rate: float, until: float, then: float = 0) -> Document:
    """A client's settings: random arrivals at one rate, from a time on at another."""
    return {"pattern": "steps", "steps": [{"at": 0, "rate": rate}, {"at": until, "rate": then}]}
