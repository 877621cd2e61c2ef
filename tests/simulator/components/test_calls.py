"""What the edge of a call promises: latency, timeout, retries."""

from typing import Any

import pytest

from tests.builders import Document, calling
from tests.simulator.simulating import simulate

ONE = {"pattern": "regular", "rate": 0.001}


def _called(client: Document, service: Document, call: dict[str, Any], **run: Any) -> Document:
    data = calling(client, service, **run)
    data["edges"]["call"]["settings"] = call
    return data


def test_the_latency_is_paid_going_and_coming_together() -> None:
    run = simulate(_called(ONE, {"service_time": 1}, {"latency": "200ms"}, duration=10, frame=0.1))

    assert run.observed("client", "latency")["max"] == pytest.approx(1.2)
    assert run.series("service", "received").index(1) == 1


def test_a_caller_gives_up_and_the_service_goes_on_working_for_nobody() -> None:
    run = simulate(_called(ONE, {"service_time": 5}, {"timeout": 2}, duration=10, frame=1))

    assert run.total("client", "timed_out") == run.total("client", "failed") == 1
    assert run.observed("client", "latency")["max"] == pytest.approx(2)
    assert run.series("service", "busy")[:6] == [1, 1, 1, 1, 1, 0]
    assert run.total("service", "answered") == 1
    assert run.edge("call", "timed_out") == 1


def test_an_answer_at_the_very_moment_of_the_timeout_counts() -> None:
    run = simulate(_called(ONE, {"service_time": 2}, {"timeout": 2}, duration=10))

    assert run.total("client", "answered") == 1


def test_a_failed_call_is_tried_again_after_a_growing_wait() -> None:
    run = simulate(
        _called(
            ONE,
            {"service_time": 0, "error_rate": 1},
            {"max_attempts": 4, "backoff_base": 1, "backoff_factor": 3, "backoff_jitter": "none"},
            duration=20,
            frame=1,
        )
    )

    tries = [second for second, count in enumerate(run.series("service", "received")) if count]
    assert tries == [0, 1, 4, 13]
    assert run.edge("call", "retried") == 3
    assert run.total("client", "failed") == 1


def test_retries_multiply_the_load_by_the_known_factor() -> None:
    run = simulate(
        _called(
            {"rate": 20},
            {"service_time": 0, "error_rate": "50%"},
            {"max_attempts": 3, "backoff": "none"},
            duration=500,
        )
    )

    assert run.total("service", "received") / run.total("client", "sent") == pytest.approx(
        1.75, rel=0.02
    )


def test_several_calls_are_made_one_after_another() -> None:
    run = simulate(_called(ONE, {"service_time": 1}, {"calls": 4}, duration=10))

    assert run.observed("client", "latency")["max"] == pytest.approx(4)
    assert run.total("service", "received") == 4
    assert run.total("client", "answered") == 1
