"""Corners: what happens where two rules meet."""

from tests.builders import chain
from tests.simulator.life.lives import dead_lettering
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
