"""Plain designs in which much happens at the very same time: everything that the fast path knows.

Most times are multiples of a twentieth of a second, so that ends, expiries, delays, retentions and
arrivals meet.
"""

from typing import Any

from hypothesis import strategies as st

from tests.builders import Document, component, document, edge

TIMES = st.sampled_from(
    [
        0.05,
        0.1,
        0.25,
        0.5,
        {"kind": "exponential", "mean": 0.2},
        {"kind": "mixture", "parts": [{"weight": 3, "of": 0.1}, {"weight": 1, "of": 0.5}]},
    ]
)


def some(**fields: Any) -> st.SearchStrategy[Document]:
    """A few settings that are not the default, each one of these values."""
    values = {name: st.sampled_from(each) for name, each in fields.items()}
    names = st.sets(st.sampled_from(sorted(values)), max_size=3)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({n: values[n] for n in chosen}))


CALLS = some(
    latency=[0.05, {"kind": "exponential", "mean": 0.1}],
    timeout=[0.1, 0.3, 0.5],
    calls=[2],
    share=[0.5],
    operation=["read"],
    max_attempts=[2, 3],
    backoff=["none", "fixed", "linear"],
    backoff_base=[0.05, 0.2],
    backoff_jitter=["none", "equal"],
    retry_budget=[0.1],
    breaker=[True],
    breaker_window=[4],
    breaker_minimum=[2],
    breaker_open=[0.5],
)
SENDS = some(
    latency=[0.05, {"kind": "exponential", "mean": 0.1}],
    copies=[2],
    resend_share=[0.2],
    confirms=[False],
    rate_limit=[2, 5],
    rate_burst=[5],
    over_limit=["drop"],
    shed_above=[0, 3],
    credit=[1, 4],
    share=[0.5],
)
QUEUES = some(
    visibility_timeout=[0.1, 0.2, 0.3, 0.5, 1],
    delivery_delay=[0.1, 0.25, 0.5],
    retention=[0.3, 0.5, 1, 2],
    capacity=[1, 2, 5],
    overflow=["block", "block", "drop_oldest"],
)
WORK = some(
    transient_failure=[0.05, 0.4, 1],
    poison_share=[0.1, 0.5],
    redraw=[True],
    retry=["backoff"],
    backoff_base=[0.05, 0.1, 0.2],
    backoff_growth=["none", "fixed", "linear", "polynomial"],
    backoff_jitter=["none", "equal", "decorrelated"],
)
CLIENTS = st.one_of(
    st.fixed_dictionaries(
        {"pattern": st.sampled_from(["poisson", "regular"]), "rate": st.sampled_from([2, 5, 10])}
    ),
    st.fixed_dictionaries(
        {
            "pattern": st.just("burst"),
            "rate": st.just(4),
            "burst_size": st.sampled_from([3, 10]),
            "burst_spread": st.sampled_from([0, 0.5]),
            "burst_timing": st.just("regular"),
        }
    ),
)
SERVICES = some(waiting_room=[0, 2], timeout=[0.2, 0.5], error_rate=[0.1, 0.5])
DATABASES = some(pool=[1, 2], pool_timeout=[0.1, 0.5], write_time=[0.05, 0.1], error_rate=[0.1])


@st.composite
def plain_designs(draw: st.DrawFn) -> Document:
    """Clients, queues with and without dead letters, workers that may share them, and what is
    called."""
    few = {name: draw(st.integers(1, 2)) for name in ("client", "queue", "worker")}
    few |= {name: draw(st.integers(0, 1)) for name in ("service", "database")}
    ids = {name: [f"{name}{n}" for n in range(count)] for name, count in few.items()}
    parts: dict[str, Document] = {}
    edges: dict[str, Document] = {}

    def join(source: str, kind: str, target: str, **settings: Any) -> None:
        edges[f"{source}-{kind}-{target}"] = edge(source, kind, target, **settings)

    for id in ids["client"]:
        parts[id] = component("client", "", **draw(CLIENTS))
    for id in ids["queue"]:
        parts[id] = component("queue", **draw(QUEUES))
    for id in ids["worker"]:
        slots = {"instances": draw(st.integers(1, 3)), "concurrency": draw(st.integers(1, 2))}
        parts[id] = component("worker", "", **slots, processing_time=draw(TIMES), **draw(WORK))
        for queue in draw(st.sets(st.sampled_from(ids["queue"]), min_size=1)):
            join(queue, "message", id)
    for id in ids["service"]:
        parts[id] = component(
            "service", instances=1, concurrency=2, service_time=draw(TIMES), **draw(SERVICES)
        )
    for id in ids["database"]:
        parts[id] = component("database", "", **draw(DATABASES))

    for queue in ids["queue"]:
        if draw(st.booleans()):
            dead = f"dead-{queue}"
            parts[dead] = component("queue", **draw(QUEUES))
            join(queue, "dead-letter", dead, max_receives=draw(st.integers(1, 3)))
            if draw(st.booleans()):
                join(dead, "message", draw(st.sampled_from(ids["worker"])))
    for worker in ids["worker"]:
        for callee in (*ids["service"], *ids["database"]):
            if draw(st.booleans()):
                join(worker, "call", callee, **draw(CALLS))
        if draw(st.integers(0, 4)) == 0:
            join(worker, "message", ids["queue"][0], **draw(SENDS))
    for service in ids["service"]:
        join(service, "message", ids["queue"][-1], **draw(SENDS))
    for client in ids["client"]:
        target = draw(st.sampled_from([*ids["queue"], *ids["service"]]))
        if target in ids["service"]:
            join(client, "call", target, **draw(CALLS))
        else:
            join(client, "message", target, **draw(SENDS))
    return document(parts, edges, duration=8, frame=draw(st.sampled_from([0.05, 0.5, 7.0])))
