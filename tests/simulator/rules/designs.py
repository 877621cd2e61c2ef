"""Designs that the tests of rules begin with, and what they say of their findings."""

import copy
from collections.abc import Mapping
from typing import Any

from simulator import Simulation, apply_fix, check, read_design
from simulator.design.document import Design
from simulator.feedback import Finding
from simulator.feedback.wording import GAP, THIN

Document = dict[str, Any]

STORY: Document = {
    "version": 1,
    "name": "Video uploads",
    "components": {
        "uploaders": {
            "type": "client",
            "label": "Uploaders",
            "settings": {"pattern": "burst", "rate": "3/s", "burst_size": 60},
        },
        "upload": {
            "type": "service",
            "label": "Upload service",
            "settings": {"service_time": {"kind": "lognormal", "mean": "200ms", "cv": 0.3}},
        },
        "q": {"type": "queue", "label": "Transcode queue", "settings": {}},
        "w": {
            "type": "worker",
            "label": "Transcoders",
            "settings": {
                "instances": 10,
                "concurrency": 4,
                "processing_time": {"kind": "lognormal", "median": "8s", "p99": "45s"},
                "transient_failure": "2%",
                "poison_share": "0.5%",
            },
        },
        "db": {"type": "database", "label": "Video records", "settings": {}},
        "dead": {"type": "queue", "label": "Dead letters", "settings": {}},
    },
    "edges": {
        "call": {"source": "uploaders", "target": "upload", "kind": "call", "settings": {}},
        "enqueue": {"source": "upload", "target": "q", "kind": "message", "settings": {}},
        "work": {"source": "q", "target": "w", "kind": "message", "settings": {}},
        "write": {"source": "w", "target": "db", "kind": "call", "settings": {}},
        "redrive": {"source": "q", "target": "dead", "kind": "dead-letter", "settings": {}},
    },
    "timeline": {},
    "run": {"duration": "30m", "seed": 4},
    "layout": {"q": {"x": 384, "y": 32}},
}
"""The story that the whole product begins with: a timeout of 30 s, shorter than the work."""


def changed(document: Document = STORY, /, **settings: Mapping[str, Any]) -> Document:
    """The document with settings of components and edges changed, each by its id."""
    copied = copy.deepcopy(document)
    for id, values in settings.items():
        place = copied["components"].get(id) or copied["edges"][id]
        place["settings"] |= values
    return copied


def without(document: Document, *ids: str) -> Document:
    """The document without these components and edges, and without what hung on them."""
    copied = copy.deepcopy(document)
    copied["components"] = {k: v for k, v in copied["components"].items() if k not in ids}
    copied["edges"] = {
        k: v
        for k, v in copied["edges"].items()
        if k not in ids and {v["source"], v["target"]} <= copied["components"].keys()
    }
    return copied


def line(client: Document, queue: Document, worker: Document, **edges: Document) -> Document:
    """Client, queue and worker in a row, with settings for each."""
    return {
        "version": 1,
        "name": "line",
        "components": {
            "c": {"type": "client", "label": "Senders", "settings": client},
            "q": {"type": "queue", "label": "Jobs", "settings": queue},
            "w": {"type": "worker", "label": "Workers", "settings": worker},
        },
        "edges": {
            "send": {
                "source": "c",
                "target": "q",
                "kind": "message",
                "settings": edges.get("send", {}),
            },
            "work": {
                "source": "q",
                "target": "w",
                "kind": "message",
                "settings": edges.get("work", {}),
            },
        },
        "timeline": {},
        "run": {"duration": "1h"},
        "layout": {},
    }


def calls(client: Document, service: Document, database: Document | None = None) -> Document:
    """A client that calls a service, which may call a database."""
    parts: Document = {
        "c": {"type": "client", "label": "Users", "settings": client},
        "s": {"type": "service", "label": "Shop", "settings": service},
    }
    edges: Document = {"ask": {"source": "c", "target": "s", "kind": "call", "settings": {}}}
    if database is not None:
        parts["db"] = {"type": "database", "label": "Orders", "settings": database}
        edges["query"] = {"source": "s", "target": "db", "kind": "call", "settings": {}}
    return {
        "version": 1,
        "name": "calls",
        "components": parts,
        "edges": edges,
        "timeline": {},
        "run": {"duration": "1h"},
        "layout": {},
    }


def read(document: Document) -> Design:
    design, problems = read_design(document)
    assert design is not None, problems
    return design


def findings(document: Document, code: str, result: Any = None) -> list[Finding]:
    """What one rule has to say, among all the others."""
    return [one for one in check(read(document), result) if one.rule == code]


def plain(text: str) -> str:
    """The text with ordinary spaces, so that tests can be read."""
    return text.replace(THIN, " ").replace(GAP, " ")


def rows(finding: Finding) -> dict[str, tuple[str, str | None]]:
    """The evidence by its labels: value and prediction."""
    return {
        row.label: (plain(row.value), row.predicted and plain(row.predicted))
        for row in finding.evidence
    }


def result(document: Document, **components: Document) -> Document:
    """A result in its JSON form, with only what a test needs."""
    design = read(document)
    return {
        "duration": design.run.duration,
        "warm_up": design.run.warm_up,
        "system": {},
        "components": components,
        "edges": {},
    }


def fixed(document: Document, code: str, run: Any = None) -> Document:
    """The document with the fix of the one finding of a rule applied."""
    (finding,) = findings(document, code, run)
    assert finding.fix is not None
    return apply_fix(document, finding.fix)


def simulate(document: Document) -> Document:
    """The result of a run in its JSON form."""
    simulation = Simulation(read(document))
    for _ in simulation.frames():
        pass
    return simulation.result().to_dict()


def dependent(queue: Document, worker: Document, receives: int = 10, lasts: Any = None) -> Document:
    """A line whose workers call a database, with dead letters and perhaps an outage."""
    document = line({"rate": 2}, queue, {"processing_time": 0.1} | worker)
    document["components"] |= {
        "db": {"type": "database", "label": "Records", "settings": {"write_time": 0}},
        "dead": {"type": "queue", "label": "Dead", "settings": {"retention": "14d"}},
    }
    document["edges"] |= {
        "write": {"source": "w", "target": "db", "kind": "call", "settings": {}},
        "redrive": {
            "source": "q",
            "target": "dead",
            "kind": "dead-letter",
            "settings": {"max_receives": receives},
        },
    }
    if lasts is not None:
        document["timeline"] = {
            "down": {"at": 900, "target": "db", "action": "outage", "settings": {"lasts": lasts}}
        }
    return document


def with_letters(document: Document, /, receives: int = 3, **letters: Any) -> Document:
    """The line with a dead-letter queue."""
    copied = changed(document)
    copied["components"]["dead"] = {"type": "queue", "label": "Dead", "settings": letters}
    copied["edges"]["redrive"] = {
        "source": "q",
        "target": "dead",
        "kind": "dead-letter",
        "settings": {"max_receives": receives},
    }
    return copied
