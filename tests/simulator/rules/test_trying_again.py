"""RET-1 to RET-3, RET-5: how soon something is tried again, and how often."""

import pytest

from tests.simulator.rules.designs import (
    STORY,
    Document,
    calls,
    changed,
    dependent,
    findings,
    fixed,
    line,
    plain,
    result,
    rows,
    simulate,
)

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


FAILING = dependent(
    {"counts": "returns"}, {"retry": "backoff", "transient_failure": 0.5}, receives=5
)
ONE_SLOT = {"instances": 1, "concurrency": 1}


def test_the_fix_of_ret_3_bounds_the_retries() -> None:
    document = changed(FAILING, w=ONE_SLOT)
    run = simulate(document)
    after = fixed(document, "RET-3", run)

    assert not findings(after, "RET-3", simulate(after))


def test_ret_3_only_remarks_on_retries_that_nobody_has_to_wait_for() -> None:
    (finding,) = findings(FAILING, "RET-3", simulate(FAILING))

    assert finding.severity == "hint"
    assert finding.fix is None
    assert "there was room for it" in finding.message


def test_ret_3_only_remarks_on_the_retries_of_an_outage_that_passes() -> None:
    document = dependent({}, {"retry": "backoff"} | ONE_SLOT, receives=50, lasts="20m")
    document["components"]["w"]["settings"]["processing_time"] = 0.3
    run = simulate(document)

    (finding,) = findings(document, "RET-3", run)

    assert finding.severity == "hint"
    assert finding.fix is None
    assert "because something they call was down for a while" in finding.message
    assert "the outage of “Records” at 15:00" in finding.message


def test_ret_3_is_quiet_about_what_came_back_without_a_failure() -> None:
    run = result(STEPS, q={"totals": {"receives": 1_300, "retries": 300}})
    run["components"]["w"] = {"totals": {"failed": 20}}

    assert not findings(STEPS, "RET-3", run)


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


def test_ret_1_and_ret_5_are_seen_best_in_the_outage() -> None:
    at_once = dependent({"counts": "returns"}, {"retry": "nack"}, lasts=60)

    for document, code in ((at_once, "RET-1"), (OUTAGE, "RET-5")):
        (finding,) = findings(document, code)

        assert finding.watch == 900
        assert finding.message.endswith("during the outage of “Records” at 15:00.")


def test_ret_2_counts_the_calls_of_a_run_that_were_tried_again() -> None:
    document = calls({"rate": 20}, {"instances": 1, "concurrency": 1, "service_time": 0.1})
    again = {"timeout": 1, "max_attempts": 3, "backoff": "fixed", "backoff_jitter": "none"}
    document["edges"]["ask"]["settings"] = again
    document["run"] = {"duration": 60}
    run = simulate(document)

    (finding,) = findings(document, "RET-2", run)

    again_in_run = run["edges"]["ask"]["totals"]["retried"]
    assert again_in_run > 100
    assert rows(finding)["Tried again in the run"][0] == f"{again_in_run:,.0f}"
