"""What a client promises."""

import pytest

from tests.builders import calling, chain, component, edge
from tests.simulator.simulating import simulate


def _sent(duration: float = 1_000, frame: float = 10, **settings: object) -> list[float]:
    run = simulate(chain(dict(settings), {}, {}, duration=duration, frame=frame))
    counts: list[float] = run.series("client", "sent")
    return counts


def test_a_regular_client_sends_at_equal_distances_from_the_start() -> None:
    assert _sent(pattern="regular", rate=2, duration=100) == [20] * 10


def test_a_random_client_sends_at_its_rate_on_average() -> None:
    counts = _sent(pattern="poisson", rate=10, duration=2_000)
    mean = sum(counts) / len(counts)
    variance = sum((count - mean) ** 2 for count in counts) / len(counts)

    assert mean == pytest.approx(100, rel=0.03)
    assert variance == pytest.approx(mean, rel=0.4)


def test_bursts_come_as_a_whole_within_their_spread() -> None:
    counts = _sent(
        pattern="burst", rate=6, burst_size=60, burst_spread=2, burst_timing="regular", frame=1,
        duration=100,
    )  # fmt: skip

    assert sum(counts) == 600
    assert all(sum(counts[start : start + 2]) == 60 for start in range(0, 100, 10))


def test_random_bursts_keep_the_mean_rate() -> None:
    assert sum(_sent(pattern="burst", rate=3, duration=20_000, frame=100)) == pytest.approx(
        60_000, rel=0.15
    )


def test_a_ramp_climbs_from_one_rate_to_the_other() -> None:
    counts = _sent(pattern="ramp", rate=10, end_rate=50, change_at=200, change_over=400, frame=100)

    expected = [1_000, 1_000, 1_500, 2_500, 3_500, 4_500, 5_000, 5_000, 5_000, 5_000]
    assert counts == pytest.approx(expected, rel=0.12)


def test_a_spike_multiplies_the_rate_for_a_while() -> None:
    counts = _sent(pattern="spike", rate=10, peak_factor=5, change_at=300, peak_for=200, frame=100)

    assert counts == pytest.approx([1_000] * 3 + [5_000] * 2 + [1_000] * 5, rel=0.15)


def test_steps_change_the_rate_at_their_times_and_may_stop_it() -> None:
    steps = [{"at": 300, "rate": 0}, {"at": 600, "rate": 30}]
    counts = _sent(pattern="steps", rate=10, steps=steps, frame=100)

    assert counts == pytest.approx([1_000] * 3 + [0] * 3 + [3_000] * 4, rel=0.15)


def test_a_daily_wave_swings_around_the_rate() -> None:
    counts = _sent(
        pattern="daily", rate=20, daily_amplitude=0.8, daily_period=400, frame=100, duration=800
    )

    high, low = 20 * (1 + 0.8 * 2 / 3.14159), 20 * (1 - 0.8 * 2 / 3.14159)
    expected = [100 * rate for rate in (high, high, low, low)] * 2
    assert counts == pytest.approx(expected, rel=0.12)


def test_users_wait_for_their_answer_and_think_before_they_ask_again() -> None:
    run = simulate(
        calling(
            {"pattern": "closed", "users": 10, "think_time": 4},
            {"service_time": 1},
            duration=100,
            frame=1,
        )
    )

    # Everybody thinks until 4, asks, is answered at 5, thinks until 9, and so on.
    asked = [second for second, count in enumerate(run.series("client", "sent")) if count]
    assert asked == list(range(4, 100, 5))
    assert max(run.series("client", "open")) == 10


def test_users_who_are_refused_at_once_ask_again_after_a_round_trip() -> None:
    data = calling(
        {"pattern": "closed", "users": 2, "think_time": 0},
        {"service_time": 1, "instances": 1, "concurrency": 1, "waiting_room": 1},
        duration=3,
        frame=1,
    )
    more = {"setting": "users", "value": 4}
    data["timeline"]["more"] = {"at": 1, "target": "client", "action": "set", "settings": more}
    run = simulate(data)

    assert run.series("service", "answered")[1:] == [1, 1]
    # Two work and wait; the other two come back a thousand times a second.
    rejected = pytest.approx(2 * 1_000, abs=5)
    assert run.series("service", "rejected") == [0, rejected, rejected]


def test_edges_of_a_client_share_its_arrivals_by_weight() -> None:
    data = chain({"rate": 20}, {}, {}, duration=500)
    data["components"]["other"] = component("queue")
    data["components"]["others"] = component("worker")
    data["edges"]["less"] = edge("client", "message", "other", share=1)
    data["edges"]["work2"] = edge("other", "message", "others")
    data["edges"]["send"]["settings"]["share"] = 3
    run = simulate(data)

    sent = run.total("client", "sent")
    assert run.total("jobs", "arrived") / sent == pytest.approx(0.75, abs=0.02)
    assert run.edge("send", "sent") + run.edge("less", "sent") == sent


def test_classes_of_jobs_take_as_long_as_their_size_says() -> None:
    classes = [{"name": "small", "share": 9, "size": 1}, {"name": "large", "share": 1, "size": 10}]
    run = simulate(
        chain(
            {"rate": 5, "classes": classes},
            {"visibility_timeout": 60},
            {"instances": 40, "processing_time": "1s"},
            duration=500,
        )
    )

    work = run.observed("workers", "work")
    assert work["p50"] == pytest.approx(1, rel=0.01)
    assert work["p95"] == pytest.approx(10, rel=0.01)
    assert work["mean"] == pytest.approx(1.9, rel=0.08)


def test_a_message_with_a_latency_arrives_later() -> None:
    data = chain({"pattern": "regular", "rate": 0.001}, {}, {}, duration=20, frame=1)
    data["edges"]["send"]["settings"]["latency"] = 5
    run = simulate(data)

    assert run.series("jobs", "arrived").index(1) == 5
