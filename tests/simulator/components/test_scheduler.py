"""What a scheduler promises."""

from typing import Any

import pytest

from simulator import check, limits
from tests.builders import Document, component, document, edge, problems_of, read
from tests.simulator.simulating import Run, simulate


def scheduled(duration: float = 100, timeline: Document | None = None, **settings: Any) -> Document:
    """A scheduler that sends to a queue with a quick worker."""
    data = document(
        {
            "beat": component("scheduler", "Beat", **settings),
            "jobs": component("queue"),
            "workers": component("worker", processing_time=1, instances=50),
        },
        {"send": edge("beat", "message", "jobs"), "work": edge("jobs", "message", "workers")},
        duration=duration,
        frame=1,
    )
    return {**data, "timeline": timeline or {}}


def down(stop: float, start: float) -> Document:
    """A timeline that stops the scheduler and starts it again."""
    return {
        "stop": {"at": stop, "target": "beat", "action": "stop"},
        "start": {"at": start, "target": "beat", "action": "start"},
    }


def sent_at(run: Run) -> dict[int, float]:
    """How many jobs began in each second in which any did."""
    return {second: n for second, n in enumerate(run.series("beat", "sent")) if n}


def test_runs_come_one_interval_after_another_and_each_begins_all_its_jobs() -> None:
    run = simulate(scheduled(interval=30, jobs=7))

    assert sent_at(run) == {30: 7, 60: 7, 90: 7}
    assert run.total("beat", "runs") == 3
    assert run.result.conservation["done"] == 21


def test_an_interval_does_not_drift() -> None:
    run = simulate(scheduled(interval=0.1, duration=500))

    assert run.total("beat", "runs") == 4_999
    assert run.series("beat", "sent")[1:] == [10] * 499


def test_cron_runs_at_the_minute_at_which_it_is_due_and_at_the_very_start() -> None:
    run = simulate(scheduled(schedule="cron", cron="* * * * *", begins_at=45, duration=100))
    at_once = simulate(scheduled(schedule="cron", cron="* * * * *", duration=100))

    assert sent_at(run) == {15: 1, 75: 1}
    assert sent_at(at_once) == {0: 1, 60: 1}


def test_jitter_spreads_the_jobs_of_a_run_evenly_after_it() -> None:
    run = simulate(scheduled(interval=20, jobs=1_000, jitter=10, duration=39))
    counts = run.series("beat", "sent")

    assert sum(counts) == 1_000
    assert sum(counts[20:30]) == 1_000
    assert all(60 < each < 140 for each in counts[20:30])


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("skip", {10: 1, 50: 1, 60: 1}),
        ("once", {10: 1, 45: 1, 50: 1, 60: 1}),
        ("all", {10: 1, 45: 3, 50: 1, 60: 1}),
    ],
)
def test_runs_that_were_missed_are_skipped_or_made_up_for(
    policy: str, expected: dict[int, float]
) -> None:
    run = simulate(scheduled(69, down(15, 45), interval=10, missed=policy))

    assert sent_at(run) == expected
    assert run.total("beat", "missed") == 3
    assert run.total("beat", "runs") == sum(expected.values())


def test_what_was_made_up_for_is_not_made_up_for_again() -> None:
    timeline = down(15, 45) | {
        "again": {"at": 46, "target": "beat", "action": "start"},
    }
    run = simulate(scheduled(49, timeline, interval=10, missed="all"))

    assert sent_at(run) == {10: 1, 45: 3}


def test_a_scheduler_that_was_never_missed_makes_up_for_nothing() -> None:
    run = simulate(scheduled(19, down(1, 2), interval=10, missed="once"))

    assert sent_at(run) == {10: 1}


def test_calls_of_a_scheduler_are_answered_and_timed() -> None:
    data = document(
        {
            "beat": component("scheduler", interval=10, jobs=4),
            "service": component("service", instances=1, concurrency=1, service_time=1),
        },
        {"ask": edge("beat", "call", "service", timeout=3.5)},
        duration=100,
        frame=1,
    )
    run = simulate(data)

    assert run.total("beat", "sent") == 36
    assert run.total("beat", "answered") == 27
    assert run.total("beat", "failed") == run.total("beat", "timed_out") == 9
    assert run.observed("beat", "latency")["max"] == 3.5
    assert run.result.conservation["sent"] == 36
    assert run.result.conservation["failed"] == 9


def test_jobs_take_the_edges_by_the_weight_of_their_shares() -> None:
    data = scheduled(interval=1, jobs=100)
    data["components"]["other"] = component("queue")
    data["edges"]["aside"] = edge("beat", "message", "other", share=3)
    run = simulate(data)

    assert run.edge("aside", "sent") + run.edge("send", "sent") == 9_900
    assert run.edge("aside", "sent") == pytest.approx(7_425, rel=0.03)


def test_more_jobs_than_a_run_may_have_are_told_before_it_begins() -> None:
    (problem,) = problems_of(scheduled(1_000, interval=0.1, jobs=1_000))

    assert problem.path == ("run", "duration")
    assert f"{limits.MESSAGES_MAX:,}" in problem.message


def test_what_is_due_together_counts_as_it_comes_on_average() -> None:
    data = scheduled(1_200, interval=10, jobs=5)
    design = read(data)

    assert design.components["beat"].arrivals(3_600) == 5 * 359
    assert design.components["beat"].arrivals(5) == 0


def test_rules_see_that_the_workers_cannot_do_what_a_scheduler_begins() -> None:
    data = scheduled(1_200, interval=1, jobs=60)
    found = [finding.rule for finding in check(read(data))]
    few = {**data, "components": {**data["components"]}}
    few["components"]["workers"] = component("worker", processing_time=1, instances=2)

    assert "CAP-1" not in found
    assert "CAP-1" in [finding.rule for finding in check(read(few))]


def test_a_design_whose_work_begins_at_a_scheduler_alone_can_run_and_one_without_cannot() -> None:
    data = scheduled()
    del data["components"]["beat"], data["edges"]["send"]
    messages = [problem.message for problem in problems_of(data)]

    assert "No work begins anywhere." in messages
    assert read(scheduled()).components["beat"].about.category == "sources"


def slow(overlap: str) -> Run:
    """A run of three jobs every 10 s, before one slot that needs 25 s for the three."""
    data = scheduled(interval=10, jobs=3, overlap=overlap)
    data["components"]["jobs"] = component("queue", visibility_timeout=1_000)
    data["components"]["workers"] = component(
        "worker", instances=1, concurrency=1, processing_time=25 / 3
    )
    return simulate(data)


def test_runs_overlap_where_they_may() -> None:
    run = slow("allow")

    assert sent_at(run) == dict.fromkeys(range(10, 100, 10), 3)
    assert run.last("jobs", "waiting") == 16


def test_a_run_is_skipped_while_the_last_one_has_not_ended() -> None:
    run = slow("skip")

    assert sent_at(run) == {10: 3, 40: 3, 70: 3}
    assert run.total("beat", "skipped") == 6
    assert run.total("workers", "done") == 9


def test_a_run_waits_until_the_last_one_has_ended() -> None:
    run = slow("queue")

    assert sent_at(run) == {10: 3, 35: 3, 60: 3, 85: 3}
    assert run.last("beat", "waiting") == 5
    assert run.total("beat", "runs") == 4


def test_a_run_has_ended_when_its_jobs_are_dead_as_well_as_when_they_are_done() -> None:
    data = scheduled(200, interval=10, jobs=2, overlap="skip")
    data["components"]["workers"] = component("worker", processing_time=1, transient_failure=1)
    data["components"]["jobs"]["settings"]["visibility_timeout"] = 12
    data["components"]["dead"] = component("queue")
    data["edges"]["redrive"] = edge("jobs", "dead-letter", "dead", max_receives=2)
    run = simulate(data)

    assert list(sent_at(run)) == [10, 40, 70, 100, 130, 160, 190]
    assert run.result.conservation["dead"] == 12


def test_what_a_worker_publishes_on_belongs_to_the_run() -> None:
    data = scheduled(100, interval=10, overlap="queue")
    data["components"]["later"] = component("queue")
    data["components"]["slow"] = component("worker", processing_time=30, instances=1)
    data["edges"]["on"] = edge("workers", "message", "later")
    data["edges"]["slowly"] = edge("later", "message", "slow")
    data["components"]["later"]["settings"]["visibility_timeout"] = 1_000
    run = simulate(data)

    assert list(sent_at(run)) == [10, 41, 72]


def test_calls_that_fail_or_time_out_end_a_run_too() -> None:
    data = document(
        {
            "beat": component("scheduler", interval=10, overlap="skip"),
            "service": component("service", instances=1, concurrency=1, service_time=60),
        },
        {"ask": edge("beat", "call", "service", timeout=15)},
        duration=100,
        frame=1,
    )
    run = simulate(data)

    assert list(sent_at(run)) == [10, 30, 50, 70, 90]
    assert run.total("beat", "skipped") == 4


def test_jitter_belongs_to_the_run_that_it_spreads() -> None:
    run = simulate(scheduled(100, interval=10, jobs=50, jitter=15, overlap="skip"))

    assert run.total("beat", "runs") == 5
    assert run.total("beat", "skipped") == 4
