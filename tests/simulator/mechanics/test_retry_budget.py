"""Retry budget: the retries of a caller stay in proportion to its calls."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.mechanics.retry_budget import SAVED_CALLS, RetryBudget


def test_without_a_share_there_is_no_retry() -> None:
    budget = RetryBudget(0.0)
    budget.earn()

    assert not budget.spend()


def test_a_full_budget_of_ten_percent_allows_ten_retries_at_once() -> None:
    budget = RetryBudget(0.1)

    assert [budget.spend() for _ in range(11)] == [True] * 10 + [False]


@given(st.floats(0, 10), st.lists(st.booleans(), max_size=400))
def test_retries_never_exceed_what_was_saved_and_the_share_of_the_calls(
    ratio: float, calls: list[bool]
) -> None:
    budget, made, retried = RetryBudget(ratio), 0, 0
    for is_call in calls:
        if is_call:
            made += 1
            budget.earn()
        else:
            retried += budget.spend()

    saved = max(1.0, ratio * SAVED_CALLS) if ratio else 0.0
    assert retried <= saved + ratio * made + 1e-9
