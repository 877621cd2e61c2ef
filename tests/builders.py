"""Builders: short ways to write the designs that tests begin with."""

import copy
from typing import Any

from simulator import Design, Problem, read_design

Document = dict[str, Any]


def component(type: str, label: str = "", **settings: Any) -> Document:
    """A component of a document."""
    return {"type": type, "label": label, "settings": settings}


def edge(source: str, kind: str, target: str, **settings: Any) -> Document:
    """An edge of a document: `edge("jobs", "message", "workers")`."""
    return {"source": source, "target": target, "kind": kind, "settings": settings}


def document(
    components: dict[str, Document],
    edges: dict[str, Document],
    *,
    name: str = "",
    layout: Document | None = None,
    **run: Any,
) -> Document:
    """A whole document; further keywords are settings of the run."""
    return {
        "version": 1,
        "name": name,
        "components": components,
        "edges": edges,
        "timeline": {},
        "run": run,
        "layout": layout or {},
    }


def chain(
    client: Document | None = None,
    queue: Document | None = None,
    worker: Document | None = None,
    **run: Any,
) -> Document:
    """Client, queue and worker in a row: `client`, `jobs`, `workers`, joined by `send`, `work`.

    Each of the three is given by its settings.
    """
    return document(
        {
            "client": component("client", "Senders", **(client or {})),
            "jobs": component("queue", "Jobs", **(queue or {})),
            "workers": component("worker", "Workers", **(worker or {})),
        },
        {
            "send": edge("client", "message", "jobs"),
            "work": edge("jobs", "message", "workers"),
        },
        **run,
    )


def with_dead_letters(base: Document, queue: str = "jobs", max_receives: int = 3) -> Document:
    """The same with a redrive policy from `queue` to a new queue `dead`."""
    copied = copy.deepcopy(base)
    copied["components"]["dead"] = component("queue", "Dead letters")
    copied["edges"]["redrive"] = edge(queue, "dead-letter", "dead", max_receives=max_receives)
    return copied


def calling(
    client: Document | None = None, service: Document | None = None, **run: Any
) -> Document:
    """Client and service, joined by the edge `call`. Each of the two is given by its settings."""
    return document(
        {
            "client": component("client", "Callers", **(client or {})),
            "service": component("service", "Service", **(service or {})),
        },
        {"call": edge("client", "call", "service")},
        **run,
    )


def uploads(visibility_timeout: str | float = 30) -> Document:
    """The product's own story: videos uploaded in bursts, transcoded behind a queue.

    With 30 s the visibility timeout is shorter than some of the work; 120 s is long enough.
    """
    return document(
        {
            "uploaders": component("client", "Uploaders", pattern="burst", rate="3/s"),
            "upload": component(
                "service",
                "Upload service",
                service_time={"kind": "lognormal", "mean": "200ms", "cv": 0.3},
            ),
            "transcode": component(
                "queue", "Transcode queue", visibility_timeout=visibility_timeout
            ),
            "transcoders": component(
                "worker",
                "Transcoders",
                instances=10,
                concurrency=4,
                processing_time={"kind": "lognormal", "median": "8s", "p99": "45s"},
                transient_failure="2%",
                poison_share="0.5%",
            ),
            "records": component("database", "Video records"),
            "dead": component("queue", "Dead letters"),
        },
        {
            "call": edge("uploaders", "call", "upload"),
            "enqueue": edge("upload", "message", "transcode"),
            "work": edge("transcode", "message", "transcoders"),
            "write": edge("transcoders", "call", "records"),
            "redrive": edge("transcode", "dead-letter", "dead"),
        },
        name="Video uploads",
        duration="30m",
    )


def read(data: Document) -> Design:
    """The design of a document that is known to be good."""
    design, problems = read_design(data)
    assert design is not None, [problem.message for problem in problems]
    return design


def problems_of(data: Any) -> list[Problem]:
    """The problems of a document that cannot run."""
    design, problems = read_design(data)
    assert design is None
    assert problems
    return problems
