"""Quantities: durations, rates and shares as people write them."""

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from simulator.design.quantities import DURATION, RATE, SHARE, Quantity, whole


@pytest.mark.parametrize(
    ("quantity", "text", "number"),
    [
        (DURATION, "200ms", 0.2),
        (DURATION, "30s", 30),
        (DURATION, " 1.5 h ", 5_400),
        (DURATION, "5m", 300),
        (DURATION, "5min", 300),
        (DURATION, "4d", 345_600),
        (DURATION, "250us", 0.00025),
        (DURATION, ".5s", 0.5),
        (RATE, "3/s", 3),
        (RATE, "90/min", 1.5),
        (RATE, "36/h", 0.01),
        (SHARE, "2%", 0.02),
        (SHARE, "0.5 %", 0.005),
        (SHARE, 1, 1),
    ],
)
def test_a_quantity_is_a_number_or_text_with_a_unit(
    quantity: Quantity, text: object, number: float
) -> None:
    assert quantity.parse(text) == number


@pytest.mark.parametrize("milliseconds", [1, 7, 15, 40, 200, 333, 1_001])
def test_equal_quantities_become_the_same_float(milliseconds: int) -> None:
    assert DURATION.parse(f"{milliseconds}ms") == float(f"{milliseconds}e-3")


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "s",
        "fast",
        "-3s",
        "3 parsecs",
        "1e400",
        "٣s",
        "3s3s",
        None,
        True,
        [],
        {},
        "9" * 99 + "s",
    ],
)
def test_what_is_no_duration_is_refused_with_an_example_of_one(nonsense: object) -> None:
    with pytest.raises(PydanticCustomError, match="200ms"):
        DURATION.parse(nonsense)


def test_a_rate_is_no_duration() -> None:
    with pytest.raises(PydanticCustomError, match="90/min"):
        RATE.parse("3s")


def test_two_point_zero_is_a_whole_number_and_two_and_a_half_is_not() -> None:
    assert whole(2.0) == 2
    with pytest.raises(PydanticCustomError):
        whole(2.5)


@given(st.text() | st.floats() | st.integers() | st.none() | st.booleans())
def test_anything_at_all_is_a_finite_number_or_refused(value: object) -> None:
    for quantity in (DURATION, RATE, SHARE):
        with contextlib.suppress(PydanticCustomError):
            assert math.isfinite(quantity.parse(value))
