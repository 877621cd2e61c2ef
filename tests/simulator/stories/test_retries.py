"""Stories of retries: too many, too few, and too late."""

from typing import Any

import pytest

from tests.builders import Document
from tests.simulator.stories.telling import (
    as_it_stands,
    edge_setting,
    lives,
    product,
    setting,
    times,
    told,
)

DAY = 86_400


def test_a_job_of_the_twenty_day_retry_comes_back_nineteen_hours_after_the_fix() -> None:
    for life in lives("the_twenty_day_retry"):
        failed, started = times(life, "failed"), times(life, "started")

        assert failed[-1] / DAY == pytest.approx(2.83, abs=0.01)  # Retry 17.
        assert started[-1] / DAY == pytest.approx(3.79, abs=0.01)  # Retry 18.
        assert started[-1] - failed[-1] == pytest.approx(17**4 + 15)
        assert (started[-1] - 3 * DAY) / 3_600 == pytest.approx(19, abs=0.05)
    assert as_it_stands("the_twenty_day_retry").total("workers", "done") == 22


def test_a_nack_loop_fails_twenty_times_a_second_without_an_end() -> None:
    run = as_it_stands("the_nack_loop")
    failures = run.series("handlers", "failed")

    assert failures[-20:] == [20 * frame_length(run)] * 20
    assert run.result.conservation["dead"] == 0


def frame_length(run: Any) -> float:
    return float(run.frames[1].end - run.frames[0].end)


@pytest.mark.parametrize(
    ("release", "retry"),
    [
        ("rabbitmq-quorum-4-3", "reject"),
        ("rabbitmq-quorum-4-2", "nack"),
        ("rabbitmq-quorum-4-2", "reject"),
    ],
)
def test_a_failure_that_counts_ends_the_loop_after_21_deliveries(release: str, retry: str) -> None:
    run = told(
        "the_nack_loop", product(release, "events", "handlers"), setting("handlers", retry=retry)
    )

    assert run.total("handlers", "failed") == 21
    assert run.total("dead", "arrived") == 1


def test_a_hundred_and_one_for_a_hundred_brings_one_retry_more_each_second() -> None:
    run = told(
        "a_retry_storm_that_stays",
        setting("search", waiting_room=1),
        edge_setting("ask", timeout=None, max_attempts=20),
        seconds,
    )
    calls = run.series("search", "received")

    # What was turned away in one second comes on top of the 101 of the next.
    assert calls[18] - calls[8] == pytest.approx(10, abs=1)
    assert calls[8] == pytest.approx(109, abs=2)


def seconds(document: Document) -> None:
    document["run"] = {"duration": 20, "frame": 1, "seed": 1}
    document["timeline"] = {}


def test_a_retry_storm_stays_when_the_load_is_below_the_capacity_again() -> None:
    run = as_it_stands("a_retry_storm_that_stays")
    ends = [frame.end for frame in run.frames]
    answered = dict(zip(ends, run.series("shoppers", "answered"), strict=True))
    received = dict(zip(ends, run.series("search", "received"), strict=True))
    seconds_a_frame = frame_length(run)

    assert sum(answered[end] for end in ends if end > 100) == 0
    # Four attempts for each of 90 requests a second, at a service that can do 100.
    storm = [received[end] for end in ends if end > 310]
    assert storm == pytest.approx([360 * seconds_a_frame] * len(storm), rel=0.05)


def test_a_short_line_heals_the_storm() -> None:
    run = told("a_retry_storm_that_stays", setting("search", waiting_room=50))

    share = run.total("shoppers", "answered") / run.total("shoppers", "sent")
    assert share == pytest.approx(0.997, abs=0.001)


@pytest.mark.parametrize("cure", [{"retry_budget": "5%"}, {"max_attempts": 1}], ids=str)
def test_few_retries_heal_the_storm_once_the_load_is_gone(cure: Document) -> None:
    run = told("a_retry_storm_that_stays", edge_setting("ask", **cure))

    assert run.series("shoppers", "answered")[-1] == 90 * frame_length(run)
