"""What retries do to those behind, and what a retry budget and a circuit breaker do about it."""

from typing import Any

import pytest

from tests.builders import Document, calling, component, document, edge, problems_of
from tests.simulator.simulating import Run, simulate

DOWN = {"service_time": 0, "error_rate": 1}
AT_ONCE = {"backoff": "none"}


def _called(client: Document, service: Document, call: dict[str, Any], **run: Any) -> Document:
    data = calling(client, service, **run)
    data["edges"]["call"]["settings"] = call
    return data


def _states(run: Run) -> list[Any]:
    """The state of the breaker at the end of each frame."""
    return [frame.edges["call"][-1] for frame in run.frames]


@pytest.mark.parametrize("attempts", [2, 3, 4, 6])
@pytest.mark.parametrize("failing", [0.1, 0.5, 0.9, 1.0])
def test_retries_multiply_the_load_by_the_known_factor(failing: float, attempts: int) -> None:
    run = simulate(
        _called(
            {"pattern": "regular", "rate": 50},
            {"service_time": 0, "error_rate": failing},
            {"max_attempts": attempts, **AT_ONCE},
            duration=100,
        )
    )
    known = (1 - failing**attempts) / (1 - failing) if failing < 1 else attempts

    load = run.total("service", "received") / run.total("client", "sent")
    assert load == pytest.approx(known, rel=0.03)


def test_three_layers_of_four_attempts_make_64_calls_of_one() -> None:
    data = document(
        {
            "client": component("client", pattern="regular", rate=0.01),
            "front": component("service", service_time=0),
            "middle": component("service", service_time=0),
            "back": component("service", service_time=0),
            "db": component("database", error_rate=1),
        },
        {
            "ask": edge("client", "call", "front"),
            "one": edge("front", "call", "middle", max_attempts=4, backoff_base="10ms"),
            "two": edge("middle", "call", "back", max_attempts=4, backoff_base="10ms"),
            "three": edge("back", "call", "db", max_attempts=4, backoff_base="10ms"),
        },
        duration=50,
    )

    run = simulate(data)
    assert run.total("client", "failed") == 1
    assert run.total("db", "queries") == 64


def test_linear_waits_grow_by_the_first_wait() -> None:
    call = {"max_attempts": 4, "backoff": "linear", "backoff_base": 1, "backoff_jitter": "none"}
    run = simulate(_called({"pattern": "regular", "rate": 0.001}, DOWN, call, duration=20, frame=1))

    tries = [second for second, count in enumerate(run.series("service", "received")) if count]
    assert tries == [0, 1, 3, 6]


def test_a_retry_budget_keeps_the_load_near_that_of_the_calls() -> None:
    call = {"max_attempts": 4, "retry_budget": "10%", **AT_ONCE}
    run = simulate(_called({"pattern": "regular", "rate": 50}, DOWN, call, duration=100))

    calls = run.total("client", "sent")
    assert run.edge("call", "retried") == pytest.approx(0.1 * calls + 10, abs=1)
    assert run.total("client", "failed") == calls


def test_a_retry_budget_does_not_show_while_few_calls_fail() -> None:
    client, service = {"rate": 50}, {"service_time": 0, "error_rate": "2%"}
    call = {"max_attempts": 3, **AT_ONCE}
    free = simulate(_called(client, service, call, duration=100))
    held = simulate(_called(client, service, {**call, "retry_budget": "10%"}, duration=100))

    assert free.edge("call", "retried") == held.edge("call", "retried") > 0


def test_an_open_breaker_spares_the_callee() -> None:
    call = {"breaker": True, "breaker_window": 10, "breaker_minimum": 10, "breaker_trials": 2}
    run = simulate(_called({"pattern": "regular", "rate": 10}, DOWN, call, duration=130, frame=1))

    # Ten to open it, and two trials after each minute.
    assert run.total("service", "received") == 14
    assert run.edge("call", "refused") == run.total("client", "sent") - 14
    assert run.total("client", "failed") == run.total("client", "sent")
    assert set(_states(run)[:60]) == {1}


def test_a_breaker_closes_when_the_callee_is_well_again() -> None:
    call = {
        "breaker": True,
        "breaker_window": 10,
        "breaker_minimum": 10,
        "breaker_open": 5,
        "breaker_failure_rate": "60%",
        "breaker_trials": 4,
    }
    client = {"pattern": "steps", "rate": 20, "steps": [{"at": 30, "rate": 1}]}
    service = {
        "instances": 1,
        "concurrency": 1,
        "waiting_room": 0,
        "service_time": 0.3,
    }
    run = simulate(_called(client, service, call, duration=90, frame=1))

    states = _states(run)
    assert 1 in states[:30]
    assert set(states[60:]) == {0}
    assert run.series("client", "answered")[-1] == 1
    assert run.edge("call", "refused") > 0


def test_calls_that_the_caller_gave_up_count_as_failures_of_a_breaker() -> None:
    call = {"timeout": 0.5, "breaker": True, "breaker_window": 4, "breaker_minimum": 4}
    slow = {"service_time": 2, "concurrency": 100}
    run = simulate(_called({"pattern": "regular", "rate": 10}, slow, call, duration=20, frame=1))

    assert run.edge("call", "timed_out") < 15
    assert run.edge("call", "refused") > 150


def test_slow_calls_open_a_breaker_although_none_fails() -> None:
    call = {"breaker": True, "breaker_slow": 1, "breaker_window": 4, "breaker_minimum": 4}
    slow = {"service_time": 2, "concurrency": 100}
    run = simulate(_called({"pattern": "regular", "rate": 1}, slow, call, duration=30, frame=1))

    assert run.edge("call", "failed") == 0
    assert run.edge("call", "refused") > 20


def test_edges_without_such_features_have_no_columns_for_them() -> None:
    plain = simulate(_called({"rate": 1}, {}, {}, duration=5))

    assert set(plain.result.edges["call"].totals) == {"sent", "failed", "timed_out", "retried"}


def test_users_without_think_time_cannot_call_through_a_breaker() -> None:
    users = {"pattern": "closed", "users": 1, "think_time": 0}
    problems = problems_of(_called(users, {}, {"breaker": True}, duration=5))

    assert "without any time passing" in problems[0].message
