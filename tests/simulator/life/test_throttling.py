"""Throttling: more is received than may be invoked at once."""

import pytest

from tests.builders import Document, chain, with_dead_letters
from tests.simulator.simulating import Run, simulate

TEN_AT_ONCE = {"pattern": "burst", "rate": 0.01, "burst_size": 10, "burst_spread": 0}
AT_ONCE = {**TEN_AT_ONCE, "burst_timing": "regular"}


def throttled(worker: Document, queue: Document | None = None, duration: int = 90) -> Run:
    """Ten messages at once for a worker with more slots than invocations."""
    plain = {"instances": 10, "concurrency": 1, "processing_time": 4}
    document = chain(AT_ONCE, {"visibility_timeout": 10, **(queue or {})}, {**plain, **worker})
    document["run"]["duration"] = duration
    return simulate(with_dead_letters(document, max_receives=2))


def test_no_more_than_the_limit_are_in_work_and_all_slots_have_received() -> None:
    run = throttled({"invocations": 2}, {"visibility_timeout": 60}, duration=99)

    assert max(run.series("workers", "busy")) == 2
    assert run.total("jobs", "receives") == run.total("workers", "done") == 10
    assert run.observed("workers", "work")["count"] == 10
    assert run.result.system.histograms["latency"].maximum == 20  # Two at a time, 4 s each.


def test_what_waits_too_long_is_let_go_and_received_again() -> None:
    run = throttled({"invocations": 2}, duration=99)

    # Two at 0, 4 and 8 s; four lapse at 10 s, with those two that have been begun at 8 s.
    assert run.total("jobs", "expiries") >= 6
    assert run.total("jobs", "retries") == 6
    assert run.total("workers", "failed") == 0


def test_two_receives_without_an_invocation_make_a_dead_letter() -> None:
    run = throttled({"invocations": 1, "processing_time": 1_000}, {"visibility_timeout": 10})

    # The one in work lapses as well, and its second receive finds no invocation either.
    assert run.total("dead", "arrived") == 10
    assert run.last("dead", "parked_other") == 9
    assert run.total("workers", "attempts") == 1


def test_a_limit_above_the_slots_changes_nothing() -> None:
    free = throttled({"batch": 2}, {"visibility_timeout": 60})
    limited = throttled({"batch": 2, "invocations": 10}, {"visibility_timeout": 60})

    assert [frame.to_dict() for frame in limited.frames] == [
        frame.to_dict() for frame in free.frames
    ]


@pytest.mark.parametrize("action", ["crash", "deploy", "stop"])
def test_an_instance_that_ends_keeps_no_invocation(action: str) -> None:
    document = chain(
        {"rate": 2},
        {"visibility_timeout": 30},
        {"instances": 4, "concurrency": 2, "processing_time": 1, "invocations": 3, "batch": 2},
        duration=300,
    )
    document["timeline"] = {
        "end": {"at": 60, "target": "workers", "action": action},
        "start": {"at": 90, "target": "workers", "action": "start"},
    }
    run = simulate(document)

    assert max(run.series("workers", "busy")[-100:]) == 3
    assert run.last("jobs", "waiting") + run.last("jobs", "in_flight") < 40
