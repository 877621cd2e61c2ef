"""Stories of delivery: what is handed out twice, and what is kept from those who are free."""

import pytest

from tests.builders import Document
from tests.simulator.stories.telling import (
    Change,
    as_it_stands,
    edge_setting,
    lives,
    setting,
    times,
    told,
)


def test_ghost_duplicates_are_a_fifth_of_all_deliveries_and_bury_what_was_done() -> None:
    run = as_it_stands("ghost_duplicates")
    outlasting = run.total("renders", "expiries") / run.total("renders", "receives")

    assert outlasting == pytest.approx(0.195, abs=0.005)
    # Three receives that outlast the timeout: 0.195 to the third power, one in 135.
    expected = outlasting**3 * run.total("editors", "sent")
    assert run.total("dead", "arrived") == pytest.approx(expected, rel=0.2)
    assert run.last("dead", "parked_processed") == run.last("dead", "waiting") == 63


def test_ghost_duplicates_are_gone_with_a_timeout_of_two_minutes() -> None:
    run = told("ghost_duplicates", setting("renders", visibility_timeout="120s"))

    assert run.total("renders", "duplicates") == 0
    assert run.total("dead", "arrived") == 0


def test_over_the_batch_cliff_fall_four_of_every_ten_messages() -> None:
    run = as_it_stands("the_batch_cliff")

    assert run.total("imports", "duplicates") == 0.4 * run.total("feed", "sent") == 236


@pytest.mark.parametrize(
    "cure",
    [setting("importers", batch=5), setting("imports", visibility_timeout="60s")],
    ids=["smaller batches", "longer timeout"],
)
def test_the_batch_cliff_is_gone_when_a_batch_is_done_in_time(cure: Change) -> None:
    run = told("the_batch_cliff", cure)

    assert run.total("imports", "duplicates") == 0
    assert run.total("imports", "acked") == run.total("feed", "sent")


def test_a_prefetch_hoarder_keeps_sixteen_mails_for_ten_minutes_while_four_processes_idle() -> None:
    slug = "the_prefetch_hoarder"
    hoarded = [life for life in lives(slug) if life.client == "mails" and life.number <= 16]
    waits = [times(life, "started")[0] - times(life, "received")[0] for life in hoarded]
    run = as_it_stands(slug)
    busy = dict(
        zip([frame.end for frame in run.frames], run.series("workers", "busy"), strict=True)
    )

    assert len(waits) == 16
    assert min(waits) > 599
    assert max(waits) < 602
    # But for the moments in which later mails are sent, which the second worker does at once.
    between = [count for end, count in busy.items() if 30 <= end <= 600 and end % 60 > 10]
    assert run.last("workers", "slots") == 8
    assert set(between) == {4}


def test_a_worker_that_fetches_nothing_ahead_leaves_the_mails_to_the_other() -> None:
    spared = lives("the_prefetch_hoarder", setting("workers", prefetch=4, ack="late"))
    mails = [life for life in spared if life.client == "mails"]

    assert max(times(life, "started")[0] - life.sent for life in mails) < 22


def test_an_eta_echo_is_received_after_an_hour_again_and_done_twice_after_two() -> None:
    run = as_it_stands("the_eta_echo")
    sent = run.total("shop", "sent")

    assert run.total("reminders", "receives") == run.total("workers", "done") == 2 * sent
    assert run.total("workers", "effects") == sent == 56
    for life in lives("the_eta_echo"):
        first, second = (at - life.sent for at in times(life, "received"))
        assert first == 0
        assert 3_600 <= second <= 3_700
        assert times(life, "started") == pytest.approx([life.sent + 7_200] * 2)


def test_a_countdown_below_the_timeout_has_no_echo() -> None:
    run = told("the_eta_echo", edge_setting("send", countdown="50m"))

    assert run.total("workers", "done") == run.total("shop", "sent")


def test_a_countdown_of_three_hours_is_done_three_times() -> None:
    run = told("the_eta_echo", edge_setting("send", countdown="3h"), longer)

    assert run.total("workers", "done") == 3 * run.total("shop", "sent")


def longer(document: Document) -> None:
    document["run"]["duration"] = "5h"
