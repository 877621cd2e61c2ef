"""What a service promises."""

import pytest

from tests.builders import calling, component, edge
from tests.simulator.simulating import simulate

SLOW = {"instances": 1, "concurrency": 1, "service_time": 2}


def test_a_request_is_answered_after_its_service_time() -> None:
    run = simulate(calling({"rate": 2}, {"service_time": "250ms"}, duration=100))

    assert run.observed("client", "latency")["p50"] == pytest.approx(0.25, rel=0.01)
    assert run.total("client", "answered") == run.total("service", "answered")


def test_what_finds_no_slot_waits_and_what_finds_no_room_is_rejected() -> None:
    run = simulate(
        calling({"pattern": "regular", "rate": 5}, {**SLOW, "waiting_room": 3}, duration=20)
    )

    assert max(run.series("service", "waiting")) == 3
    assert run.total("service", "rejected") == run.total("client", "failed") > 0


def test_without_a_waiting_room_only_the_slots_are_used() -> None:
    run = simulate(calling({"rate": 5}, {**SLOW, "waiting_room": 0}, duration=60))

    assert run.observed("service", "latency")["max"] == pytest.approx(2)
    assert run.total("service", "rejected") > 0


def test_a_request_that_waits_and_runs_too_long_is_given_up_and_frees_its_slot() -> None:
    run = simulate(
        calling({"pattern": "regular", "rate": 1}, {**SLOW, "timeout": 1.5}, duration=10)
    )

    # Each begins when the one before is given up, has half a second left, and no chance.
    assert run.total("service", "answered") == 0
    assert run.total("service", "timed_out") == 9
    assert run.observed("service", "latency")["max"] == pytest.approx(1.5)


def test_errors_fail_requests_after_their_work() -> None:
    run = simulate(
        calling({"rate": 20}, {"service_time": "10ms", "error_rate": "25%"}, duration=200)
    )

    assert run.total("service", "failed") == pytest.approx(1_000, abs=120)
    assert run.total("client", "failed") == run.total("service", "failed")


@pytest.mark.parametrize(("kind", "expected"), [("linear", 2.0), ("quadratic", 2.0)])
def test_a_fully_busy_service_is_slower_by_its_factor(kind: str, expected: float) -> None:
    run = simulate(
        calling(
            {"rate": 0.1},
            {"instances": 1, "concurrency": 1, "service_time": 1, "slowdown": kind},
            duration=200,
        )
    )

    assert run.observed("service", "latency")["p50"] == pytest.approx(expected, rel=0.01)


def test_calls_are_made_one_after_another_while_the_slot_is_held() -> None:
    data = calling({"rate": 1}, {"service_time": "100ms"}, duration=100)
    data["components"]["db"] = component("database", read_time="20ms", write_time="50ms")
    data["edges"]["a"] = edge("service", "call", "db", operation="read", calls=3)
    data["edges"]["b"] = edge("service", "call", "db")
    run = simulate(data)

    expected = 0.1 + 3 * 0.02 + 0.05
    assert run.observed("service", "latency")["p50"] == pytest.approx(expected, rel=0.01)
    assert run.mean("service", "busy") == pytest.approx(
        run.total("service", "received") * expected / 100, rel=0.02
    )


def test_a_service_hands_the_slow_part_to_a_queue_and_answers_at_once() -> None:
    data = calling({"rate": 1}, {"service_time": "200ms"}, duration=300)
    data["components"]["jobs"] = component("queue", visibility_timeout=600)
    data["components"]["slow"] = component("worker", instances=10, processing_time="10s")
    data["edges"]["later"] = edge("service", "message", "jobs")
    data["edges"]["work"] = edge("jobs", "message", "slow")
    run = simulate(data)

    assert run.observed("client", "latency")["p99"] < 0.3
    assert run.total("jobs", "arrived") == run.total("service", "answered")
    # From the client's call to the ack.
    latency = run.result.system.histograms["latency"]
    assert latency.quantile(0.5) == pytest.approx(10.2, rel=0.01)


def test_a_message_that_is_refused_fails_the_request() -> None:
    data = calling({"rate": 5}, {"service_time": "10ms"}, duration=50)
    data["components"]["jobs"] = component("queue", capacity=1)
    data["components"]["slow"] = component(
        "worker", instances=1, concurrency=1, processing_time="10s"
    )
    data["edges"]["later"] = edge("service", "message", "jobs")
    data["edges"]["work"] = edge("jobs", "message", "slow")
    run = simulate(data)

    assert run.total("jobs", "rejected") == run.total("service", "failed") > 0


def test_an_edge_with_a_share_is_followed_that_often() -> None:
    data = calling({"rate": 20}, {"service_time": 0}, duration=200)
    data["components"]["db"] = component("database")
    data["edges"]["some"] = edge("service", "call", "db", share="30%")
    run = simulate(data)

    assert run.total("db", "queries") / run.total("service", "received") == pytest.approx(
        0.3, abs=0.03
    )
