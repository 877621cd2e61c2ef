"""What a worker promises."""

from itertools import pairwise

import pytest

from tests.builders import chain, component, edge, with_dead_letters
from tests.simulator.simulating import simulate

ONE = {"pattern": "regular", "rate": 0.001}
"""A client that sends one message, at time 0."""


def test_no_more_attempts_run_than_there_are_slots() -> None:
    run = simulate(
        chain({"rate": 50}, {}, {"instances": 3, "concurrency": 2}, duration=60, frame=1)
    )

    assert max(run.series("workers", "busy")) == 6
    assert run.last("workers", "slots") == 6


def test_a_slot_whose_message_is_no_longer_hidden_goes_on_working() -> None:
    run = simulate(
        chain(ONE, {"visibility_timeout": 5}, {"processing_time": 20}, duration=18, frame=1)
    )

    # Received at 0, 5, 10, 15: three of the four are past their timeout at the end.
    assert run.last("workers", "late") == 3
    assert run.last("workers", "busy") == 4
    assert run.total("jobs", "duplicates") == run.total("workers", "duplicates") == 3


def test_work_done_again_is_counted_as_repeated_and_wasted() -> None:
    run = simulate(
        chain(
            ONE,
            {"visibility_timeout": 5},
            {"instances": 1, "concurrency": 2, "processing_time": 8},
            duration=14,
        )
    )

    # Attempts from 0 to 8, from 5 to 13, and one that begins at 10 and is still running.
    assert run.total("workers", "done") == 2
    assert run.total("workers", "repeated") == 1
    assert run.total("workers", "wasted") == 8


def test_a_long_job_stays_long_when_it_is_tried_again() -> None:
    time = {"kind": "uniform", "low": 1, "high": 9}
    run = simulate(
        chain(
            ONE,
            {"visibility_timeout": 10},
            {"processing_time": time, "transient_failure": 1},
            duration=100,
        )
    )

    work = run.observed("workers", "work")
    assert work["count"] == 10
    assert work["p50"] == pytest.approx(work["max"], rel=0.01)


def test_with_draw_again_each_attempt_takes_its_own_time() -> None:
    time = {"kind": "uniform", "low": 1, "high": 9}
    run = simulate(
        chain(
            ONE,
            {"visibility_timeout": 10},
            {"processing_time": time, "transient_failure": 1, "redraw": True},
            duration=100,
        )
    )

    work = run.observed("workers", "work")
    assert work["p50"] < work["max"] - 0.5


def test_poison_fails_every_time_even_if_the_work_takes_no_time() -> None:
    run = simulate(
        chain(
            {"rate": 5},
            {"visibility_timeout": 1},
            {"processing_time": 0, "poison_share": "20%"},
            duration=100,
        )
    )

    assert run.total("workers", "failed") > 1_000
    assert run.total("jobs", "acked") == pytest.approx(400, abs=60)


def test_a_failure_with_backoff_gives_the_message_back_after_a_growing_delay() -> None:
    run = simulate(
        chain(
            ONE,
            {"visibility_timeout": 1_000},
            {
                "processing_time": 1,
                "transient_failure": 1,
                "retry": "backoff",
                "backoff_base": 2,
                "backoff_factor": 3,
                "backoff_jitter": "none",
            },
            duration=40,
            frame=1,
        )
    )

    # Begun at 0, 1 + 2 = 3, 4 + 6 = 10, 11 + 18 = 29.
    begun = [second for second, count in enumerate(run.series("workers", "attempts")) if count]
    assert begun == [0, 3, 10, 29]
    assert run.total("jobs", "expiries") == 0
    assert run.last("jobs", "delayed") == 1


@pytest.mark.parametrize(
    ("growth", "waits"), [("none", [0, 0, 0]), ("fixed", [2, 2, 2]), ("linear", [2, 4, 6])]
)
def test_the_wait_after_a_failure_grows_as_the_worker_has_it(growth: str, waits: list[int]) -> None:
    run = simulate(
        chain(
            ONE,
            {"visibility_timeout": 1_000},
            {
                "processing_time": 1,
                "transient_failure": 1,
                "retry": "backoff",
                "backoff_base": 2,
                "backoff_growth": growth,
                "backoff_jitter": "none",
            },
            duration=20,
            frame=1,
        )
    )

    begun = [second for second, count in enumerate(run.series("workers", "attempts")) if count]
    assert [later - sooner - 1 for sooner, later in pairwise(begun[:4])] == waits


def test_a_slot_that_moves_a_dead_letter_takes_it_from_the_dead_letters_at_once() -> None:
    data = with_dead_letters(
        chain(
            ONE,
            {"visibility_timeout": 2},
            {
                "instances": 1,
                "concurrency": 1,
                "processing_time": 5,
                "transient_failure": 1,
            },
            duration=20,
        ),
        max_receives=1,
    )
    data["edges"]["mend"] = edge("dead", "message", "workers")
    run = simulate(data)

    # Seen again at 2, moved when the slot asks at 5, and worked on at once, although the slot had
    # asked there before.
    assert run.total("dead", "receives") == 1
    assert run.observed("dead", "wait")["p50"] == 0


def test_a_slot_is_held_while_the_worker_calls() -> None:
    data = chain(ONE, {"visibility_timeout": 3}, {"processing_time": 1}, duration=20)
    data["components"]["store"] = component("database", write_time=4)
    data["edges"]["write"] = edge("workers", "call", "store")
    run = simulate(data)

    # 1 s of work and 4 s of writing outlast the timeout of 3 s; nobody knew that at the receive.
    assert run.observed("workers", "work")["p50"] == pytest.approx(5, rel=0.01)
    assert run.total("jobs", "expiries") >= 1
    assert run.total("jobs", "duplicates") >= 1


def test_a_failed_call_fails_the_attempt() -> None:
    data = chain(ONE, {"visibility_timeout": 10}, {"processing_time": 1}, duration=25)
    data["components"]["store"] = component("database", error_rate=1)
    data["edges"]["write"] = edge("workers", "call", "store")
    run = simulate(data)

    assert run.total("workers", "failed") == run.total("workers", "attempts") == 3
    assert run.edge("write", "failed") == 3


def test_a_failed_attempt_makes_no_calls() -> None:
    data = chain(ONE, {"visibility_timeout": 10}, {"poison_share": 1}, duration=25)
    data["components"]["store"] = component("database")
    data["edges"]["write"] = edge("workers", "call", "store")

    assert simulate(data).total("store", "queries") == 0


def test_work_can_be_handed_on_to_another_queue() -> None:
    data = chain({"rate": 2}, {}, {"processing_time": "1s"}, duration=100)
    data["components"]["next"] = component("queue")
    data["components"]["finishers"] = component("worker", processing_time="2s")
    data["edges"]["on"] = edge("workers", "message", "next")
    data["edges"]["finish"] = edge("next", "message", "finishers")
    run = simulate(data)

    assert run.total("next", "arrived") == run.total("workers", "done")
    latency = run.result.system.histograms["latency"]
    # Timed from the client to the last ack; the first ack alone ends nothing.
    assert latency.count == run.total("finishers", "done")
    assert latency.quantile(0.5) == pytest.approx(3, rel=0.01)


def test_instances_that_stop_drain_until_their_work_is_done() -> None:
    data = chain(
        {"pattern": "regular", "rate": 10},
        {"visibility_timeout": 60},
        {"instances": 3, "concurrency": 1, "processing_time": 4, "shutdown_grace": 10},
        duration=20,
        frame=1,
    )
    data["timeline"]["stop"] = {"at": 6, "target": "workers", "action": "stop"}
    run = simulate(data)

    # They began at 0, 0.1 and 0.2 s, and then every 4 s.
    assert run.series("workers", "instances") == [3] * 6 + [0] * 14
    assert run.series("workers", "draining") == [0] * 6 + [3, 3] + [0] * 12
    assert run.total("workers", "done") == 6
