"""Stories of load: more than can be done, and what becomes of those who wait."""

import pytest

from simulator.theory.fluid import overload_backlog
from tests.simulator.simulating import Run
from tests.simulator.stories.telling import as_it_stands, setting, told


def test_help_finds_a_backlog_of_14_400_when_the_autoscaler_is_too_late() -> None:
    run = as_it_stands("the_autoscaler_that_is_too_late")
    slots = dict(
        zip([frame.end for frame in run.frames], run.series("workers", "slots"), strict=True)
    )

    assert overload_backlog(100, 20, 180) == 14_400
    assert max(run.series("uploads", "waiting")) == pytest.approx(14_400, rel=0.02)
    assert {slots[end] for end in slots if end <= 480} == {20}
    assert max(slots.values()) == 200


def within_a_second(run: Run, sent: float) -> float:
    """The share of all requests that are answered before their client has gone."""
    latency = run.result.system.histograms["latency"]
    low, high = 0.0, 1.0
    while high - low > 1e-4:
        middle = (low + high) / 2
        low, high = (middle, high) if (latency.quantile(middle) or 0) <= 1 else (low, middle)
    return low * latency.count / sent


def test_the_oldest_first_answers_nobody_and_the_newest_first_nine_of_ten() -> None:
    slug = "the_oldest_first"
    oldest = as_it_stands(slug)
    newest = told(slug, setting("questions", ordering="adaptive_lifo"))
    sent = oldest.total("people", "sent")

    assert newest.total("people", "sent") == sent
    assert within_a_second(oldest, sent) == pytest.approx(0.013, abs=0.003)
    assert within_a_second(newest, sent) == pytest.approx(0.9, abs=0.01)


def test_the_oldest_first_does_well_when_it_drops_who_has_gone() -> None:
    run = told("the_oldest_first", setting("questions", time_to_live="800ms"))

    assert within_a_second(run, run.total("people", "sent")) == pytest.approx(0.9, abs=0.015)


def test_blocked_publishers_hang_in_all_threads_while_consumers_go_on() -> None:
    run = as_it_stands("blocked_publishers")
    ends = [frame.end for frame in run.frames]
    later = [place for place, end in enumerate(ends) if end > 180]
    full = [run.series("shop", "busy")[place] == 32 for place in later]

    assert max(run.series("events", "waiting")) <= 2_000
    assert sum(full) > 0.3 * len(full)
    assert run.total("shop", "rejected") / run.total("people", "sent") == pytest.approx(
        0.45, abs=0.02
    )
    assert run.mean("counters", "utilisation") > 0.99
    # Mails have idle workers, and are not sent while the web site hangs.
    assert run.mean("mailers", "utilisation") < 0.1


def test_a_bounded_queue_of_events_blocks_nobody() -> None:
    run = told("blocked_publishers", setting("events", capacity=1_000, overflow="drop_oldest"))

    assert run.total("shop", "rejected") == 0
    assert run.total("people", "failed") == 0
