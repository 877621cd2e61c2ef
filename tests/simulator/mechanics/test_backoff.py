"""Backoff: the waits are those of the published formulas."""

import random
from dataclasses import dataclass
from statistics import fmean, pvariance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.mechanics.backoff import backoff
from tests.builders import calling, chain, problems_of


@dataclass
class Settings:
    backoff_base: float = 1.0
    backoff_factor: float = 2.0
    backoff_cap: float = 60.0
    backoff_jitter: str = "none"


def test_exponential_waits_grow_by_the_factor_up_to_the_cap() -> None:
    wait = backoff(Settings(backoff_cap=10), random.random, "exponential")

    assert [wait(retry, 0) for retry in range(1, 7)] == [1, 2, 4, 8, 10, 10]


def test_fixed_waits_are_all_alike_and_none_is_no_wait() -> None:
    fixed = backoff(Settings(backoff_base=3), random.random, "fixed")

    assert [fixed(retry, 0) for retry in (1, 2, 9)] == [3, 3, 3]
    assert backoff(Settings(), random.random, "none")(5, 0) == 0


def test_linear_waits_grow_by_the_first_up_to_the_cap() -> None:
    wait = backoff(Settings(backoff_base=4, backoff_cap=10), random.random, "linear")

    assert [wait(retry, 0) for retry in range(1, 5)] == [4, 8, 10, 10]


def test_polynomial_waits_are_those_of_sidekiq() -> None:
    settings = Settings(backoff_base=15, backoff_cap=1e9)
    wait = backoff(settings, random.random, "polynomial")

    assert [wait(retry, 0) for retry in range(1, 7)] == [15, 16, 31, 96, 271, 640]
    assert wait(18, 0) == pytest.approx(23.2 * 3600, rel=0.001)  # The 20-day retry's longest steps.


def test_the_jitter_of_a_polynomial_wait_adds_up_to_ten_seconds_for_each_failure() -> None:
    settings = Settings(backoff_base=15, backoff_cap=1e9, backoff_jitter="full")

    assert backoff(settings, lambda: 0.0, "polynomial")(3, 0) == 31
    assert backoff(settings, lambda: 1.0, "polynomial")(3, 0) == 31 + 30


@pytest.mark.parametrize(("jitter", "share"), [("full", 1 / 2), ("equal", 3 / 4)])
def test_the_mean_wait_is_the_known_share_of_the_delay(jitter: str, share: float) -> None:
    settings = Settings(backoff_base=8, backoff_jitter=jitter)
    rng = random.Random(1)
    wait = backoff(settings, rng.random, "exponential")

    assert fmean(wait(3, 0) for _ in range(20_000)) == pytest.approx(32 * share, rel=0.02)


def test_the_sum_of_four_waits_with_full_jitter_has_the_known_mean_and_variance() -> None:
    rng = random.Random(1)
    wait = backoff(Settings(backoff_jitter="full"), rng.random, "exponential")
    sums = [sum(wait(retry, 0) for retry in range(1, 5)) for _ in range(40_000)]

    assert fmean(sums) == pytest.approx(7.5, rel=0.01)
    assert pvariance(sums) == pytest.approx(7.08333, rel=0.03)


def test_decorrelated_waits_build_on_the_wait_before() -> None:
    settings = Settings(backoff_jitter="decorrelated", backoff_cap=100)

    assert backoff(settings, lambda: 1.0, "exponential")(1, 0) == 3
    assert backoff(settings, lambda: 1.0, "exponential")(2, 20) == 60
    assert backoff(settings, lambda: 0.0, "exponential")(2, 20) == 1


@given(
    st.sampled_from(["none", "fixed", "linear", "exponential", "polynomial"]),
    st.sampled_from(["none", "full", "equal", "decorrelated"]),
    st.integers(1, 5_000),
    st.floats(0, 100),
    st.floats(0, 1),
)
def test_no_wait_is_negative_or_beyond_the_cap(
    growth: str, jitter: str, retry: int, before: float, luck: float
) -> None:
    wait = backoff(Settings(backoff_jitter=jitter), lambda: luck, growth)

    assert 0 <= wait(retry, before) <= 60


def test_a_jitter_that_would_do_nothing_is_refused() -> None:
    fixed = {"backoff_base": 1, "backoff_jitter": "decorrelated"}
    worker = chain(worker={"retry": "backoff", "backoff_growth": "fixed", **fixed})
    call = calling()
    call["edges"]["call"]["settings"] = {"backoff": "fixed", **fixed}

    for data in (worker, call):
        (problem,) = problems_of(data)
        assert "Decorrelated jitter makes waits grow, and a fixed wait does not." in problem.message
