"""Cron: expressions are read as Debian's cron reads them, on a calendar of a run's own."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import read_design
from simulator.design.cron import DAY, WEEKDAYS, due
from tests.builders import component, edge, problems_of, read
from tests.builders import document as document_of

HOUR = 3_600


@pytest.mark.parametrize(
    ("expression", "weekday", "begins", "duration", "times"),
    [
        ("0 0 * * *", "monday", 0, 2 * DAY, (0, DAY)),
        ("0 0 * * *", "monday", 23 * HOUR, 2 * HOUR, (HOUR,)),
        ("0 0 * * *", "monday", 23 * HOUR, HOUR, ()),  # The run is over by then.
        ("*/20 * * * *", "monday", 90, HOUR, (1_110, 2_310, 3_510)),
        ("0 9 * * MON", "sunday", 0, 8 * DAY, (DAY + 9 * HOUR,)),
        ("0 9 * * mon-fri", "friday", 0, 4 * DAY, (9 * HOUR, 3 * DAY + 9 * HOUR)),
        ("30 6 1 * *", "monday", 0, DAY, (6.5 * HOUR,)),  # A run begins on the 1st at the earliest.
        ("0 0 31 1 *", "monday", 0, 31 * DAY, (30 * DAY,)),
        ("0 0 29 2 *", "monday", 0, 31 * DAY, ()),
        ("15,45 8-9 * * *", "monday", 0.5, DAY, (29_699.5, 31_499.5, 33_299.5, 35_099.5)),
    ],
)
def test_an_expression_is_due_at_these_times(
    expression: str, weekday: str, begins: float, duration: float, times: tuple[float, ...]
) -> None:
    assert due(expression, weekday, begins, duration) == times


@given(
    st.sampled_from(["*/7 * * * *", "3 4 * * *", "0 */5 * * 1-5", "59 23 * * *", "0 0 2,3 * *"]),
    st.sampled_from(WEEKDAYS),
    st.floats(0, DAY - 1),
    st.floats(1, 10 * DAY),
)
@settings(max_examples=60, deadline=None)
def test_beginning_later_leaves_out_what_is_over_and_moves_the_rest(
    expression: str, weekday: str, begins: float, duration: float
) -> None:
    whole = due(expression, weekday, 0.0, begins + duration)
    later = due(expression, weekday, begins, duration)

    assert list(later) == sorted(later)
    assert all(0 <= at < duration for at in later)
    assert len(later) == pytest.approx(sum(at >= begins for at in whole), abs=1)


def test_every_minute_of_a_month_is_found_quickly() -> None:
    due.cache_clear()
    began = time.perf_counter()

    assert len(due("* * * * *", "monday", 0, 31 * DAY)) == 44_640
    assert time.perf_counter() - began < 1


def scheduled(cron: object) -> dict[str, object]:
    """A scheduler with such an expression, before a queue."""
    return document_of(
        {
            "beat": component("scheduler", "Beat", schedule="cron", cron=cron),
            "jobs": component("queue"),
        },
        {"send": edge("beat", "message", "jobs")},
    )


@pytest.mark.parametrize(
    "expression",
    ["", "0 0 * *", "0 0 * * * *", "60 0 * * *", "0 0 30 2 *", "@daily", "0 0 * * 9", 5, None],
)
def test_what_is_no_expression_is_told_with_an_example(expression: object) -> None:
    (problem,) = problems_of(scheduled(expression))

    assert problem.path == ("components", "beat", "settings", "cron")
    assert problem.message.startswith("Cron of “Beat” is ")
    assert problem.remedy.startswith("Give five fields: minute, hour,")


@given(st.text(max_size=120) | st.from_regex(r"(\S{1,8} ){4}\S{1,8}", fullmatch=True))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(expression: str) -> None:
    design, problems = read_design(scheduled(expression))

    assert (design is None) == bool(problems)


def test_an_expression_is_kept_with_single_spaces() -> None:
    design = read(scheduled("  0   0 * *  MON "))

    assert design.components["beat"].settings.cron == "0 0 * * MON"
