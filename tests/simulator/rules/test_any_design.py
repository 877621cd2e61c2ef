"""Any design: rules have an answer to whatever can be drawn, and every fix can be read."""

import json
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator import apply_fix, catalog, check, read_design
from tests.simulator.rules.designs import Document
from tests.simulator.test_every_design_runs import values

TIMES = st.sampled_from(
    [
        0,
        "1ms",
        "20ms",
        "2s",
        "10m",
        "20h",
        {"kind": "exponential", "mean": "1s"},
        {"kind": "lognormal", "median": "8s", "p99": "45s"},
        {"kind": "gamma", "mean": "5s", "cv": 3},
        {"kind": "percentiles", "points": {"0": 0, "50": "1s", "100": "1h"}},
        {"kind": "mixture", "parts": [{"weight": 1, "of": 0}, {"weight": 1, "of": "30s"}]},
    ]
)
SHARES = st.sampled_from([0, 0.001, 0.5, 1])
SMALL = st.integers(1, 8)


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    return st.fixed_dictionaries({}, optional=fields)


CLIENTS = some(
    pattern=st.sampled_from(["poisson", "regular", "burst", "closed", "ramp", "spike", "daily"]),
    rate=st.sampled_from([0, 0.01, 3, 100]),
    users=SMALL,
    think_time=TIMES,
    classes=st.just([{"name": "small", "share": 3}, {"name": "large", "share": 1, "size": 40}]),
)
SERVICES = some(
    instances=SMALL,
    concurrency=SMALL,
    service_time=TIMES,
    error_rate=SHARES,
    slowdown=st.sampled_from(["none", "linear", "quadratic"]),
)
QUEUES = some(
    visibility_timeout=st.sampled_from(["100ms", "30s", "12h"]),
    delivery_delay=st.sampled_from([0, "10s"]),
    retention=st.sampled_from(["1m", "4d"]),
)
WORKERS = some(
    instances=SMALL,
    concurrency=SMALL,
    processing_time=TIMES,
    transient_failure=SHARES,
    poison_share=SHARES,
    retry=st.sampled_from(["visibility", "backoff"]),
    backoff_cap=st.sampled_from([0, "1m"]),
    idempotent=st.booleans(),
)
DATABASES = some(pool=SMALL, write_time=TIMES, read_time=TIMES, error_rate=SHARES)
CALL = some(
    share=st.sampled_from([0.001, 0.5, 1]),
    calls=SMALL,
    max_attempts=SMALL,
    latency=TIMES,
    operation=st.sampled_from(["read", "write"]),
)
MESSAGE = some(latency=TIMES, share=st.sampled_from([0.001, 0.5, 1]))
DELIVERY = some(latency=TIMES)
DEAD_LETTER = some(max_receives=st.sampled_from([1, 3, 1_000]))
PARTS = {
    "c": ("client", CLIENTS),
    "d": ("client", CLIENTS),
    "s": ("service", SERVICES),
    "t": ("service", SERVICES),
    "q": ("queue", QUEUES),
    "r": ("queue", QUEUES),
    "dead": ("queue", QUEUES),
    "v": ("worker", WORKERS),
    "w": ("worker", WORKERS),
    "db": ("database", DATABASES),
    "beat": ("scheduler", st.just({})),
}
ALWAYS = {
    "c-s": ("call", CALL),
    "s-q": ("message", MESSAGE),
    "q-v": ("message", DELIVERY),
    "d-r": ("message", MESSAGE),
    "r-w": ("message", DELIVERY),
    "s-t": ("call", CALL),
    "w-db": ("call", CALL),
    "beat-r": ("message", MESSAGE),
}
SOMETIMES = {
    "d-t": ("call", CALL),
    "t-db": ("call", CALL),
    "t-s": ("call", CALL),
    "t-r": ("message", MESSAGE),
    "v-r": ("message", MESSAGE),
    "w-q": ("message", MESSAGE),
    "w-r": ("message", MESSAGE),
    "q-w": ("message", DELIVERY),
    "v-t": ("call", CALL),
    "q-dead": ("dead-letter", DEAD_LETTER),
    "r-dead": ("dead-letter", DEAD_LETTER),
    "dead-w": ("message", DELIVERY),
}


@cache
def any_settings() -> list[tuple[str, str, str, Any]]:
    """Every setting of everything in the design with some of its values: place, id, name, value."""
    types = {each["type"]: each["fields"] for each in catalog()["types"]}
    kinds = {kind: each["fields"] for kind, each in catalog()["edges"].items()}
    owners = [("components", id, types[type]) for id, (type, _) in PARTS.items()]
    edges = ALWAYS | SOMETIMES
    owners += [("edges", id, kinds[kind]) for id, (kind, _) in edges.items()]
    return [
        (place, id, field["name"], value)
        for place, id, fields in owners
        for field in fields
        for value in values(field)
    ]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Every component, every edge that keeps it connected, and some of those that make trouble."""
    chosen = draw(st.sets(st.sampled_from(sorted(SOMETIMES)), max_size=6)) | {"q-dead"}
    edges = ALWAYS | {id: SOMETIMES[id] for id in sorted(chosen)}
    document: Document = {
        "version": 1,
        "components": {
            id: {"type": type, "settings": draw(some)} for id, (type, some) in PARTS.items()
        },
        "edges": {
            id: {
                "source": id.split("-")[0],
                "target": id.split("-")[1],
                "kind": kind,
                "settings": draw(some),
            }
            for id, (kind, some) in edges.items()
        },
        "run": {"duration": draw(st.sampled_from([10, 1_800]))},
        "layout": {},
    }
    for place, id, name, value in draw(st.lists(st.sampled_from(any_settings()), max_size=12)):
        if id in document[place]:
            document[place][id]["settings"][name] = value
    return document


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents())
def test_every_design_that_can_run_can_be_judged_and_every_fix_can_be_read(
    document: Document,
) -> None:
    design, _ = read_design(document)
    if design is None:
        return
    for finding in check(design):
        json.dumps(finding.to_dict(), allow_nan=False)
        for text in (finding.message, *(row.value for row in finding.evidence)):
            assert "nan" not in text
        if finding.fix is not None:
            _, problems = read_design(apply_fix(document, finding.fix))
            # With more slots, work that goes round in circles may be too much for one run.
            assert {problem.path for problem in problems} <= {("run", "duration")}, finding.rule
