"""What a message edge promises: fan-out, limits, credit, looking first, and what is not heard."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import Document, chain, component, document, edge, problems_of
from tests.simulator.simulating import Run, simulate

EACH_SECOND: dict[str, Any] = {"pattern": "regular", "rate": 1}


def _sent(
    send: dict[str, Any],
    client: Document | None = None,
    queue: Document | None = None,
    worker: Document | None = None,
    **run: Any,
) -> Run:
    data = chain(client or EACH_SECOND, queue, worker or {"processing_time": 0}, **run)
    data["edges"]["send"]["settings"] = send
    return simulate(data)


def test_one_job_may_become_many_messages() -> None:
    run = _sent({"copies": 5}, duration=10)

    assert run.total("client", "sent") == run.total("client", "answered") == 10
    assert run.edge("send", "sent") == run.total("jobs", "arrived") == 50


def test_a_fan_out_is_answered_when_its_last_message_is_taken() -> None:
    queue = {"capacity": 2, "overflow": "reject"}
    run = _sent({"copies": 3}, queue=queue, worker={"processing_time": 1_000}, duration=10)

    assert run.total("client", "failed") == 10 - run.total("client", "answered") > 0
    assert run.edge("send", "failed") == run.total("jobs", "rejected")


def test_a_message_that_is_sent_again_is_worked_on_twice_where_nobody_asks() -> None:
    run = _sent({"resend_share": 1}, duration=10)

    assert run.total("client", "sent") == 10
    assert run.total("workers", "done") == 20


def test_a_share_of_messages_is_sent_again() -> None:
    run = _sent({"resend_share": "25%"}, {"pattern": "regular", "rate": 100}, duration=50)

    assert run.total("jobs", "arrived") / run.total("client", "sent") == pytest.approx(
        1.25, rel=0.02
    )


def test_without_confirms_the_sender_does_not_learn_that_a_message_was_refused() -> None:
    queue, worker = {"capacity": 1, "overflow": "reject"}, {"processing_time": 1_000}
    heard = _sent({}, queue=queue, worker=worker, duration=100)
    unheard = _sent({"confirms": False}, queue=queue, worker=worker, duration=100)

    assert heard.total("jobs", "rejected") == unheard.total("jobs", "rejected") > 0
    assert heard.total("client", "failed") == heard.total("jobs", "rejected")
    assert unheard.total("client", "failed") == 0
    assert unheard.edge("send", "failed") == unheard.total("jobs", "rejected")


def test_beyond_the_rate_limit_a_message_waits_for_its_token() -> None:
    burst: Document = {"pattern": "burst", "rate": 1, "burst_size": 20, "burst_timing": "regular"}
    burst["burst_spread"] = 0
    run = _sent({"rate_limit": 2, "rate_burst": 4}, burst, duration=20, frame=1)

    assert run.series("jobs", "arrived") == [5, 2, 2, 2, 2, 2, 2, 2, 1, *[0] * 11]
    assert run.total("client", "answered") == 20


def test_beyond_the_rate_limit_a_message_may_be_refused_at_once() -> None:
    send = {"rate_limit": 1, "over_limit": "drop"}
    run = _sent(send, {"pattern": "regular", "rate": 4}, duration=100)

    assert run.total("jobs", "arrived") == 100
    assert run.edge("send", "refused") == run.total("client", "failed") == 300


def test_a_waiting_sender_holds_its_slot() -> None:
    data = document(
        {
            "client": component("client", **EACH_SECOND),
            "front": component(
                "service", instances=1, concurrency=4, waiting_room=0, service_time=0
            ),
            "jobs": component("queue"),
            "workers": component("worker", processing_time=0),
        },
        {
            "ask": edge("client", "call", "front"),
            "send": edge("front", "message", "jobs", rate_limit=0.1),
            "work": edge("jobs", "message", "workers"),
        },
        duration=60,
        frame=1,
    )
    run = simulate(data)

    assert run.series("front", "busy")[-1] == 4
    assert run.total("front", "rejected") > 30
    assert run.total("jobs", "arrived") == 6


def test_a_sender_that_looks_first_keeps_the_queue_short() -> None:
    worker = {"instances": 1, "concurrency": 1, "processing_time": 10}
    run = _sent({"shed_above": 5}, worker=worker, duration=100, frame=1)

    assert max(run.series("jobs", "waiting")) == 6
    assert run.edge("send", "refused") == run.total("client", "failed") > 50
    assert run.total("jobs", "rejected") == 0


def test_what_is_delayed_counts_when_a_sender_looks_first() -> None:
    run = _sent({"shed_above": 2}, queue={"delivery_delay": 900}, duration=100)

    assert run.total("jobs", "arrived") == 3


def test_credit_bounds_what_is_under_way_unconfirmed() -> None:
    send = {"credit": 3, "latency": 2}
    run = _sent(send, {"pattern": "regular", "rate": 10}, duration=100)

    # Three at a time, each two seconds on its way.
    assert run.total("jobs", "arrived") == pytest.approx(150, abs=3)
    assert run.last("client", "open") == pytest.approx(1_000 - 150, abs=5)


def test_a_long_line_for_credit_is_served_although_each_is_confirmed_at_once() -> None:
    queue = {"capacity": 1, "overflow": "block", "retention": "60s"}
    worker = {"instances": 1, "concurrency": 1, "processing_time": 300}
    run = _sent({"credit": 1}, {"pattern": "regular", "rate": 100}, queue, worker, duration=150)

    assert run.total("jobs", "expired") > 0
    assert run.last("client", "open") > 10_000


def test_a_queue_sends_nothing_by_itself_so_its_edge_has_none_of_these_settings() -> None:
    data = chain()
    data["edges"]["work"]["settings"] = {"rate_limit": 5, "copies": 2}
    problems = problems_of(data)

    assert [problem.path[-1] for problem in problems] == ["copies", "rate_limit"]
    assert "“Rate limit” of “work” has no meaning" in problems[1].message


FEATURES = st.fixed_dictionaries(
    {
        "latency": st.sampled_from([0, 0.3]),
        "copies": st.integers(1, 3),
        "resend_share": st.sampled_from([0, 0.3, 1]),
        "confirms": st.booleans(),
        "rate_limit": st.sampled_from([None, 1, 10]),
        "rate_burst": st.sampled_from([1, 5]),
        "over_limit": st.sampled_from(["wait", "drop"]),
        "shed_above": st.sampled_from([None, 0, 5]),
        "credit": st.sampled_from([None, 1, 4]),
    }
)
QUEUES = st.fixed_dictionaries(
    {
        "capacity": st.sampled_from([None, 1, 5]),
        "overflow": st.sampled_from(["reject", "drop_oldest", "block"]),
        "retention": st.sampled_from(["60s", "4d"]),
    }
)
CALLS = st.fixed_dictionaries(
    {
        "timeout": st.sampled_from([None, 0.2]),
        "latency": st.sampled_from([0, 0.05]),
        "max_attempts": st.integers(1, 3),
        "backoff": st.sampled_from(["none", "linear", "exponential"]),
        "retry_budget": st.sampled_from([None, 0, 0.5]),
        "breaker": st.booleans(),
        "breaker_window": st.integers(1, 5),
        "breaker_open": st.sampled_from([1, 10]),
        "breaker_trials": st.integers(1, 3),
    }
)


@given(FEATURES, FEATURES, QUEUES, CALLS, st.sampled_from([1, 10]), st.integers(0, 50))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_message_and_every_call_is_somewhere_with_all_features_at_random(
    send: Document, on: Document, queue: Document, call: Document, rate: int, seed: int
) -> None:
    data = chain({"rate": rate}, queue, {"processing_time": 0.5, "instances": 2}, duration=80)
    data["edges"]["send"]["settings"] = send
    data["components"]["db"] = component("database", pool=1, error_rate=0.3)
    data["edges"]["store"] = {**edge("workers", "call", "db"), "settings": call}
    data["components"]["next"] = component("queue", **queue)
    data["components"]["last"] = component("worker", processing_time=0.2)
    data["edges"]["on"] = {**edge("workers", "message", "next"), "settings": on}
    data["edges"]["finish"] = edge("next", "message", "last")

    run = simulate(data, seed)  # Asserts the conservation of every queue and of the whole.

    balance = run.result.conservation
    assert balance["sent"] == sum(balance.values()) - balance["sent"]
    settled = run.total("client", "answered") + run.total("client", "failed")
    assert run.total("client", "sent") == settled + run.last("client", "open")
