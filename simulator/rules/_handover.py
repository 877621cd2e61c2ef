"""Handover: how slow work moves from a request into a queue with workers behind it."""

from typing import Any

from simulator import limits
from simulator.components.service import Service
from simulator.design.document import Design
from simulator.feedback import Change, Fix
from simulator.rules._flow import Flow
from simulator.rules._hiding import longest_hiding
from simulator.rules._load import Load
from simulator.rules._parts import free_id

# How long it takes to accept work and put it into a queue.
ANSWER_AT_ONCE = 0.05
# Where the new parts are drawn: below the service, in the direction of work.
BELOW, ASIDE = 200, 240


def hand_over(design: Design, flow: Flow, service: Service) -> Fix:
    """The change that lets a service answer at once and puts its work behind a queue.

    What the service called or sent before is called or sent by the workers.
    """
    queue = free_id(design.components, f"{service.id[:30]}-queue")
    workers = free_id(design.components, f"{service.id[:30]}-workers")
    changes = [
        Change(("components", queue), _queue(flow, service)),
        Change(("components", workers), _workers(design, flow, service)),
        Change(("components", service.id, "settings", "service_time"), ANSWER_AT_ONCE),
        *(Change(("edges", edge.id, "source"), workers) for edge in design.edges_from(service.id)),
        Change(
            ("edges", free_id(design.edges, f"{service.id[:30]}-enqueue")),
            {"source": service.id, "target": queue, "kind": "message", "settings": {}},
        ),
        Change(
            ("edges", free_id(design.edges, f"{service.id[:30]}-work")),
            {"source": queue, "target": workers, "kind": "message", "settings": {}},
        ),
        *_places(design, service, queue, workers),
    ]
    return Fix("Apply fix: answer at once, work behind a queue", tuple(changes))


def _queue(flow: Flow, service: Service) -> dict[str, Any]:
    longest = max(service.settings.service_time.quantile(0.99), flow.holding(service.id).p99())
    timeout = longest_hiding(max(30.0, 2 * longest))
    return {
        "type": "queue",
        "label": f"{service.title[:60]}, queue",
        "settings": {"visibility_timeout": timeout},
    }


def _workers(design: Design, flow: Flow, service: Service) -> dict[str, Any]:
    coming = flow.rates()[service.id]
    rate = coming.open + coming.closed
    load = Load(rate, flow.holding(service.id), flow.slots(service.id))
    each = service.settings.concurrency
    enough = max(service.settings.instances, load.enough_slots(each) // each)
    most = min(limits.INSTANCES_MAX, limits.SLOTS_MAX // each)
    written = design.to_dict()["components"][service.id].get("settings", {})
    own = service.settings.service_time
    return {
        "type": "worker",
        "label": f"{service.title[:60]}, workers",
        "settings": {
            "instances": min(enough, most),
            "concurrency": each,
            "processing_time": written.get("service_time", own.model_dump(mode="json")),
        },
    }


def _places(design: Design, service: Service, queue: str, workers: str) -> list[Change]:
    place = design.layout.get(service.id)
    if place is None:
        return []
    return [
        Change(("layout", queue), {"x": place.x, "y": place.y + BELOW}),
        Change(("layout", workers), {"x": place.x + ASIDE, "y": place.y + BELOW}),
    ]
