"""Fixes hold: what a fix promises is what a simulation of the changed design shows."""

from functools import cache

import pytest

from simulator import apply_fix, check
from simulator.feedback import Finding, Measured
from tests.simulator.rules.designs import (
    STORY,
    Document,
    calls,
    changed,
    line,
    plain,
    read,
    rows,
    simulate,
)

ONE = {"instances": 1, "concurrency": 1, "processing_time": {"kind": "exponential", "mean": "1s"}}
SLOW_DATABASE = changed(
    STORY,
    uploaders={"pattern": "poisson", "rate": "2/s"},
    q={"visibility_timeout": "10s"},
    w={"processing_time": {"kind": "lognormal", "mean": "2s", "cv": 0.3}, "idempotent": True},
    db={"pool": 2, "write_time": {"kind": "exponential", "mean": "950ms"}, "pool_timeout": None},
)
POISON = line({"rate": 2}, {}, {"processing_time": "2s", "poison_share": 0.002})
ONE_RECEIVE = changed(
    STORY,
    uploaders={"pattern": "poisson", "rate": "1/s"},
    q={"visibility_timeout": "120s"},
    redrive={"max_receives": 1},
)
TOO_FEW = line({"rate": 3}, {}, {"instances": 6, "concurrency": 4, "processing_time": "10s"})
SMALL_POOL = calls({"rate": 30}, {"service_time": "40ms"}, {"pool": 2, "write_time": "100ms"})
BARELY = line({"rate": 3.6}, {}, {**ONE, "instances": 4})
INLINE = calls(
    {"rate": 2.5},
    {
        "instances": 10,
        "concurrency": 4,
        "service_time": {"kind": "lognormal", "median": "8s", "p99": "45s"},
    },
    {},
)


class Story:
    """One design before and after the fix of one finding, both simulated on the same seed."""

    def __init__(self, document: Document, code: str) -> None:
        first = simulate(document)
        found = check(read(document), first)
        (self.finding,) = [one for one in found if one.rule == code]
        assert self.finding.fix is not None
        self.fixed = apply_fix(document, self.finding.fix)
        second = simulate(self.fixed)
        self.before, self.after = Measured(first), Measured(second)
        self.left: list[Finding] = check(read(self.fixed), second)

    def predicted(self, label: str) -> str:
        prediction = rows(self.finding)[label][1]
        assert prediction is not None
        return plain(prediction)


@cache
def vis_1() -> Story:
    return Story(STORY, "VIS-1")


def test_the_fix_of_vis_1_ends_the_duplicates_as_predicted() -> None:
    story = vis_1()

    before = story.before.component("q").total("duplicates") or 0
    after = story.after.component("q").total("duplicates") or 0

    assert before > 50
    assert abs(after - float(story.predicted("Duplicates"))) <= 0.02 * before


def test_the_fix_of_vis_1_leaves_only_the_dead_letters_that_it_predicts() -> None:
    story = vis_1()

    before = story.before.component("dead").last("waiting") or 0
    after = story.after.component("dead").last("waiting") or 0

    assert (story.before.component("dead").last("parked_processed") or 0) > 0
    assert (story.after.component("dead").last("parked_processed") or 0) == 0
    # Poison that came near the end waits 120 s for each further try and is not dead yet.
    assert after <= float(story.predicted("Dead letters")) < before
    assert {one.rule for one in story.left} <= {"DLQ-5", "DLQ-6"}


def test_the_fix_of_vis_6_ends_the_duplicates() -> None:
    story = Story(SLOW_DATABASE, "VIS-6")

    assert (story.before.component("q").total("duplicates") or 0) > 20
    assert not [one for one in story.left if one.rule in ("VIS-1", "VIS-6")]


def test_the_fix_of_idem_1_ends_its_effect_and_not_the_duplicates() -> None:
    story = Story(STORY, "IDEM-1")

    assert "IDEM-1" not in {one.rule for one in story.left}
    assert story.after.component("q").total("duplicates")


def test_the_fix_of_dlq_1_takes_poison_out_after_its_receives() -> None:
    story = Story(POISON, "DLQ-1")
    letters = story.after.component("dead-letters")

    before = story.before.component("q").total("retries") or 0
    after = story.after.component("q").total("retries") or 0

    assert (letters.last("parked_poison") or 0) > 5
    assert letters.last("parked_failed") == 0
    # Two receives beyond the first for each, where there were one every 30 s.
    assert after <= 2 * (letters.last("waiting") or 0) + 10 < before / 10


def test_the_fix_of_dlq_2_spares_the_messages_that_were_healthy() -> None:
    story = Story(ONE_RECEIVE, "DLQ-2")

    before, after = (
        (found.component("dead").last("waiting") or 0)
        - (found.component("dead").last("parked_poison") or 0)
        for found in (story.before, story.after)
    )

    # 2 % of 1,800, and 0.0008 % of them.
    assert before == pytest.approx(36, abs=18)
    assert after == 0


def test_the_backlog_that_cap_1_foretells_comes_and_its_fix_keeps_it_away() -> None:
    story = Story(TOO_FEW, "CAP-1")

    assert story.before.component("q").last("waiting") == pytest.approx(2_160, rel=0.1)
    assert (story.after.component("q").last("waiting") or 0) < 20
    assert "CAP-1" not in {one.rule for one in story.left}
    asked = story.predicted("Slots asked for")
    used = story.after.component("w").mean("utilisation") or 0
    assert 100 * used == pytest.approx(float(asked.split()[0]), rel=0.05)


def test_the_fix_of_cap_1_on_a_database_lets_every_call_through() -> None:
    story = Story(SMALL_POOL, "CAP-1")

    assert story.finding.subject.id == "db"
    assert (story.before.component("c").total("failed") or 0) > 1_000
    assert (story.after.component("c").total("failed") or 0) == 0


def test_the_wait_that_cap_2_gives_is_measured_before_and_after_its_fix() -> None:
    story = Story(BARELY, "CAP-2")

    expected, predicted = rows(story.finding)["Mean wait, if jobs come singly"]
    before = story.before.component("q").percentile("wait", "mean")
    after = story.after.component("q").percentile("wait", "mean")

    # Once measured, the utilisation is the run's own; near 90 % a per cent more is a tenth longer.
    assert before == pytest.approx(seconds(expected), rel=0.35)
    assert predicted is not None
    assert after == pytest.approx(seconds(predicted), rel=0.35)
    assert not story.left


def seconds(text: str) -> float:
    number, unit = plain(text).split()
    return float(number) * {"s": 1, "ms": 0.001}[unit]


def test_the_fix_of_sync_1_answers_at_once_and_does_the_same_work_behind() -> None:
    story = Story(INLINE, "SYNC-1")

    before = story.before.component("s").percentile("latency", "p99")
    after = story.after.component("s").percentile("latency", "p99")
    workers = story.after.component("s-workers")

    assert before is not None
    assert before > 30
    assert after == pytest.approx(0.05, rel=0.02)
    assert (workers.total("done") or 0) > 0.98 * (
        story.before.component("s").total("answered") or 0
    )
    assert "SYNC-1" not in {one.rule for one in story.left}
