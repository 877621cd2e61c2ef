"""CAP-1 and CAP-2: slots for more work than there are, or for barely enough."""

import pytest

from simulator import apply_fix
from tests.simulator.rules.designs import (
    STORY,
    Document,
    calls,
    changed,
    findings,
    fixed,
    line,
    plain,
    result,
    rows,
    simulate,
)

ONE = {"instances": 1, "concurrency": 1, "processing_time": {"kind": "exponential", "mean": "1s"}}
TEN_SECONDS = {"instances": 6, "concurrency": 4, "processing_time": "10s"}


@pytest.mark.parametrize(
    "document",
    [
        STORY,
        line({"rate": 0.99}, {}, ONE),
        line({"rate": 0}, {}, ONE),
        line({"rate": 5, "pattern": "spike", "peak_factor": 3}, {}, {"processing_time": "2s"}),
        # Twenty users who wait for their answers can never ask more than can be answered.
        calls(
            {"pattern": "closed", "users": 20, "think_time": 0},
            {"instances": 1, "concurrency": 1, "service_time": "1s"},
        ),
    ],
    ids=["the story", "just below", "nothing comes", "a spike", "users who wait"],
)
def test_cap_1_is_quiet_where_the_work_can_be_done(document: Document) -> None:
    assert not findings(document, "CAP-1")


def test_cap_1_tells_how_fast_a_queue_grows_and_how_many_slots_are_needed() -> None:
    (finding,) = findings(line({"rate": 3}, {}, TEN_SECONDS), "CAP-1")

    assert finding.subject.id == "w"
    assert plain(finding.message) == (
        "3.0/s come to “Workers” on average, and 2.4/s can be done. After 1 h about 2,160 jobs "
        "wait, 15 m of work for all slots together."
    )
    assert rows(finding)["Slots"] == ("24", "40")
    assert rows(finding)["Slots asked for"] == ("125 %", "75 %")
    assert finding.fix is not None
    assert finding.fix.label == "Apply fix: 10 instances"


@pytest.mark.parametrize(
    ("document", "subject", "comes", "done"),
    [
        # Each message is tried 1 / 0.8 times.
        (line({"rate": 1}, {}, {**ONE, "transient_failure": "20%"}), "w", "1.2/s", "1.0/s"),
        (line({"rate": 1}, {}, ONE), "w", "1.0/s", "1.0/s"),
        # 2 minutes of ramp from 1 to 3, then 3: 2.95 on average over the hour.
        (
            line({"pattern": "ramp", "rate": 1, "end_rate": 3}, {}, TEN_SECONDS),
            "w",
            "3.0/s",
            "2.4/s",
        ),
        # The slot is held for the query as well: 40 ms + 60 ms.
        (
            calls({"rate": 200}, {"service_time": "40ms"}, {"pool": 100, "write_time": "60ms"}),
            "s",
            "200/s",
            "160/s",
        ),
        # Only what the service lets through reaches the database.
        (
            calls({"rate": 30}, {"service_time": "40ms"}, {"pool": 2, "write_time": "100ms"}),
            "db",
            "30.0/s",
            "20.0/s",
        ),
        (
            calls({"rate": 450}, {"slowdown": "linear", "service_time": "40ms"}),
            "s",
            "450/s",
            "200/s",
        ),
    ],
)
def test_cap_1_adds_up_retries_calls_and_slowdown(
    document: Document, subject: str, comes: str, done: str
) -> None:
    (finding,) = findings(document, "CAP-1")

    assert finding.subject.id == subject
    assert rows(finding)["Comes"] == (comes, None)
    assert rows(finding)["Can be done"][0] == done


@pytest.mark.parametrize(
    "document",
    [
        line({"rate": 3}, {}, TEN_SECONDS),
        line({"rate": 1}, {}, ONE),
        calls({"rate": 30}, {"service_time": "40ms"}, {"pool": 2, "write_time": "100ms"}),
    ],
)
def test_the_fix_of_cap_1_leaves_enough_room(document: Document) -> None:
    (finding,) = findings(document, "CAP-1")
    assert finding.fix is not None

    fixed = apply_fix(document, finding.fix)

    assert not findings(fixed, "CAP-1")
    assert not findings(fixed, "CAP-2")


def test_cap_1_proposes_nothing_beyond_what_a_component_may_have() -> None:
    document = line({"rate": 500}, {}, {"processing_time": "5m", "concurrency": 4})

    (finding,) = findings(document, "CAP-1")

    assert finding.fix is None


def test_cap_1_sees_in_a_run_what_duplicates_and_waits_added() -> None:
    document = line({"rate": 2.2}, {}, TEN_SECONDS)
    found = result(
        document,
        q={
            "totals": {"arrived": 7_920, "acked": 5_000, "dead": 0, "expired": 0},
            "last": {"waiting": 2_900},
            "peaks": {"waiting": {"value": 2_900, "at": 3_600.0}},
        },
        w={"means": {"utilisation": 1.0, "busy": 24}},
    )

    assert not findings(document, "CAP-1")
    (finding,) = findings(document, "CAP-1", found)

    assert rows(finding)["Comes"] == ("2.2/s", None)
    assert rows(finding)["Can be done"][0] == "1.4/s"
    assert rows(finding)["Waiting at the end"] == ("2,900", None)
    assert finding.watch == 3_600.0


def test_capacity_rules_name_the_pool_and_not_the_workers_who_wait_for_it() -> None:
    document = changed(
        STORY,
        uploaders={"pattern": "poisson"},
        w={"processing_time": "2s", "idempotent": True},
        db={"pool": 1, "write_time": "400ms", "pool_timeout": None},
    )
    found = result(
        document,
        q={"totals": {"arrived": 5_400, "acked": 4_500, "dead": 0, "expired": 0}},
        w={"means": {"utilisation": 1.0, "busy": 40}},
        db={"means": {"utilisation": 1.0, "busy": 1}},
    )

    assert [one.subject.id for one in findings(document, "CAP-1", found)] == ["db"]
    assert not findings(document, "CAP-2", found)


@pytest.mark.parametrize(
    "document",
    [
        STORY,
        line({"rate": 0.49}, {}, ONE),
        line({"rate": 3.2}, {}, {**ONE, "concurrency": 4}),
        line({"rate": 15}, {}, {**ONE, "concurrency": 16}),
        # One slot in use for 60 %, but without any spread it waits for 0.75 of the work.
        line({"rate": 0.6}, {}, {**ONE, "processing_time": "1s"}),
    ],
    ids=["the story", "1 slot, 49 %", "4 slots, 80 %", "16 slots, 94 %", "constant work"],
)
def test_cap_2_is_quiet_where_jobs_wait_for_less_than_they_take(document: Document) -> None:
    assert not findings(document, "CAP-2")


@pytest.mark.parametrize(
    ("slots", "rate", "wait", "enough"),
    [
        # Waits of M/M/c in multiples of the work, from tables.
        (1, 0.9, "9 s", 2),
        (2, 1.9, "9.26 s", 3),
        (4, 3.6, "1.97 s", 5),
        (16, 15.84, "5.96 s", 20),
    ],
)
def test_cap_2_gives_the_wait_of_erlang_and_the_slots_that_end_it(
    slots: int, rate: float, wait: str, enough: int
) -> None:
    document = line({"rate": rate}, {}, {**ONE, "instances": slots})

    (finding,) = findings(document, "CAP-2")

    assert rows(finding)["Mean wait, if jobs come singly"][0] == wait
    assert rows(finding)["Slots"] == (str(slots), str(enough))
    assert finding.fix is not None
    assert not findings(apply_fix(document, finding.fix), "CAP-2")


def test_cap_2_goes_by_the_utilisation_that_a_run_measured() -> None:
    document = line({"rate": 0.3}, {}, ONE)
    found = result(
        document,
        q={"percentiles": {"wait": {"mean": 8.7}}},
        w={"means": {"utilisation": 0.9, "busy": 0.9}},
    )

    assert not findings(document, "CAP-2")
    (finding,) = findings(document, "CAP-2", found)

    assert rows(finding)["In use"] == ("90 %", "45 %")
    assert rows(finding)["Measured wait in “Jobs”"] == ("8.7 s", None)


def test_cap_2_says_nothing_where_cap_1_does() -> None:
    assert not findings(line({"rate": 3}, {}, TEN_SECONDS), "CAP-2")


def test_the_load_is_shared_by_the_workers_of_a_queue_and_by_the_edges_of_a_client() -> None:
    document = line({"rate": 1.6}, {}, ONE)
    document["components"]["w2"] = {"type": "worker", "settings": {**ONE, "instances": 3}}
    document["edges"]["work2"] = {"source": "q", "target": "w2", "kind": "message", "settings": {}}

    # Four slots for 1.6 a second: 40 %.
    assert not findings(document, "CAP-2")

    more = changed(document, c={"rate": 4.4})
    assert {one.subject.id for one in findings(more, "CAP-1")} == {"w", "w2"}


def test_cap_1_counts_every_message_of_a_fan_out_and_those_sent_again() -> None:
    document = line({"rate": 1}, {}, ONE, send={"copies": 3, "resend_share": "50%"})
    (finding,) = findings(document, "CAP-1")

    assert rows(finding)["Comes"] == ("4.5/s", None)


def test_cap_1_is_quiet_where_a_rate_limit_holds_the_senders_back() -> None:
    assert findings(line({"rate": 5}, {}, ONE), "CAP-1")
    assert not findings(line({"rate": 5}, {}, ONE, send={"rate_limit": 0.5}), "CAP-1")


def test_the_fix_of_cap_1_raises_what_may_be_invoked_at_once() -> None:
    document = line({"rate": 3}, {}, {"processing_time": 2, "invocations": 4})

    (finding,) = findings(document, "CAP-1")

    assert finding.fix is not None
    assert finding.fix.label == "Apply fix: 8 at once"
    assert not findings(apply_fix(document, finding.fix), "CAP-1")


def test_cap_1_counts_the_time_in_which_instances_restart() -> None:
    often = {"crash_every": 60, "restart_time": 60}

    (finding,) = findings(line({"rate": 1.6}, {}, {**ONE, "instances": 3} | often), "CAP-1")

    assert not findings(line({"rate": 1.6}, {}, {**ONE, "instances": 3}), "CAP-1")
    assert rows(finding)["Restarting after crashes"] == ("50 %", "50 %")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_crashes_leave_to_do_the_work_is_what_a_run_does(seed: int) -> None:
    document = line(
        {"rate": 6, "pattern": "regular"},
        {"visibility_timeout": 60},
        {
            "instances": 8,
            "concurrency": 1,
            "processing_time": 2,
            "crash_every": 100,
            "restart_time": 50,
        },
    )
    document["run"]["seed"] = seed
    (finding,) = findings(document, "CAP-1")

    run = simulate(document)

    # 8 slots, two thirds of the time, 1.98 s for each attempt that a crash may cut short; one
    # attempt in fifty does not end.
    done = run["components"]["w"]["totals"]["done"] / run["duration"]
    assert done == pytest.approx(8 * 2 / 3 / 2.02, rel=0.08)
    assert rows(finding)["Can be done"][0] == "2.7/s"


SET = {"setting": "rate", "value": 1}


def test_cap_1_tells_when_an_overload_begins_or_ends_that_the_timeline_sets() -> None:
    over, under = line({"rate": 3}, {}, TEN_SECONDS), line({"rate": 1}, {}, TEN_SECONDS)
    over["timeline"] = {"a": {"at": 600, "target": "c", "action": "set", "settings": SET}}
    more = SET | {"value": 3}
    under["timeline"] = {"a": {"at": 600, "target": "c", "action": "set", "settings": more}}

    (ends,), (begins,) = findings(over, "CAP-1"), findings(under, "CAP-1")

    assert (ends.severity, begins.severity) == ("warning", "error")
    assert "on average from 0:00 to 10:00, and" in ends.message
    assert "on average from 10:00 on, and" in begins.message


def test_the_fix_of_cap_1_changes_what_the_timeline_sets_later() -> None:
    document = line({"rate": 3}, {}, {**TEN_SECONDS, "instances": 12})
    fewer = {"setting": "instances", "value": 6}
    document["timeline"] = {"a": {"at": 60, "target": "w", "action": "set", "settings": fewer}}

    after = fixed(document, "CAP-1")

    assert after["timeline"]["a"]["settings"]["value"] == 12
    assert not findings(after, "CAP-1")


@pytest.mark.parametrize(
    "action",
    [
        {"at": 600, "target": "w", "action": "stop"},
        {"at": 600, "target": "c", "action": "spike", "settings": {"factor": 5, "lasts": 1_200}},
    ],
)
def test_a_stop_or_a_peak_that_passes_is_no_lack_of_slots(action: Document) -> None:
    document = line({"rate": 1.8}, {}, TEN_SECONDS) | {"timeline": {"a": action}}
    document["timeline"]["b"] = {"at": 1_800, "target": "w", "action": "start"}

    run = simulate(document)

    assert run["components"]["q"]["last"]["waiting"] > 100
    assert not findings(document, "CAP-1", run)
    assert not findings(document, "CAP-2", run)


@pytest.mark.parametrize(
    ("queue", "said"),
    [
        ({"capacity": 900}, "After 25 m 900 jobs wait, and each further one is refused."),
        ({"high_water": 300}, "After 8 m 20 s 300 jobs wait, and their senders are blocked."),
        ({"time_to_live": 60}, "After 5 m 180 jobs wait, and what is older is deleted unread."),
    ],
)
def test_cap_1_foretells_no_backlog_beyond_what_a_queue_holds(queue: Document, said: str) -> None:
    (finding,) = findings(line({"rate": 3}, queue, TEN_SECONDS), "CAP-1")

    assert plain(finding.message).endswith(said)


def test_classes_of_different_size_add_to_the_spread_of_the_work() -> None:
    sizes = [{"name": "small", "share": 99}, {"name": "large", "share": 1, "size": 600}]
    slots = {"instances": 1, "concurrency": 8}
    document = line({"rate": 0.5, "classes": sizes}, {}, {"processing_time": 1} | slots)

    (finding,) = findings(document, "PRE-5")

    # 99 jobs of 1 s and one of 600 s: the square of the spread is 72.7 times that of the mean.
    now, even = rows(finding)["Mean wait"]
    assert now == "1.7 s"
    assert even is not None
    assert float(even.removesuffix(" ms")) == pytest.approx(1_700 / 73.7, rel=0.02)


def test_the_fix_of_cap_1_is_enough_for_every_phase_of_a_run() -> None:
    document = line({"rate": 4}, {}, TEN_SECONDS)
    less = {"setting": "rate", "value": 3}
    document["timeline"] = {"a": {"at": 600, "target": "c", "action": "set", "settings": less}}

    (finding,) = findings(document, "CAP-1")

    assert "3.0/s come to “Workers” on average from 10:00 on" in plain(finding.message)
    assert not findings(fixed(document, "CAP-1"), "CAP-1")


def test_cap_2_leaves_out_what_slots_spent_on_duplicates() -> None:
    document = line({"rate": 2.4}, {}, {**ONE, "instances": 4})
    run = result(document, w={"means": {"utilisation": 0.95, "slots": 4}, "totals": {}})
    wasted = result(
        document, w={"means": {"utilisation": 0.95, "slots": 4}, "totals": {"wasted": 5_040}}
    )

    assert findings(document, "CAP-2", run)
    # 35 % of four slots for an hour.
    assert not findings(document, "CAP-2", wasted)


def test_slots_that_wait_for_room_in_a_queue_are_no_lack_of_slots() -> None:
    document = line({}, {"capacity": 20, "overflow": "block"}, {"processing_time": 10})
    document["components"]["s"] = {"type": "service", "label": "Shop", "settings": {}}
    document["edges"]["send"]["source"] = "s"
    document["edges"]["ask"] = {"source": "c", "target": "s", "kind": "call", "settings": {}}
    run = simulate(document)

    assert run["components"]["s"]["means"]["utilisation"] > 0.9
    assert {one.subject.id for one in findings(document, "CAP-1", run)} == {"w"}
    assert not findings(document, "CAP-2", run)
