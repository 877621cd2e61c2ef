"""Any design: rules have an answer to whatever can be drawn, and every fix can be read."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator import apply_fix, check, read_design
from tests.simulator.rules.designs import Document

IDS = st.sampled_from(["a", "b", "c", "d", "e", "f"])
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
PARTS = st.one_of(
    *(
        st.fixed_dictionaries({"type": st.just(type), "settings": of})
        for type, of in (
            ("client", CLIENTS),
            ("service", SERVICES),
            ("queue", QUEUES),
            ("worker", WORKERS),
            ("database", DATABASES),
        )
    )
)
EDGES = st.one_of(
    st.fixed_dictionaries(
        {
            "source": IDS,
            "target": IDS,
            "kind": st.just("call"),
            "settings": some(
                share=st.sampled_from([0, 0.5, 1]),
                calls=SMALL,
                max_attempts=SMALL,
                latency=TIMES,
                operation=st.sampled_from(["read", "write"]),
            ),
        }
    ),
    st.fixed_dictionaries(
        {
            "source": IDS,
            "target": IDS,
            "kind": st.just("message"),
            "settings": some(share=st.sampled_from([0, 0.5, 1]), latency=TIMES),
        }
    ),
    st.fixed_dictionaries(
        {
            "source": IDS,
            "target": IDS,
            "kind": st.just("dead-letter"),
            "settings": some(max_receives=st.sampled_from([1, 3, 1_000])),
        }
    ),
)


def allowed(parts: dict[str, Document], edge: Document) -> bool:
    """Whether an edge joins what may be joined, so that most designs can be read."""
    ends = tuple(parts.get(edge[end], {}).get("type") for end in ("source", "target"))
    return (
        ends
        in {
            "call": {
                ("client", "service"),
                ("client", "database"),
                ("service", "service"),
                ("service", "database"),
                ("worker", "service"),
                ("worker", "database"),
            },
            "message": {
                ("client", "queue"),
                ("service", "queue"),
                ("worker", "queue"),
                ("queue", "worker"),
            },
            "dead-letter": {("queue", "queue")},
        }[edge["kind"]]
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    parts = draw(st.dictionaries(IDS, PARTS, min_size=2, max_size=6))
    edges = draw(st.lists(EDGES, max_size=12))
    kept = [edge for edge in edges if allowed(parts, edge)]
    return {
        "version": 1,
        "components": parts,
        "edges": {f"e{number}": edge for number, edge in enumerate(kept)},
        "run": {"duration": draw(st.sampled_from([10, 1_800]))},
        "layout": {},
    }


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)
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
            fixed, problems = read_design(apply_fix(document, finding.fix))
            assert fixed is not None, (finding.rule, problems)
