"""Statistics: the tests that the validation rests on do what they promise."""

import numpy as np
import pytest

from tests.simulator.validation.statistics import disagreement, exceeds, rejected, unlikely


def test_a_true_value_is_rarely_called_wrong_and_a_false_one_nearly_always() -> None:
    draws = np.random.default_rng(7).normal(10, 1, size=(2_000, 30))

    true = sum(disagreement(row.tolist(), 10) < 0.05 for row in draws) / 2_000
    false = sum(disagreement(row.tolist(), 11) < 0.001 for row in draws) / 2_000

    assert true == pytest.approx(0.05, abs=0.015)
    assert false > 0.95


def test_the_stated_error_of_a_measurement_is_allowed() -> None:
    values = [10.04, 10.05, 10.06]

    assert disagreement(values, 10.0) < 0.02
    assert disagreement(values, 10.0, error=0.005) == pytest.approx(1)


def test_a_value_without_any_spread_must_be_exact() -> None:
    assert disagreement([2.5] * 30, 2.5) == 1
    assert disagreement([2.5] * 30, 2.6) == 0


def test_holm_rejects_step_by_step_and_stops_at_the_first_that_stands() -> None:
    assert rejected([0.0001, 0.2, 0.0004, 0.0006], 0.001) == [True, False, False, False]
    assert rejected([0.0001, 0.2, 0.0003, 0.0005], 0.001) == [True, False, True, True]
    assert rejected([], 0.001) == []


def test_a_bound_is_broken_only_from_above() -> None:
    assert exceeds([1.0, 1.1, 0.9], 2.0) > 0.9
    assert exceeds([2.0, 2.1, 1.9], 1.0) < 0.01


def test_rare_events_are_counted_exactly() -> None:
    assert unlikely(0, 600_000, 5.9e-6) > 0.01
    assert unlikely(20, 600_000, 5.9e-6) < 1e-6
