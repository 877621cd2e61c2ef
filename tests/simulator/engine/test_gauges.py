"""Gauges: peaks and means over the ends of frames."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.gauges import KEPT, Gauges

values = st.one_of(st.integers(0, 9), st.floats(0, 9))


@given(st.lists(st.tuples(values, values), min_size=1, max_size=3 * KEPT))
def test_peaks_and_means_are_those_of_all_frames_however_many_are_kept(
    frames: list[tuple[float, float]],
) -> None:
    gauges = Gauges(2, averaged=[1], since=0.0)
    for number, row in enumerate(frames):
        gauges.note(number + 1.0, row)
    gauges.look()
    for index in (0, 1):
        column = [row[index] for row in frames]
        at = column.index(max(column)) + 1.0 if max(column) > 0 else 0.0
        assert gauges.peak(index) == {"value": max(column), "at": at}
    total = 0.0
    for _, value in frames:
        total += value
    assert gauges.mean(1) == total / len(frames)


def test_a_gauge_that_never_rose_has_its_peak_where_measuring_began() -> None:
    gauges = Gauges(1, averaged=[0], since=30.0)
    gauges.note(40.0, [0])
    gauges.look()
    assert gauges.peak(0) == {"value": 0, "at": 30.0}
    assert gauges.mean(0) == 0
