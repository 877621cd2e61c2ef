"""Town: one design with a component of every type and an edge of every kind, and what it tells."""

from copy import deepcopy
from typing import Any

from simulator import MessageHistory, Simulation, histories_of, read_design
from tests.builders import Document, component, document, edge

Given = dict[str, dict[str, Any] | None]
"""Settings by the component or edge that they are given to."""

RUN = "run"


def town() -> Document:
    """Clients and a scheduler call a service and a database and send to a queue, as the service
    does; workers take from it, call, and send on. Every instance crashes once, so that nothing
    takes the fast path."""
    data = document(
        {
            "client": component("client", rate=8),
            "beat": component("scheduler", interval=0.5),
            "web": component("service", instances=1, concurrency=2, service_time=0.05),
            "jobs": component("queue", visibility_timeout=5),
            "mails": component("queue"),
            "mailers": component("worker", instances=1, concurrency=2, processing_time=0.2),
            "workers": component(
                "worker", instances=3, concurrency=2, transient_failure=0.1, poison_share=0.02
            ),
            "dead": component("queue"),
            "db": component("database", pool=2),
        },
        {
            "ask": edge("client", "call", "web"),
            "query": edge("client", "call", "db", share=0.3),
            "post": edge("client", "message", "jobs", share=0.3),
            "beats": edge("beat", "message", "jobs"),
            "beats-web": edge("beat", "call", "web"),
            "beats-db": edge("beat", "call", "db"),
            "send": edge("web", "message", "jobs"),
            "find": edge("web", "call", "db"),
            "work": edge("jobs", "message", "workers"),
            "write": edge("workers", "call", "db"),
            "look-up": edge("workers", "call", "web", share=0.6),
            "mail": edge("workers", "message", "mails"),
            "mailing": edge("mails", "message", "mailers"),
            "redrive": edge("jobs", "dead-letter", "dead"),
        },
        duration=60,
        frame=1,
    )
    data["timeline"]["crash"] = action("workers", "crash", at=30)
    return data


def action(target: str, name: str, at: float = 20, **settings: Any) -> Document:
    """An entry of the timeline."""
    return {"at": at, "target": target, "action": name, "settings": settings}


def settle(data: Document, given: Given) -> Document:
    """The same document with further settings; None in place of them takes the edge away.

    A name that is no part of the town is an action: its settings are the whole entry.
    """
    data = deepcopy(data)
    for id, settings in given.items():
        if id == RUN:
            data["run"] |= settings or {}
        elif id not in data["components"] and id not in data["edges"]:
            data["timeline"][id] = settings
        elif settings is None:
            del data["edges"][id]
        else:
            place = data["components"] if id in data["components"] else data["edges"]
            place[id]["settings"] |= settings or {}
    return data


def told(data: Document) -> dict[Any, Any] | list[str]:
    """Everything that a run tells, column by column, and the lives of its messages; or, where the
    design cannot be read, why not."""
    design, problems = read_design(data)
    if design is None:
        return [problem.message for problem in problems]
    simulation = Simulation(design)
    frames = list(simulation.frames())
    schema = simulation.schema
    series: dict[Any, Any] = {"frames": [(each.start, each.end) for each in frames]}
    for id, names in (schema.components | schema.edges).items():
        rows = [(each.components | each.edges)[id] for each in frames]
        series |= {(id, name): [row[at] for row in rows] for at, name in enumerate(names)}
    return series


def lives(data: Document) -> list[Any]:
    """The histories that a run keeps under the microscope."""
    design, _ = read_design(data)
    assert design is not None
    steps = histories_of(design, seed=1)
    return [each.to_dict() for each in steps if isinstance(each, MessageHistory)]


def differ(one: Any, other: Any) -> bool:
    """Whether two runs tell something else. A column that only one of them has says nothing: a
    design that uses more has more of them."""
    if isinstance(one, list) or isinstance(other, list):
        return bool(one != other)
    return any(one[name] != other[name] for name in one.keys() & other.keys())
