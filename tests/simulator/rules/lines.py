"""Lines: any design of a client, a queue and workers, with what people add to them, drawn small.

They run for ten minutes at a few messages a second, so that each can be simulated twice.
"""

from typing import Any

from hypothesis import strategies as st

from tests.simulator.rules.designs import Document

DURATION = 600


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    return st.fixed_dictionaries({}, optional=fields)


def one(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


def chance(*values: Any) -> st.SearchStrategy[Any]:
    """Mostly nothing of it."""
    return st.sampled_from((None, None, *values))


NOTHING: st.SearchStrategy[Document] = st.builds(dict)
QUEUES = some(
    visibility_timeout=one(5, 30, 120, 600),
    ordering=one("arrival", "groups", "priority", "lifo", "adaptive_lifo"),
    time_to_live=chance(20, 120),
    counts=one("receives", "returns", "failed_returns", "nothing"),
    delivery=one("pull", "push"),
    duplicate_share=one(0, 0.05),
)
FULL = some(
    capacity=one(20, 200),
    overflow=one("reject", "block", "drop_oldest", "drop_newest", "dead_letter"),
)
CONNECTIONS = st.fixed_dictionaries(
    {"hidden_until": st.just("closed"), "consumer_timeout": one(None, 60)}
)
FAILURES = some(
    transient_failure=one(0.01, 0.1, 0.3),
    poison_share=one(0.001, 0.01, 0.05),
    poison_effect=one("fails", "kills_slot", "kills_instance"),
    retry=one("visibility", "backoff", "nack", "reject", "republish", "dead_letter", "give_up"),
    max_attempts=chance(2, 4, 8),
    backoff_jitter=one("none", "equal", "full"),
    backoff_growth=one("fixed", "linear", "exponential"),
    backoff_base=one(0.5, 5),
    idempotent=st.booleans(),
)
CRASHES = some(
    crash_every=one(120, 600),
    restart_time=one(10, 60),
    slot_loss=one(0, 0.02),
    time_limit=one(None, 20),
)
TAKING = some(
    prefetch=chance(2, 8, 50),
    batch=one(1, 1, 5),
    batch_ack=one("each", "whole", "partial"),
    ack=one("late", "late", "early", "receive"),
    heartbeat=chance(10),
    invocations=chance(1, 4),
)
SCALING = some(
    autoscaler=one("backlog", "target", "step", "keda", "hpa", "lambda"),
    scale_max=one(10, 20),
    scale_in=one("drain", "kill"),
    scale_target=one(1, 10),
    scale_counts_in_flight=st.booleans(),
    shutdown_grace=one(1, 30),
)
CALLS = some(
    max_attempts=one(1, 3),
    timeout=one(1, 10),
    backoff_jitter=one("none", "full"),
    share=one(0.5, 1),
)
DATABASES = some(
    pool=one(2, 5, 20),
    write_time=one(0.015, 0.3),
    error_rate=one(0, 0.1),
    pool_timeout=one(None, 5),
)
SENDING = some(
    countdown=one(0, 60), copies=one(1, 3), confirms=st.booleans(), resend_share=one(0, 0.1)
)
ACTIONS = st.sampled_from(
    [
        ("w", "stop", {}),
        ("w", "crash", {}),
        ("w", "deploy", {}),
        ("c", "spike", {"factor": 5, "lasts": 60}),
        ("c", "set", {"setting": "rate", "value": 0.5}),
        ("c", "set", {"setting": "rate", "value": 4}),
    ]
)


@st.composite
def lines(draw: st.DrawFn) -> Document:
    """A design; most can run."""
    rate, work = draw(one(0.2, 1, 3)), draw(one(0.05, 0.5, 2, 8))
    slots = max(1.0, rate * work / draw(one(0.3, 0.6, 0.85, 0.95, 1.05, 1.5)))
    concurrency = draw(one(1, 2, 4))
    even, uneven = _lognormal(work, 0.3), _lognormal(work, 3)
    law = draw(one(work, {"kind": "exponential", "mean": work}, even, uneven))
    worker: Document = {
        "instances": max(1, round(slots / concurrency)),
        "concurrency": concurrency,
        "processing_time": law,
    }
    for more in (FAILURES, CRASHES, TAKING, SCALING):
        worker |= draw(NOTHING | more)
    queue = draw(QUEUES) | draw(NOTHING | FULL | CONNECTIONS)
    parts = {
        "c": ("client", {"rate": rate} | draw(_patterns(rate))),
        "q": ("queue", queue),
        "w": ("worker", worker),
    }
    edges = {
        "send": ("c", "q", "message", draw(SENDING)),
        "work": ("q", "w", "message", {"latency": draw(one(0, 0, 0.2))}),
    }
    if draw(st.booleans()):
        parts["dead"] = ("queue", draw(some(retention=st.just("14d"))))
        edges["redrive"] = ("q", "dead", "dead-letter", {"max_receives": draw(one(1, 3, 100))})
    if draw(st.booleans()):
        parts["db"] = ("database", draw(DATABASES))
        edges["write"] = ("w", "db", "call", draw(CALLS))
    return {
        "version": 1,
        "components": {id: {"type": t, "settings": s} for id, (t, s) in parts.items()},
        "edges": {
            id: {"source": a, "target": b, "kind": kind, "settings": s}
            for id, (a, b, kind, s) in edges.items()
        },
        "timeline": draw(NOTHING | _timelines()),
        "run": {"duration": DURATION, "seed": draw(st.integers(1, 5))},
        "layout": {},
    }


def _lognormal(mean: float, cv: float) -> Document:
    return {"kind": "lognormal", "mean": mean, "cv": cv}


def _patterns(rate: float) -> st.SearchStrategy[Document]:
    burst = {"pattern": "burst", "burst_size": 60}
    spike = {"pattern": "spike", "change_at": 150, "peak_factor": 5, "peak_for": 60}
    steps = [{"at": 200, "rate": 3 * rate}, {"at": 300, "rate": rate}]
    patterns: list[Document] = [
        {},
        {"pattern": "regular"},
        burst | {"burst_timing": "regular"},
        burst | {"burst_size": 10},
        burst,
        spike,
        {"pattern": "ramp", "end_rate": 2 * rate, "change_over": 300},
        {"pattern": "daily", "daily_period": DURATION},
        {"pattern": "steps", "steps": steps},
        {"classes": [{"name": "small", "share": 9}, {"name": "large", "share": 1, "size": 20}]},
        {"groups": 3, "group_skew": 1.5},
    ]
    return st.sampled_from(patterns)


@st.composite
def _timelines(draw: st.DrawFn) -> Document:
    target, action, settings = draw(ACTIONS)
    timeline = {"a": {"at": 200, "target": target, "action": action, "settings": settings}}
    if action == "stop":
        timeline["b"] = {"at": 300, "target": target, "action": "start", "settings": {}}
    return timeline
