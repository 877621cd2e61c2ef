"""Arrivals: in order, before the end, and with the expected number at every rate."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.mechanics.arrivals import arrivals


def _client(**given: Any) -> SimpleNamespace:
    usual: dict[str, Any] = {
        "pattern": "poisson",
        "rate": 5.0,
        "burst_size": 7,
        "burst_spread": 3.0,
        "burst_timing": "random",
        "end_rate": 9.0,
        "change_at": 20.0,
        "change_over": 30.0,
        "peak_factor": 4.0,
        "peak_for": 10.0,
        "daily_amplitude": 0.7,
        "daily_period": 17.0,
        "steps": (),
    }
    return SimpleNamespace(**{**usual, **given})


PATTERNS = st.sampled_from(["poisson", "regular", "burst", "ramp", "spike", "daily"])


@given(PATTERNS, st.sampled_from([0.0, 0.1, 5.0, 300.0]), st.integers(0, 5))
@settings(deadline=None)
def test_arrivals_come_in_order_and_end_before_the_run_does(
    pattern: str, rate: float, seed: int
) -> None:
    times = list(arrivals(_client(pattern=pattern, rate=rate), np.random.default_rng(seed), 100.0))

    assert times == sorted(times)
    assert all(0 <= time < 100 for time in times)


def test_a_rate_of_nothing_brings_nothing() -> None:
    rng = np.random.default_rng(1)
    for pattern in ("poisson", "regular", "burst", "daily", "spike"):
        assert list(arrivals(_client(pattern=pattern, rate=0.0), rng, 100.0)) == []


def test_another_rate_moves_the_same_arrivals_closer_together() -> None:
    slow = list(arrivals(_client(rate=5.0), np.random.default_rng(3), 100.0))
    fast = list(arrivals(_client(rate=10.0), np.random.default_rng(3), 50.0))

    assert slow == pytest.approx([2 * time for time in fast])


def test_a_ramp_without_a_length_is_a_step() -> None:
    client = _client(pattern="ramp", rate=2.0, end_rate=50.0, change_over=0.0)
    times = np.array(list(arrivals(client, np.random.default_rng(2), 1_000.0)))

    assert (times < 20).sum() == pytest.approx(40, abs=20)
    assert (times >= 20).sum() == pytest.approx(49_000, rel=0.02)


def test_many_short_waves_follow_one_another_to_the_end() -> None:
    client = _client(pattern="daily", rate=20.0, daily_period=1.0)
    times = np.array(list(arrivals(client, np.random.default_rng(2), 2_000.0)))
    phase = times % 1.0

    assert len(times) == pytest.approx(40_000, rel=0.02)
    assert (phase < 0.5).mean() == pytest.approx(0.5 + 0.7 / 3.14159, abs=0.01)
    assert times[-1] > 1_999


@given(
    PATTERNS,
    st.lists(st.tuples(st.floats(0, 90), st.sampled_from([0.0, 0.5, 1.0, 3.0])), max_size=4),
    st.integers(0, 5),
)
@settings(deadline=None)
def test_factors_keep_arrivals_in_order_and_leave_those_before_the_first_alone(
    pattern: str, factors: list[tuple[float, float]], seed: int
) -> None:
    factors.sort()
    client = _client(pattern=pattern)
    plain = list(arrivals(client, np.random.default_rng(seed), 100.0))
    times = list(arrivals(client, np.random.default_rng(seed), 100.0, factors))

    first = factors[0][0] if factors else 100.0
    assert times == sorted(times)
    assert all(0 <= time < 100 for time in times)
    assert [time for time in times if time < first] == [time for time in plain if time < first]


@given(PATTERNS, st.floats(1, 90), st.integers(0, 5))
@settings(deadline=None)
def test_a_later_change_leaves_what_an_earlier_one_has_made(
    pattern: str, at: float, seed: int
) -> None:
    client, early = _client(pattern=pattern), [(0.5 * at, 2.0)]
    before = list(arrivals(client, np.random.default_rng(seed), 100.0, early))
    after = list(arrivals(client, np.random.default_rng(seed), 100.0, [*early, (at, 0.3)]))

    assert [time for time in after if time < at] == [time for time in before if time < at]


def test_a_factor_multiplies_the_rate_of_every_pattern() -> None:
    for pattern in ("poisson", "regular", "burst", "ramp", "spike", "daily"):
        client = _client(pattern=pattern, rate=50.0, end_rate=50.0, change_at=900.0)
        factors = [(100.0, 4.0), (300.0, 0.0), (400.0, 1.0)]
        times = np.array(list(arrivals(client, np.random.default_rng(2), 800.0, factors)))

        assert ((times >= 100) & (times < 300)).sum() == pytest.approx(40_000, rel=0.05), pattern
        assert ((times > 300) & (times < 400)).sum() == 0, pattern
        assert (times >= 400).sum() == pytest.approx(20_000, rel=0.05), pattern
