"""Distributions: what they draw is what they say of themselves."""

from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from simulator.design.distributions import FORMS, Distribution, DurationDistribution, Mixture
from simulator.design.gamma import upper_gamma

ADAPTER: TypeAdapter[Distribution] = TypeAdapter(DurationDistribution)
ONE_OF_EACH: dict[str, Any] = {
    "a bare number": 0.25,
    "a bare text": "250ms",
    "constant": {"kind": "constant", "value": "2s"},
    "uniform": {"kind": "uniform", "low": 1, "high": "3s"},
    "exponential": {"kind": "exponential", "mean": "500ms"},
    "lognormal": {"kind": "lognormal", "mean": 0.5, "cv": 0.5},
    "lognormal-percentiles": {"kind": "lognormal", "median": "8s", "p99": "45s"},
    "gamma": {"kind": "gamma", "mean": 2, "cv": 0.4},
    "gamma, wild": {"kind": "gamma", "mean": 2, "cv": 3},
    "weibull": {"kind": "weibull", "mean": 2, "shape": 0.7},
    "mixture": {
        "kind": "mixture",
        "parts": [
            {"weight": 9, "of": "10ms"},
            {"weight": 1, "of": {"kind": "exponential", "mean": 2}},
        ],
    },
    "percentiles": {"kind": "percentiles", "points": {"0": 0, "50": 1, "99": 4, "100": "9s"}},
}
DRAWS = 200_000


def read(value: Any) -> Distribution:
    return ADAPTER.validate_python(value)


def draws(distribution: Distribution, seed: int = 1) -> np.ndarray:
    return distribution.sampler(np.random.default_rng(seed))(DRAWS)


@pytest.mark.parametrize("value", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_the_mean_of_the_draws_is_the_mean(value: Any) -> None:
    distribution = read(value)
    found = draws(distribution)
    # Five standard errors: one honest failure in two million.
    assert found.mean() == pytest.approx(
        distribution.mean, abs=5 * found.std() / DRAWS**0.5 + 1e-12
    )


@pytest.mark.parametrize("value", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
@pytest.mark.parametrize("p", [0.05, 0.5, 0.95, 0.99])
def test_the_tail_beyond_a_quantile_is_what_is_left_of_the_draws(value: Any, p: float) -> None:
    distribution = read(value)
    beyond = float((draws(distribution) > distribution.quantile(p)).mean())
    assert beyond == pytest.approx(distribution.tail(distribution.quantile(p)), abs=0.006)


@pytest.mark.parametrize("value", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_no_duration_is_negative_or_infinite(value: Any) -> None:
    found = draws(read(value))
    assert np.isfinite(found).all()
    assert (found >= 0).all()


@pytest.mark.parametrize("value", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_the_same_seed_draws_the_same(value: Any) -> None:
    assert (draws(read(value), seed=5) == draws(read(value), seed=5)).all()


@pytest.mark.parametrize("value", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_what_is_written_is_read_as_the_same(value: Any) -> None:
    distribution = read(value)
    assert read(distribution.to_dict()) == distribution


@pytest.mark.parametrize("value", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_the_picture_of_the_density_holds_nearly_all_of_it(value: Any) -> None:
    picture = read(value).density(200)
    if not picture:
        assert read(value).to_dict() == read(value).mean
        return
    width = picture[1][0] - picture[0][0]
    assert sum(density for _, density in picture) * width == pytest.approx(0.995, abs=0.006)


def test_a_distribution_by_percentiles_has_them() -> None:
    distribution = read(ONE_OF_EACH["lognormal-percentiles"])
    assert distribution.quantile(0.5) == pytest.approx(8)
    assert distribution.quantile(0.99) == pytest.approx(45)
    assert distribution.tail(30) == pytest.approx(0.0376, abs=1e-4)


@pytest.mark.parametrize("shape", [0.05, 0.5, 1, 2.5, 25, 400, 10_000])
@pytest.mark.parametrize("q", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_the_incomplete_gamma_function_agrees_with_scipy(shape: float, q: float) -> None:
    x = float(stats.gamma.ppf(q, shape))
    assert upper_gamma(shape, x) == pytest.approx(float(stats.gamma.sf(x, shape)), abs=1e-10)


def test_a_part_of_a_mixture_draws_the_same_whatever_the_weights() -> None:
    def mixed(weight: float) -> np.ndarray:
        slow = {"kind": "exponential", "mean": 100}
        parts = [{"weight": weight, "of": 0}, {"weight": 1, "of": slow}]
        return draws(read({"kind": "mixture", "parts": parts}))

    few, many = mixed(9), mixed(1)
    assert (many[few > 0] == few[few > 0]).all()


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "uniform", "low": 3, "high": 1},
        {"kind": "lognormal", "median": 3, "p99": 1},
        {"kind": "lognormal", "mean": 3, "cv": 1, "p99": 9},
        {"kind": "lognormal", "mean": 0, "cv": 1},
        {"kind": "gamma", "mean": 3, "cv": 0},
        {"kind": "mixture", "parts": []},
        {"kind": "percentiles", "points": {}},
        {"kind": "percentiles", "points": {"0": 1, "50": 2}},
        {"kind": "percentiles", "points": {"0": 2, "100": 1}},
        {"kind": "percentiles", "points": {"0": 1, "0.0": 1, "100": 1}},
        {"kind": "percentiles", "points": {"0": 1, "p50": 1, "100": 1}},
        {"kind": "normal", "mean": 1},
        {},
        [1],
        -1,
    ],
    ids=str,
)
def test_what_contradicts_itself_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        read(value)


def test_every_form_is_tried_here() -> None:
    tried = {type(read(value)) for value in ONE_OF_EACH.values()}
    assert tried == set(FORMS.values())
    assert Mixture in tried
