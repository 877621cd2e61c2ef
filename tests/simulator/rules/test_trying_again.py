"""RET-1 to RET-10: how often and how soon something is tried again."""

from typing import Any

import pytest

from simulator import Simulation, apply_fix
from tests.simulator.rules.designs import (
    STORY,
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


def dependent(queue: Document, worker: Document, receives: int = 10, lasts: Any = None) -> Document:
    """A line whose workers call a database, with dead letters and perhaps an outage."""
    document = line({"rate": 2}, queue, {"processing_time": 0.1} | worker)
    document["components"] |= {
        "db": {"type": "database", "label": "Records", "settings": {"write_time": 0}},
        "dead": {"type": "queue", "label": "Dead", "settings": {"retention": "14d"}},
    }
    document["edges"] |= {
        "write": {"source": "w", "target": "db", "kind": "call", "settings": {}},
        "redrive": {
            "source": "q",
            "target": "dead",
            "kind": "dead-letter",
            "settings": {"max_receives": receives},
        },
    }
    if lasts is not None:
        document["timeline"] = {
            "down": {"at": 900, "target": "db", "action": "outage", "settings": {"lasts": lasts}}
        }
    return document


AZURE = dependent({"counts": "returns"}, {"retry": "nack"})


@pytest.mark.parametrize(
    "document",
    [
        dependent({"counts": "returns"}, {"retry": "backoff"}),
        dependent({}, {"retry": "visibility"}),
        dependent({}, {"retry": "give_up"}),
        dependent({"counts": "nothing"}, {"retry": "nack"}),
        line({}, {}, {"retry": "nack", "max_attempts": 10}),
    ],
    ids=["backoff", "timeout", "no retry", "no end", "no dependency"],
)
def test_ret_1_is_quiet_where_retries_wait_or_nothing_is_called(document: Document) -> None:
    assert not findings(document, "RET-1")


@pytest.mark.parametrize(
    ("queue", "worker"),
    [
        ({"counts": "returns"}, {"retry": "nack"}),
        ({"counts": "failed_returns"}, {"retry": "reject"}),
        ({"hidden_until": "closed", "counts": "returns"}, {"retry": "visibility"}),
        (
            {"counts": "nothing"},
            {"retry": "republish", "backoff_growth": "none", "max_attempts": 5},
        ),
    ],
    ids=["nack", "reject", "closed", "republish"],
)
def test_ret_1_tells_how_soon_all_attempts_are_spent(queue: Document, worker: Document) -> None:
    document = dependent(queue, worker)

    (finding,) = findings(document, "RET-1")

    assert finding.severity == "warning"
    after = fixed(document, "RET-1")
    assert not findings(after, "RET-1")
    assert not findings(after, "DLQ-11")


def test_the_fix_of_ret_1_saves_what_an_outage_would_cost() -> None:
    document = changed(AZURE)
    document["timeline"] = dependent({}, {}, lasts="1m")["timeline"]

    (finding,) = findings(document, "RET-1")
    before, after = simulate(document), simulate(fixed(document, "RET-1"))

    assert finding.severity == "error"
    assert rows(finding)["Attempts last"][0] == "1 s"
    # Two a second for a minute.
    assert before["components"]["dead"]["last"]["waiting"] == pytest.approx(120, rel=0.15)
    assert after["components"]["dead"]["last"]["waiting"] < 12


STEPS = dependent({"counts": "returns"}, {"retry": "backoff", "backoff_jitter": "none"})


@pytest.mark.parametrize(
    "document",
    [
        changed(STEPS, w={"backoff_jitter": "full"}),
        changed(STEPS, w={"retry": "nack"}),
        changed(STEPS, w={"instances": 1}),
        line({}, {}, {"retry": "backoff", "backoff_jitter": "none"}),
        changed(STEPS, w={"max_attempts": 1}),
    ],
    ids=["jitter", "no wait", "few slots", "no dependency", "one attempt"],
)
def test_ret_2_is_quiet_with_jitter_or_where_few_can_fail_together(document: Document) -> None:
    assert not findings(document, "RET-2")


def test_ret_2_tells_how_many_come_back_together() -> None:
    (finding,) = findings(STEPS, "RET-2")

    assert "up to 16 messages" in finding.message
    assert rows(finding)["Come back within"] == ("the same moment", "1 s")
    assert not findings(fixed(STEPS, "RET-2"), "RET-2")


@pytest.mark.parametrize(
    ("client", "said"),
    [({"pattern": "closed", "users": 40}, "Up to 40 calls"), ({}, "All open calls")],
)
def test_ret_2_sees_calls_as_well(client: Document, said: str) -> None:
    document = changed(calls(client, {}), ask={"max_attempts": 3, "backoff_jitter": "none"})

    (finding,) = findings(document, "RET-2")

    assert plain(finding.message).startswith(said)
    assert not findings(fixed(document, "RET-2"), "RET-2")


def counted(receives: int, retries: int, retried: int = 0) -> Document:
    return result(
        STEPS,
        q={"totals": {"receives": receives, "retries": retries}},
        w={"totals": {"retried": retried}},
    )


def test_ret_3_is_quiet_without_a_run_or_with_few_retries() -> None:
    assert not findings(STEPS, "RET-3")
    assert not findings(STEPS, "RET-3", counted(1_100, 100))


@pytest.mark.parametrize(
    ("run", "severity", "ratio"),
    [
        (counted(1_300, 300), "warning", "30 %"),
        (counted(1_300, 100, 200), "warning", "30 %"),
        (counted(3_000, 2_000), "error", "200 %"),
    ],
)
def test_ret_3_compares_retries_with_first_attempts(
    run: Document, severity: str, ratio: str
) -> None:
    (finding,) = findings(STEPS, "RET-3", run)

    assert finding.severity == severity
    assert rows(finding)["Retries for each first attempt"] == (ratio, "10 %")


def test_ret_3_is_quiet_where_another_finding_gives_the_cause() -> None:
    run = result(STORY, q={"totals": {"receives": 1_300, "retries": 300}})

    assert findings(STORY, "VIS-1", run)
    assert not findings(STORY, "RET-3", run)


def test_the_fix_of_ret_3_bounds_the_retries() -> None:
    document = dependent(
        {"counts": "returns"}, {"retry": "backoff", "transient_failure": 0.5}, receives=5
    )
    run = simulate(document)
    after = fixed(document, "RET-3", run)

    assert not findings(after, "RET-3", simulate(after))


def layers(*attempts: int, **settings: Any) -> Document:
    """Services one below the other, each calling the next with so many attempts."""
    names = [f"s{number}" for number in range(len(attempts))]
    parts: Document = {name: {"type": "service", "settings": {}} for name in names}
    edges = {
        f"e{number}": {
            "source": names[number - 1] if number else "c",
            "target": name,
            "kind": "call",
            "settings": {"max_attempts": attempts[number]} | settings,
        }
        for number, name in enumerate(names)
    }
    return {
        "version": 1,
        "components": {"c": {"type": "client", "settings": {}}} | parts,
        "edges": edges,
        "run": {"duration": 60},
    }


@pytest.mark.parametrize(
    "document",
    [layers(3, 3), layers(1, 1, 20), layers(4, 4, 4, retry_budget=0.1)],
    ids=["nine", "one layer", "budget"],
)
def test_ret_4_is_quiet_where_attempts_do_not_multiply(document: Document) -> None:
    assert not findings(document, "RET-4")


def test_ret_4_multiplies_the_attempts_of_all_layers() -> None:
    document = layers(4, 4, 4)

    (finding,) = findings(document, "RET-4")

    assert "up to 64 calls" in finding.message
    assert rows(finding)["Calls of one request, at most"] == ("64", "3")
    after = fixed(document, "RET-4")
    assert not findings(after, "RET-4")
    assert [after["edges"][f"e{n}"]["settings"]["max_attempts"] for n in range(3)] == [1, 1, 3]


def test_ret_4_takes_the_way_along_which_attempts_multiply_most() -> None:
    document = layers(4, 4, 4)
    document["edges"]["short"] = {
        "source": "s0",
        "target": "s2",
        "kind": "call",
        "settings": {"max_attempts": 20},
    }

    (finding,) = findings(document, "RET-4")

    assert "up to 80 calls" in finding.message


OUTAGE = dependent({}, {}, receives=3, lasts="5m")


@pytest.mark.parametrize(
    "document",
    [
        dependent({}, {}, receives=3),
        dependent({}, {}, receives=3, lasts="50s"),
        dependent({"counts": "nothing"}, {}, receives=3, lasts="5m"),
    ],
    ids=["no outage", "short", "no end"],
)
def test_ret_5_is_quiet_where_attempts_outlast_the_outage(document: Document) -> None:
    assert not findings(document, "RET-5")


def test_ret_5_is_quiet_where_there_is_no_wait_at_all() -> None:
    document = changed(AZURE)
    document["timeline"] = OUTAGE["timeline"]

    assert findings(document, "RET-1")
    assert not findings(document, "RET-5")


def test_ret_5_tells_what_an_outage_costs_and_how_many_attempts_outlast_it() -> None:
    (finding,) = findings(OUTAGE, "RET-5")

    assert rows(finding)["They last"] == ("1 m", "7 m 30 s")
    assert rows(finding)["Attempts"] == ("3", "16")
    before, after = simulate(OUTAGE), simulate(fixed(OUTAGE, "RET-5"))
    # Two a second, for the first four minutes of five.
    assert before["components"]["dead"]["last"]["waiting"] == pytest.approx(480, rel=0.1)
    assert after["components"]["dead"]["last"]["waiting"] == 0


@pytest.mark.parametrize(
    ("queue", "worker"),
    [
        ({"counts": "nothing"}, {"retry": "republish", "max_attempts": 3}),
        ({"counts": "returns"}, {"retry": "backoff", "max_attempts": 3}),
    ],
)
def test_the_fix_of_ret_5_raises_the_limit_that_is_in_the_way(
    queue: Document, worker: Document
) -> None:
    document = dependent(queue, worker, receives=4, lasts="1m")

    after = fixed(document, "RET-5")

    assert after["components"]["w"]["settings"]["max_attempts"] > 3
    assert not findings(after, "RET-5")


def test_ret_5_has_no_fix_where_nothing_is_tried_again() -> None:
    (finding,) = findings(dependent({}, {"retry": "dead_letter"}, lasts="1m"), "RET-5")

    assert finding.fix is None


SIDEKIQ = line(
    {},
    {"counts": "nothing"},
    {
        "retry": "republish",
        "backoff_growth": "polynomial",
        "backoff_base": "15s",
        "backoff_cap": "10d",
        "max_attempts": 26,
    },
)


@pytest.mark.parametrize(
    "document",
    [
        changed(SIDEKIQ, w={"max_attempts": 10}),
        changed(SIDEKIQ, w={"max_attempts": None}),
        changed(SIDEKIQ, q={"time_to_live": "1h"}),
        line({}, {}, {}),
    ],
    ids=["few", "no end", "time to live", "by timeout"],
)
def test_ret_6_is_quiet_where_the_last_attempt_comes_within_a_day(document: Document) -> None:
    assert not findings(document, "RET-6")


def test_ret_6_knows_that_sidekiq_tries_for_20_days() -> None:
    (finding,) = findings(SIDEKIQ, "RET-6")

    assert rows(finding)["The last comes after"][0] == "20 d 10 h"
    after = fixed(SIDEKIQ, "RET-6")
    assert not findings(after, "RET-6")
    # The 13th retry would come after a day.
    assert 10 < after["components"]["w"]["settings"]["max_attempts"] < 16


GROWS = line({}, {}, {"retry": "backoff", "backoff_cap": "1d", "max_attempts": 15})


@pytest.mark.parametrize(
    "document",
    [
        changed(GROWS, w={"backoff_cap": "1h"}),
        changed(GROWS, w={"max_attempts": 5}),
        changed(GROWS, w={"retry": "nack"}),
        changed(GROWS, w={"backoff_growth": "fixed", "backoff_base": "2h", "max_attempts": 2}),
    ],
    ids=["capped", "few", "no wait", "fixed"],
)
def test_ret_7_is_quiet_where_no_wait_grows_beyond_an_hour(document: Document) -> None:
    assert not findings(document, "RET-7")


def test_ret_7_tells_the_longest_wait() -> None:
    (finding,) = findings(GROWS, "RET-7")

    # 2¹³ seconds.
    assert rows(finding) == {"Longest wait": ("2 h 17 m", "10 m")}
    assert not findings(fixed(GROWS, "RET-7"), "RET-7")


PERMANENT = dependent({}, {"poison_share": 0.03}, receives=10)


@pytest.mark.parametrize(
    "document",
    [
        dependent({}, {"poison_share": 0.005}, receives=3),
        changed(PERMANENT, w={"permanent_errors": "recognised"}),
        changed(PERMANENT, w={"poison_attempts": 2}),
        changed(PERMANENT, q={"counts": "nothing"}),
        changed(PERMANENT, w={"retry": "dead_letter"}),
    ],
    ids=["little", "recognised", "it passes", "DLQ-12", "once"],
)
def test_ret_8_is_quiet_where_little_is_wasted_on_what_never_succeeds(document: Document) -> None:
    assert not findings(document, "RET-8")


def test_ret_8_tells_how_many_attempts_cannot_succeed() -> None:
    (finding,) = findings(PERMANENT, "RET-8")

    # 0.03 × 9 beyond the first of each message.
    assert rows(finding)["Attempts beyond the first, of all"] == ("21.3 %", "0 %")
    assert not findings(fixed(PERMANENT, "RET-8"), "RET-8")


def test_the_share_of_ret_8_is_that_of_the_retries_in_a_run() -> None:
    run = simulate(PERMANENT)["components"]["q"]["totals"]

    # The last messages of the run have not had all of their attempts.
    assert run["retries"] / run["receives"] == pytest.approx(0.213, rel=0.2)


BATCHES = line({"rate": 4}, {}, {"batch": 10, "batch_ack": "whole", "transient_failure": 0.02})


@pytest.mark.parametrize(
    "document",
    [
        changed(BATCHES, w={"batch_ack": "partial"}),
        changed(BATCHES, w={"batch_ack": "each"}),
        changed(BATCHES, w={"batch": 1}),
        changed(BATCHES, w={"transient_failure": 0}),
    ],
    ids=["in part", "one by one", "no batch", "nothing fails"],
)
def test_ret_9_is_quiet_where_a_failure_stays_alone(document: Document) -> None:
    assert not findings(document, "RET-9")


def test_ret_9_tells_how_often_a_batch_fails() -> None:
    (finding,) = findings(BATCHES, "RET-9")

    # 1 - 0.98¹⁰
    assert rows(finding)["Tried again after an attempt"] == ("18.3 %", "2 %")
    full = changed(BATCHES, w={"linger": 5})
    (before, after) = (
        simulate(each)["components"]["q"]["totals"] for each in (full, fixed(full, "RET-9"))
    )
    assert before["retries"] / before["receives"] == pytest.approx(0.183, rel=0.25)
    assert after["retries"] / after["receives"] == pytest.approx(0.02, rel=0.25)


CHANCE = line({}, {}, {"retry": "republish", "max_attempts": 3})


@pytest.mark.parametrize(
    "document",
    [
        changed(CHANCE, w={"backoff_jitter": "equal"}),
        changed(CHANCE, w={"max_attempts": 4}),
        changed(CHANCE, w={"retry": "nack"}),
        changed(CHANCE, w={"backoff_growth": "none"}),
    ],
    ids=["equal", "more", "no wait", "none at all"],
)
def test_ret_10_is_quiet_with_another_jitter_or_more_attempts(document: Document) -> None:
    assert not findings(document, "RET-10")


def test_ret_10_tells_that_a_wait_may_be_none() -> None:
    (finding,) = findings(CHANCE, "RET-10")

    assert rows(finding)["Shortest first wait"] == ("no wait", "500 ms")
    assert not findings(fixed(CHANCE, "RET-10"), "RET-10")
