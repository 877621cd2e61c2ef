"""QUE, ASC, RL, HERD, TMO and BRK: full queues, autoscalers, limits, herds, and layers of calls."""

from typing import Any

import pytest

from simulator import Simulation, apply_fix
from tests.simulator.rules.designs import (
    Document,
    calls,
    changed,
    findings,
    line,
    plain,
    read,
    result,
    rows,
)


def fixed(document: Document, code: str, run: Any = None) -> Document:
    (finding,) = findings(document, code, run)
    assert finding.fix is not None
    return apply_fix(document, finding.fix)


def simulate(document: Document) -> Document:
    simulation = Simulation(read(document))
    for _ in simulation.frames():
        pass
    return simulation.result().to_dict()


FULL = line({}, {"capacity": 180, "overflow": "drop_oldest"}, {}, send={"confirms": False})


@pytest.mark.parametrize(
    "document",
    [changed(FULL, q={"capacity": None}), changed(FULL, q={"overflow": "dead_letter"})],
    ids=["no limit", "moved"],
)
def test_que_4_is_quiet_where_nothing_old_is_dropped(document: Document) -> None:
    assert not findings(document, "QUE-4")


def test_que_4_tells_after_how_long_the_oldest_are_deleted() -> None:
    (finding,) = findings(FULL, "QUE-4", result(FULL, q={"totals": {"dropped": 7}}))

    assert "full after 1 m without workers" in plain(finding.message)
    assert rows(finding)["Dropped in the run"] == ("7", "0")
    after = fixed(FULL, "QUE-4")
    assert not findings(after, "QUE-4")
    assert not findings(after, "QUE-5")


UNHEARD = changed(FULL, q={"overflow": "reject"})


@pytest.mark.parametrize(
    "document",
    [
        changed(UNHEARD, send={"confirms": True}),
        changed(UNHEARD, q={"capacity": None}),
        changed(UNHEARD, q={"overflow": "block"}),
    ],
    ids=["confirms", "no limit", "blocked"],
)
def test_que_5_is_quiet_where_a_refusal_is_heard_or_there_is_none(document: Document) -> None:
    assert not findings(document, "QUE-5")


def test_que_5_tells_of_a_sender_that_does_not_listen() -> None:
    (finding,) = findings(UNHEARD, "QUE-5", result(UNHEARD, q={"totals": {"rejected": 40}}))

    assert rows(finding) == {
        "Told of a refusal": ("no", "yes"),
        "Refused in the run": ("40", None),
    }
    assert not findings(fixed(UNHEARD, "QUE-5"), "QUE-5")


BLIND = line({}, {}, {"autoscaler": "keda", "scale_counts_in_flight": False, "processing_time": 20})


@pytest.mark.parametrize(
    "document",
    [
        changed(BLIND, w={"scale_counts_in_flight": True}),
        changed(BLIND, w={"processing_time": 10}),
        changed(BLIND, w={"autoscaler": "celery"}),
    ],
    ids=["counted", "short", "by its own"],
)
def test_asc_5_is_quiet_where_work_in_flight_is_counted_or_short(document: Document) -> None:
    assert not findings(document, "ASC-5")


def test_asc_5_tells_what_an_autoscaler_does_not_see() -> None:
    (finding,) = findings(BLIND, "ASC-5")

    assert rows(finding)["It counts"] == ("what waits", "what waits and is in work")
    assert not findings(fixed(BLIND, "ASC-5"), "ASC-5")


STOPPED = line({}, {"visibility_timeout": "5m"}, {"autoscaler": "hpa", "processing_time": 45})


@pytest.mark.parametrize(
    "document",
    [
        changed(STOPPED, w={"processing_time": 29}),
        changed(STOPPED, w={"autoscaler": "none"}),
        changed(STOPPED, w={"after_grace": "given_back"}),
        changed(STOPPED, w={"time_limit": 20}),
    ],
    ids=["short", "never stopped", "given back", "time limit"],
)
def test_asc_6_is_quiet_where_jobs_end_within_the_grace(document: Document) -> None:
    assert not findings(document, "ASC-6")


@pytest.mark.parametrize("deployed", [False, True])
def test_asc_6_tells_what_a_stop_kills(deployed: bool) -> None:
    document = changed(STOPPED)
    if deployed:
        document = changed(STOPPED, w={"autoscaler": "none"})
        document["timeline"] = {"a": {"at": 600, "target": "w", "action": "deploy"}}

    (finding,) = findings(document, "ASC-6")

    assert rows(finding) == {
        "Grace": ("30 s", "1 m"),
        "Jobs that take longer": ("100 %", "0 %"),
    }
    assert not findings(fixed(document, "ASC-6"), "ASC-6")


def test_the_fix_of_asc_6_lets_a_deployment_kill_nothing() -> None:
    document = changed(STOPPED, c={"rate": 0.3}, w={"autoscaler": "none"})
    document["timeline"] = {"a": {"at": 600, "target": "w", "action": "deploy"}}

    before, after = simulate(document), simulate(fixed(document, "ASC-6"))

    assert before["components"]["w"]["totals"]["killed"] > 0
    assert after["components"]["w"]["totals"]["killed"] == 0


ZERO = line({}, {}, {"autoscaler": "keda", "scale_min": 0})


@pytest.mark.parametrize(
    "document",
    [
        changed(ZERO, w={"scale_min": 1}),
        changed(ZERO, w={"autoscaler": "backlog"}),
        changed(ZERO, w={"processing_time": "1m"}, q={"visibility_timeout": "5m"}),
    ],
    ids=["one", "not KEDA", "long work"],
)
def test_asc_11_is_quiet_where_somebody_is_there_or_the_work_is_longer(document: Document) -> None:
    assert not findings(document, "ASC-11")


def test_asc_11_adds_up_what_the_first_message_waits_for() -> None:
    (finding,) = findings(ZERO, "ASC-11")

    assert rows(finding)["The first message waits, at most"] == ("50 s", "no time")
    assert not findings(fixed(ZERO, "ASC-11"), "ASC-11")


LIMITED = line({"rate": 12}, {}, {"rate_limit": 10, "rate_scope": "all", "processing_time": 0.1})


@pytest.mark.parametrize(
    "document",
    [
        changed(LIMITED, w={"rate_limit": 13}),
        changed(LIMITED, w={"rate_limit": 3.5, "rate_scope": "instance"}),
        changed(LIMITED, w={"rate_limit": None}),
    ],
    ids=["above", "for each", "none"],
)
def test_rl_1_is_quiet_where_the_limit_lets_everything_through(document: Document) -> None:
    assert not findings(document, "RL-1")


@pytest.mark.parametrize("worker", [{}, {"rate_limit": 2.5, "rate_scope": "instance"}], ids=repr)
def test_rl_1_foretells_the_line_before_the_limit(worker: Document) -> None:
    document = changed(LIMITED, w=worker)

    (finding,) = findings(document, "RL-1")

    assert rows(finding)["Waiting at the end, about"] == ("7,200", "0")
    assert not findings(fixed(document, "RL-1"), "RL-1")


def test_the_line_that_rl_1_foretells_comes_and_its_fix_keeps_it_away() -> None:
    before, after = simulate(LIMITED), simulate(fixed(LIMITED, "RL-1"))

    assert before["components"]["q"]["last"]["waiting"] == pytest.approx(7_200, rel=0.1)
    assert after["components"]["q"]["last"]["waiting"] < 30


def herd(**scheduler: Any) -> Document:
    """A scheduler whose runs go to ten slots."""
    document = line({}, {"visibility_timeout": "10m"}, {"processing_time": 2, "instances": 10})
    document["components"]["w"]["settings"]["concurrency"] = 1
    document["components"]["c"] = {
        "type": "scheduler",
        "label": "Midnight",
        "settings": {"interval": "30m", "jobs": 500} | scheduler,
    }
    return document


@pytest.mark.parametrize(
    "document",
    [herd(jobs=300), herd(jitter="2m"), line({}, {}, {})],
    ids=["a minute", "spread", "no scheduler"],
)
def test_herd_1_is_quiet_where_a_run_is_small_or_spread(document: Document) -> None:
    assert not findings(document, "HERD-1")


def test_herd_1_tells_how_long_the_last_job_waits_as_a_run_shows() -> None:
    document = herd()

    (finding,) = findings(document, "HERD-1")

    assert rows(finding)["The last waits, about"] == ("1 m 40 s", "hardly")
    after = fixed(document, "HERD-1")
    assert not findings(after, "HERD-1")
    waits = [simulate(each)["components"]["q"]["percentiles"]["wait"] for each in (document, after)]
    assert waits[0]["max"] == pytest.approx(98, abs=3)
    assert waits[1]["p99"] < 5


INVERTED = changed(
    calls({}, {}, {}), ask={"timeout": "2s"}, query={"timeout": "1s", "max_attempts": 3}
)


@pytest.mark.parametrize(
    "document",
    [
        changed(INVERTED, ask={"timeout": "3s"}),
        changed(INVERTED, ask={"timeout": None}),
        changed(INVERTED, query={"timeout": None}),
        changed(INVERTED, s={"timeout": "1s"}),
    ],
    ids=["longer", "none", "none behind", "the service ends it"],
)
def test_tmo_1_is_quiet_where_timeouts_grow_shorter_on_the_way_in(document: Document) -> None:
    assert not findings(document, "TMO-1")


@pytest.mark.parametrize(("service", "longest"), [({}, "3 s"), ({"timeout": "5s"}, "5 s")])
def test_tmo_1_tells_for_how_long_a_callee_works_for_nobody(
    service: Document, longest: str
) -> None:
    document = changed(INVERTED, s=service)

    (finding,) = findings(document, "TMO-1")

    assert rows(finding)["The callee goes on for"] == (longest, "1.8 s")
    assert not findings(fixed(document, "TMO-1"), "TMO-1")


BARE = changed(
    calls({}, {"instances": 4, "concurrency": 4, "service_time": "200ms"}, {"write_time": 0}),
    query={"timeout": "5s", "max_attempts": 3},
)


@pytest.mark.parametrize(
    "document",
    [
        changed(BARE, query={"breaker": True}),
        changed(BARE, query={"timeout": "900ms"}),
        changed(BARE, query={"max_attempts": 1}),
    ],
    ids=["breaker", "short", "no retry"],
)
def test_brk_1_is_quiet_with_a_breaker_or_where_no_slot_is_held_for_long(
    document: Document,
) -> None:
    assert not findings(document, "BRK-1")


def test_brk_1_tells_what_is_left_during_an_outage() -> None:
    (finding,) = findings(BARE, "BRK-1")

    assert rows(finding) == {
        "A slot is held for": ("15 s", "200 ms"),
        "Can be done during an outage": ("1.1/s", "80.0/s"),
    }
    assert not findings(fixed(BARE, "BRK-1"), "BRK-1")


LATE = line(
    {"pattern": "spike", "rate": 10, "peak_factor": 10, "change_at": 300, "peak_for": "3m"},
    {},
    {
        "concurrency": 1,
        "processing_time": 1,
        "autoscaler": "backlog",
        "scale_min": 20,
        "scale_max": 200,
        "scale_interval": 30,
        "scale_metric_delay": 60,
        "scale_start_time": 90,
    },
)


@pytest.mark.parametrize(
    "document",
    [
        changed(LATE, c={"peak_for": "20m"}),
        changed(LATE, c={"peak_factor": 2}),
        changed(LATE, c={"pattern": "poisson"}),
        changed(LATE, w={"scale_min": 100}),
        changed(LATE, w={"autoscaler": "none"}),
    ],
    ids=["long peak", "small peak", "no peak", "enough always", "not scaled"],
)
def test_asc_1_is_quiet_where_help_comes_in_time_or_is_not_needed(document: Document) -> None:
    assert not findings(document, "ASC-1")


@pytest.mark.parametrize("how", ["spike", "steps", "timeline"])
def test_asc_1_foretells_the_backlog_that_help_will_find(how: str) -> None:
    document = changed(LATE)
    if how == "steps":
        steps = [{"at": 300, "rate": 100}, {"at": 480, "rate": 10}]
        document = changed(LATE, c={"pattern": "steps", "steps": steps})
    if how == "timeline":
        document = changed(LATE, c={"pattern": "poisson"})
        spike = {"factor": 10, "lasts": "3m"}
        document["timeline"] = {
            "a": {"at": 300, "target": "c", "action": "spike", "settings": spike}
        }

    (finding,) = findings(document, "ASC-1")

    # (100 - 20) a second for 180 s.
    assert rows(finding)["Waiting by then"] == ("14,400", "0")
    assert plain(finding.fix.label if finding.fix else "") == "Apply fix: always 100 instances"
    assert not findings(fixed(document, "ASC-1"), "ASC-1")


def test_the_backlog_of_asc_1_comes_and_its_fix_keeps_it_away() -> None:
    before, after = simulate(LATE), simulate(fixed(LATE, "ASC-1"))

    peak = before["components"]["q"]["peaks"]["waiting"]["value"]
    assert peak == pytest.approx(14_400, rel=0.15)
    assert after["components"]["q"]["peaks"]["waiting"]["value"] < 0.1 * peak


def grown(**worker: Any) -> Document:
    """An autoscaled line whose jobs are half query."""
    wanted = {"autoscaler": "hpa", "scale_max": 50, "processing_time": "50ms"}
    document = line({}, {}, wanted | worker)
    document["components"]["db"] = {
        "type": "database",
        "label": "Orders",
        "settings": {"pool": 20, "write_time": "50ms"},
    }
    document["edges"]["write"] = {"source": "w", "target": "db", "kind": "call", "settings": {}}
    return document


@pytest.mark.parametrize(
    "document",
    [grown(scale_max=10), grown(autoscaler="none"), changed(grown(), db={"pool": 100})],
    ids=["few", "not scaled", "large pool"],
)
def test_asc_7_is_quiet_where_the_database_can_follow(document: Document) -> None:
    assert not findings(document, "ASC-7")


def test_asc_7_counts_the_connections_of_all_slots() -> None:
    (finding,) = findings(grown(), "ASC-7", result(grown(), db={"totals": {"timed_out": 3}}))

    assert rows(finding) == {
        "Slots at most": ("200", "40"),
        "Connections they hold": ("100", "20"),
        "In the pool": ("20", "20"),
        "Queries without a connection in the run": ("3", None),
    }
    assert not findings(fixed(grown(), "ASC-7"), "ASC-7")


def test_asc_7_has_no_fix_where_those_that_are_there_always_are_too_many() -> None:
    (finding,) = findings(grown(scale_min=40), "ASC-7")

    assert finding.fix is None


EACH = line({}, {}, {"autoscaler": "keda", "rate_limit": 10, "scale_max": 20})


@pytest.mark.parametrize(
    "document",
    [
        changed(EACH, w={"rate_scope": "all"}),
        changed(EACH, w={"autoscaler": "none"}),
        changed(EACH, w={"scale_min": 20}),
        changed(EACH, w={"rate_limit": None}),
    ],
    ids=["together", "not scaled", "always as many", "no limit"],
)
def test_rl_2_is_quiet_where_the_sum_stays_the_same(document: Document) -> None:
    assert not findings(document, "RL-2")


def test_rl_2_tells_between_what_the_sum_may_be() -> None:
    (finding,) = findings(EACH, "RL-2", result(EACH, w={"peaks": {"instances": {"value": 7}}}))

    assert plain(finding.message).endswith("10.0/s to 200/s in all.")
    assert rows(finding)["Instances at most in the run"] == ("7", None)
    assert not findings(fixed(EACH, "RL-2"), "RL-2")
