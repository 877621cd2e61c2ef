"""Histograms and observations: percentiles with a stated error, mergeable, in flat memory."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.histogram import ERROR, LOWEST, Histogram
from simulator.engine.observations import SPILL, Observations

DURATIONS = st.lists(st.floats(0, 1e7), min_size=1, max_size=200)


def _exact(values: list[float], share: float) -> float:
    return sorted(values)[max(1, ceil(share * len(values) - 1e-9)) - 1]


@given(DURATIONS, st.sampled_from([0.01, 0.5, 0.95, 0.99, 1.0]))
def test_a_percentile_lies_within_the_stated_error(values: list[float], share: float) -> None:
    histogram = Histogram()
    histogram.add(values)
    found, exact = histogram.quantile(share), _exact(values, share)

    assert found is not None
    if exact < LOWEST:
        assert found == 0
    else:
        assert found == pytest.approx(exact, rel=ERROR * 1.001)


@given(DURATIONS, DURATIONS)
def test_merging_is_the_same_as_having_seen_everything(one: list[float], two: list[float]) -> None:
    apart, other, together = Histogram(), Histogram(), Histogram()
    apart.add(one)
    other.add(two)
    together.add(one + two)
    apart.merge(other)

    merged, whole = apart.to_dict(), together.to_dict()
    assert merged.pop("mean") == pytest.approx(whole.pop("mean"))
    assert merged == whole


def test_an_empty_histogram_knows_nothing() -> None:
    assert Histogram().quantile(0.5) is None
    assert Histogram().to_dict()["mean"] is None


@given(DURATIONS, st.integers(0, 300))
def test_zeros_that_are_only_counted_are_like_zeros_that_were_added(
    values: list[float], zeros: int
) -> None:
    counted, added = Observations(), Observations()
    for value in values:
        counted.add(value)
        added.add(value)
    for _ in range(zeros):
        added.add(0.0)

    assert counted.close(len(values) + zeros) == added.close()
    assert counted.summary().quantile(0.5) == added.summary().quantile(0.5)


def test_the_percentiles_of_a_frame_are_exact_and_of_that_frame_alone() -> None:
    observations = Observations()
    for value in range(1, 101):
        observations.add(float(value))
    assert observations.close() == (50, 95, 99)
    observations.add(7.0)
    assert observations.close() == (7, 7, 7)
    assert observations.close() == (None, None, None)
    assert observations.summary().count == 101


def test_the_warm_up_is_left_out_of_the_summary_but_not_of_its_frame() -> None:
    observations = Observations()
    for value in (1.0, 2.0):
        observations.add(value)
    observations.begin_measuring(count=5)
    observations.add(9.0)

    assert observations.close(count=7) == (0, 9, 9)
    assert observations.summary().to_dict()["count"] == 2


def test_a_frame_with_very_many_observations_does_not_keep_them() -> None:
    observations = Observations()
    for _ in range(3):
        for value in range(SPILL):
            observations.add(1.0 + value / SPILL)
        observations.spill()
        assert len(observations.values) == 0
    p50, _, _ = observations.close()

    assert p50 == pytest.approx(1.5, rel=0.01)
    assert observations.summary().count == 3 * SPILL


def test_a_frame_with_few_values_looks_back_until_it_has_enough() -> None:
    observations = Observations()
    observations.reach = 12
    for frame in range(30):
        for value in range(10):
            observations.add(frame + value / 10)
        if frame < 29:
            observations.close()
    p50, _, p99 = observations.close()

    # The newest fifty values or more, up to the twelve frames that it may look back.
    assert p99 == 29.9
    assert p50 is not None
    assert 25 <= p50 <= 27.5


@given(
    st.lists(st.tuples(st.lists(st.floats(0, 100), max_size=60), st.integers(0, 60)), max_size=30),
    st.integers(1, 12),
)
def test_looking_back_is_the_same_as_sorting_the_newest_frames(
    frames: list[tuple[list[float], int]], reach: int
) -> None:
    observations = Observations()
    observations.reach = reach
    for number, (values, zeros) in enumerate(frames):
        for value in values:
            observations.add(value)
        found = observations.close(len(values) + zeros)
        seen = []
        for count in range(1, min(reach, number + 1) + 1):
            newest = frames[number + 1 - count : number + 1]
            everything = [value for ordered, none in newest for value in ordered + [0.0] * none]
            if everything:
                seen.append(round(_exact(everything, 0.5), 6))
        assert found[0] in seen if seen else found[0] is None


def test_a_warm_up_within_a_frame_that_spills_is_left_out_exactly() -> None:
    observations = Observations()
    observations.add(1.0)
    observations.begin_measuring(count=11)
    for _ in range(SPILL):
        observations.add(2.0)
    observations.spill()
    observations.add(3.0)
    observations.close(count=SPILL + 20)

    # The value and the ten zeros of the warm-up are not in it.
    assert observations.summary().count == SPILL + 9
