"""Nothing is lost on the way: whatever the design, the books balance at every frame."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import Document, chain, component, edge, with_dead_letters
from tests.simulator.simulating import simulate

SHARES = st.sampled_from([0, 0.1, 0.5, 1])


@st.composite
def designs(draw: st.DrawFn) -> Document:
    """Small designs, mostly overloaded and with everything going wrong."""
    client = {
        "pattern": draw(st.sampled_from(["poisson", "regular", "burst", "spike"])),
        "rate": draw(st.sampled_from([1, 5, 20])),
        "burst_size": 10,
        "change_at": 5,
    }
    queue = {
        "visibility_timeout": draw(st.sampled_from([0.5, 2, 30])),
        "delivery_delay": draw(st.sampled_from([0, 1])),
        "retention": draw(st.sampled_from(["60s", "4d"])),
        "capacity": draw(st.sampled_from([None, 1, 10])),
        "overflow": draw(st.sampled_from(["reject", "drop_oldest", "block"])),
    }
    worker: dict[str, Any] = {
        "instances": draw(st.integers(1, 3)),
        "concurrency": draw(st.integers(1, 3)),
        "processing_time": draw(st.sampled_from([0, 0.5, 2, {"kind": "exponential", "mean": 1}])),
        "redraw": draw(st.booleans()),
        "transient_failure": draw(SHARES),
        "poison_share": draw(SHARES),
        "retry": draw(st.sampled_from(["visibility", "backoff"])),
        "backoff_base": draw(st.sampled_from([0.1, 3])),
    }
    data = chain(client, queue, worker, duration=80, frame=4, warm_up=draw(st.sampled_from([0, 9])))
    if draw(st.booleans()):
        data = with_dead_letters(data, max_receives=draw(st.integers(1, 3)))
        data["components"]["dead"]["settings"]["retention"] = draw(st.sampled_from(["60s", "4d"]))
        if draw(st.booleans()):
            data["components"]["menders"] = component("worker", transient_failure=draw(SHARES))
            data["edges"]["mend"] = edge("dead", "message", "menders")
    if draw(st.booleans()):
        data["components"]["db"] = component("database", pool=1, error_rate=draw(SHARES))
        data["edges"]["store"] = edge(
            "workers", "call", "db", share=0.5, timeout=draw(st.sampled_from([None, 0.2]))
        )
    if draw(st.booleans()):
        data["components"]["next"] = component("queue", capacity=draw(st.sampled_from([None, 3])))
        data["components"]["last"] = component("worker", instances=1, processing_time=1)
        data["edges"]["on"] = edge("workers", "message", "next")
        data["edges"]["finish"] = edge("next", "message", "last")
    if draw(st.booleans()):
        data["components"]["helpers"] = component("worker", processing_time=1)
        data["edges"]["help"] = edge("jobs", "message", "helpers")
    return data


@given(designs(), st.integers(0, 100))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_message_is_somewhere_at_every_frame(data: Document, seed: int) -> None:
    run = simulate(data, seed)  # Asserts the conservation of every queue and of the whole.

    balance = run.result.conservation
    assert balance["sent"] == sum(balance.values()) - balance["sent"]
    assert run.last("workers", "busy") <= run.last("workers", "slots")


@given(designs())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_counts_of_frames_add_up_to_the_totals(data: Document) -> None:
    data["run"]["warm_up"] = 0
    run = simulate(data)

    for id, columns in run.columns.items():
        for counter, total in run.result.components[id].totals.items():
            assert counter in columns
            counted = sum(run.series(id, counter))
            assert abs(counted - total) < 1e-3, f"{id}.{counter}"


@given(designs())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_receives_and_attempts_are_the_same_thing_seen_from_both_ends(data: Document) -> None:
    run = simulate(data)
    receives = sum(run.total(id, "receives") for id in run.columns if "receives" in run.columns[id])
    attempts = sum(run.total(id, "attempts") for id in run.columns if "attempts" in run.columns[id])

    assert receives == attempts
