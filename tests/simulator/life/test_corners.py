"""Corners: what happens where two rules meet."""

import pytest

from tests.builders import chain
from tests.simulator.life.lives import dead_lettering, first_life, one_message
from tests.simulator.simulating import simulate


def test_a_dead_set_that_is_full_pushes_out_its_oldest() -> None:
    """Sidekiq trims its dead set at the insert of the next dead job."""
    work = {"poison_share": 1, "retry": "dead_letter", "processing_time": 0.1}
    data = chain({"pattern": "regular", "rate": 1}, {}, work, duration=30)
    run = simulate(dead_lettering(data, capacity=5, overflow="drop_oldest"))
    totals = run.result.to_dict()["components"]["dead"]["totals"]
    assert run.result.conservation["dead"] == 5
    assert totals["dropped"] == totals["arrived"] - 5


def test_what_succeeds_in_a_batch_that_fails_is_done_again_with_it() -> None:
    queue = {"visibility_timeout": 60}
    work = {
        "batch": 10,
        "batch_ack": "whole",
        "poison_share": 0.05,
        "processing_time": 0.1,
        "instances": 1,
        "concurrency": 1,
    }
    run = simulate(
        chain({"pattern": "burst", "rate": 1, "burst_spread": 0}, queue, work, duration=600)
    )
    totals = run.result.to_dict()["components"]["workers"]["totals"]
    assert totals["repeated"] > 0
    assert totals["effects"] == totals["repeated"]


def test_what_failed_is_renewed_no_more_and_comes_back_after_its_timeout() -> None:
    """The last renewal was 8 s after the receive, the failure 9 s after it."""
    queue = {"visibility_timeout": 10}
    work = {"processing_time": 9, "heartbeat": 4, "poison_share": 1, "retry": "visibility"}
    life = first_life(one_message(queue, work, duration=30))
    assert life.times("failed")[0] == 9
    assert life.times("lapsed") == [18]


def test_a_renewal_that_would_last_beyond_the_cap_is_refused() -> None:
    """Renewals at 20 and 40 s; that at 60 s would last until 90 s."""
    queue = {"visibility_timeout": 30, "lock_max": 80}
    work = {"processing_time": 100, "heartbeat": 20}
    assert first_life(one_message(queue, work, duration=99)).times("lapsed") == [70]


@pytest.mark.parametrize("delay", [0, 2, 10])
def test_a_countdown_of_a_message_comes_before_the_delay_of_its_queue(delay: float) -> None:
    """SQS: DelaySeconds of a queue is for messages that have none of their own."""
    data = one_message({"delivery_delay": delay}, duration=30)
    data["edges"]["send"]["settings"] = {"countdown": 5}
    assert first_life(data).times("received") == [5]
