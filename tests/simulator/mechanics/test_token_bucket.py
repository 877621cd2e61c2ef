"""Token bucket: never more than the burst and what the rate allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.mechanics.delivery.tokens import TokenBucket


def test_a_full_bucket_lets_a_burst_through_and_then_the_rate() -> None:
    bucket = TokenBucket(rate=2, burst=3)

    assert [bucket.take(0.0) for _ in range(4)] == [True, True, True, False]
    assert not bucket.take(0.49)
    assert bucket.take(0.5)


def test_what_comes_exactly_at_the_rate_is_never_refused() -> None:
    bucket = TokenBucket(rate=10, burst=1)

    assert all(bucket.take(ordinal / 10) for ordinal in range(10_000))


def test_who_waits_is_told_when_the_token_is_there() -> None:
    bucket = TokenBucket(rate=4, burst=1)
    times = []
    for _ in range(3):
        times.append(bucket.ready_at(1.0))
        assert bucket.take(times[-1])

    assert times == pytest.approx([1.0, 1.25, 1.5])


@given(
    st.floats(0.01, 1_000),
    st.integers(1, 50),
    st.lists(st.floats(0, 5), min_size=1, max_size=200),
)
def test_no_stretch_of_time_sees_more_than_burst_and_rate_times_time(
    rate: float, burst: int, gaps: list[float]
) -> None:
    bucket, now, admitted = TokenBucket(rate, burst), 0.0, []
    for gap in gaps:
        now += gap
        if bucket.take(now):
            admitted.append(now)

    for first, begin in enumerate(admitted):
        for last in range(first, len(admitted)):
            most = burst + rate * (admitted[last] - begin)
            assert last - first + 1 <= most + 1e-3
