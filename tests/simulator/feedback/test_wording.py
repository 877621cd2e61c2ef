"""Wording: numbers in findings read like the pages."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.feedback import wording

S, G = wording.THIN, wording.GAP


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, f"0{S}ms"),
        (0.2, f"200{S}ms"),
        (0.0004, f"0.4{S}ms"),
        (0.000005, f"< 0.1{S}ms"),
        (0.9999, f"1{S}s"),
        (8, f"8{S}s"),
        (10.541, f"10.5{S}s"),
        (59.99, f"1{S}m"),
        (60, f"1{S}m"),
        (222, f"3{S}m{G}42{S}s"),
        (7_500, f"2{S}h{G}5{S}m"),
        (7_199.9, f"2{S}h"),
        (342_000, f"3{S}d{G}23{S}h"),
        (345_600, f"4{S}d"),
        (math.inf, "for ever"),
    ],
)
def test_durations_use_the_unit_that_fits(seconds: float, text: str) -> None:
    assert wording.duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (30, f"30{S}s"),
        (120, f"120{S}s"),
        (900, f"900{S}s"),
        (7_200, f"2{S}h"),
        (61.5, f"1{S}m{G}2{S}s"),
    ],
)
def test_timeouts_are_said_in_seconds_as_people_set_them(seconds: float, text: str) -> None:
    assert wording.timeout(seconds) == text


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (0, f"0{S}%"),
        (0.0375, f"3.8{S}%"),
        (0.02, f"2{S}%"),
        (0.837, f"83.7{S}%"),
        (1, f"100{S}%"),
        (0.00013, f"0.013{S}%"),
        (0.0005, f"0.05{S}%"),
        (0.000001, f"< 0.001{S}%"),
        (12.5, f"1,250{S}%"),
    ],
)
def test_shares_are_per_cent_with_one_digit_after_the_point(part: float, text: str) -> None:
    assert wording.share(part) == text


@pytest.mark.parametrize(
    ("per_second", "text"),
    [
        (3, "3.0/s"),
        (2.866, "2.9/s"),
        (127.4, "127/s"),
        (1_500, "1,500/s"),
        (0.1167, "0.117/s"),
        (0.5, "0.5/s"),
        (0.05, "3.0/min"),
        (0.001, "3.6/h"),
    ],
)
def test_rates_use_the_unit_that_fits(per_second: float, text: str) -> None:
    assert wording.rate(per_second) == text


@pytest.mark.parametrize(
    ("one", "other", "texts"),
    [
        (3, 2.4, ("3.0/s", "2.4/s")),
        (1.04, 1, ("1.04/s", "1.00/s")),
        (100.2, 100, ("100.20/s", "100.00/s")),
        (1, 1, ("1.0/s", "1.0/s")),
    ],
)
def test_rates_that_are_compared_are_told_apart(
    one: float, other: float, texts: tuple[str, str]
) -> None:
    assert wording.rates(one, other) == texts


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (300, "5:00"), (95.4, "1:35"), (3_930, "1:05:30")]
)
def test_a_moment_is_told_as_a_clock_shows_it(seconds: float, text: str) -> None:
    assert wording.clock(seconds) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (0.03754, "0.0375"),
        (12.34, "12.3"),
        (1_234.5, "1,230"),
        (40, "40"),
        (math.inf, "∞"),
    ],
)
def test_figures_have_three_significant_digits(number: float, text: str) -> None:
    assert wording.figure(number) == text


def test_counts_are_exact_and_carry_their_noun() -> None:
    assert wording.counted(1, "job") == f"1{G}job"
    assert wording.counted(5_160, "job") == f"5,160{G}jobs"
    assert wording.counted(2, "is", "are") == f"2{G}are"


@given(st.floats(min_value=0.001, max_value=1e7))
def test_a_nice_time_is_never_shorter_than_what_it_must_cover(seconds: float) -> None:
    nice = wording.nice_time_above(seconds)

    assert nice >= seconds
    assert nice <= max(0.1, 3 * seconds)


@given(st.floats(min_value=0, max_value=1e9))
def test_every_number_can_be_worded(number: float) -> None:
    for word in (wording.count, wording.figure, wording.share, wording.rate, wording.duration):
        assert word(number)
