"""Stories of dead letters: what is lost among them, and what does not belong there."""

import pytest

from tests.simulator.stories.telling import action, as_it_stands, setting, told

HOUR = 3_600
DAY = 24 * HOUR


def test_a_dead_letter_time_bomb_leaves_twelve_hours_to_react() -> None:
    run = as_it_stands("the_dead_letter_time_bomb")

    # Dead-lettered at the next receive after seven times 12 h, deleted 4 d after it was sent.
    assert max(run.series("dead", "oldest")) == pytest.approx(12 * HOUR, abs=10)
    assert run.total("dead", "expired") > 650
    assert run.last("dead", "waiting") < 60


def test_dead_letters_with_a_new_clock_leave_four_days_to_react() -> None:
    run = told("the_dead_letter_time_bomb", setting("dead", retention_clock="reset"))

    assert max(run.series("dead", "oldest")) == pytest.approx(4 * DAY, abs=10)


def test_ten_attempts_in_a_second_bury_all_orders_of_the_first_two_seconds() -> None:
    run = as_it_stands("ten_attempts_in_a_second")

    # Dead is whose ten attempts, the first of them 100 ms after it was sent, all end in the 3 s.
    assert run.total("dead", "arrived") == 20 * (3.0 - 9 * 0.1) == 42
    assert run.total("orders", "acked") + run.last("orders", "in_flight") == 6_000 - 42


def test_attempts_that_wait_outlast_the_outage() -> None:
    run = told(
        "ten_attempts_in_a_second",
        setting("handlers", retry="backoff", backoff_growth="exponential", backoff_base="1s"),
    )

    assert run.total("dead", "arrived") == 0


def test_an_outage_of_less_than_a_second_buries_nothing() -> None:
    run = told("ten_attempts_in_a_second", action("outage", settings={"lasts": "850ms"}))

    assert run.total("handlers", "failed") > 0
    assert run.total("dead", "arrived") == 0


def test_what_is_throttled_three_times_is_dead_although_the_handler_never_failed() -> None:
    run = as_it_stands("throttled_into_the_dead_letters")

    assert run.total("function", "failed") == run.total("function", "killed") == 0
    assert run.total("dead", "arrived") == 623
    assert run.last("dead", "parked_other") == 602
    assert max(run.series("function", "busy")) == 5


def test_no_more_pollers_than_runs_leave_the_messages_in_the_queue_until_they_are_done() -> None:
    run = told("throttled_into_the_dead_letters", setting("function", scale_max=5))

    assert run.total("dead", "arrived") == run.total("thumbnails", "expiries") == 0
    assert run.observed("thumbnails", "wait")["max"] == pytest.approx(180, abs=1)
    assert run.total("function", "done") + run.last("function", "busy") == run.total("site", "sent")
