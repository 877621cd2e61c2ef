"""QUE-1, BP-1, LIFO-1, FAN-1: more comes than can be done, and nothing says no."""

from typing import Any

import pytest

from tests.simulator.rules.designs import (
    STORY,
    Document,
    changed,
    findings,
    fixed,
    line,
    plain,
    result,
    rows,
    simulate,
)

WORK = {"instances": 4, "concurrency": 1, "processing_time": 0.2}
PEAK = line(
    {"rate": 5, "pattern": "spike", "change_at": 600, "peak_factor": 10, "peak_for": 300}, {}, WORK
)


@pytest.mark.parametrize(
    "document",
    [
        STORY,
        line({"rate": 5}, {}, WORK),
        changed(PEAK, c={"peak_factor": 3}),
        changed(PEAK, q={"capacity": 10_000}),
        changed(PEAK, q={"high_water": 10_000}),
        changed(PEAK, q={"time_to_live": 600}),
        changed(PEAK, w={"autoscaler": "backlog", "scale_max": 20}),
        # Of what is too much at any time, another rule speaks.
        changed(PEAK, c={"rate": 25}),
    ],
    ids=[
        "the story",
        "no peak",
        "small",
        "a capacity",
        "water marks",
        "a life",
        "scaled",
        "always",
    ],
)
def test_que_1_is_quiet_where_a_peak_is_bounded_or_can_be_done(document: Document) -> None:
    assert not findings(document, "QUE-1")


@pytest.mark.parametrize("how", ["pattern", "steps", "timeline"])
def test_que_1_foretells_the_line_at_the_end_of_a_peak(how: str) -> None:
    document = PEAK
    if how == "steps":
        steps = [{"at": 600, "rate": 50}, {"at": 900, "rate": 5}]
        document = changed(PEAK, c={"pattern": "steps", "steps": steps})
    if how == "timeline":
        document = changed(PEAK, c={"pattern": "poisson"})
        spike = {"factor": 10, "lasts": 300}
        document["timeline"] = {
            "a": {"at": 600, "target": "c", "action": "spike", "settings": spike}
        }

    (finding,) = findings(document, "QUE-1")

    assert finding.subject.id == "q"
    assert "A peak of 50.0/s lasts 5 m, and 20.0/s can be done." in plain(finding.message)
    assert rows(finding)["Waiting at the end of the peak"] == ("9,000", "6,000")
    assert rows(finding)["The last waits"] == ("7 m 30 s", "5 m")
    assert finding.watch == 600


def test_a_queue_in_memory_makes_que_1_an_error() -> None:
    document = changed(PEAK)
    document["components"]["q"]["preset"] = "bullmq"

    (finding,) = findings(document, "QUE-1")

    assert finding.severity == "error"


def test_the_line_of_que_1_comes_and_its_fix_keeps_it_bearable() -> None:
    before, after = simulate(PEAK), simulate(fixed(PEAK, "QUE-1"))

    assert before["components"]["q"]["peaks"]["waiting"]["value"] == pytest.approx(9_000, rel=0.05)
    assert after["components"]["q"]["peaks"]["waiting"]["value"] <= 6_000
    assert after["components"]["q"]["percentiles"]["wait"]["max"] <= 302
    assert after["components"]["c"]["totals"]["failed"] > 2_000


SWAMPED = line({"rate": 25}, {}, WORK)


@pytest.mark.parametrize(
    "document",
    [
        STORY,
        line({"rate": 19}, {}, WORK),
        changed(SWAMPED, q={"capacity": 500}),
        changed(SWAMPED, q={"high_water": 500}),
        changed(SWAMPED, q={"time_to_live": 60}),
        changed(SWAMPED, send={"rate_limit": 18}),
        changed(SWAMPED, send={"credit": 100}),
        changed(SWAMPED, send={"shed_above": 100}),
        # A minute late at the end of the run.
        changed(SWAMPED, c={"rate": 20.3}),
    ],
    ids=["story", "can be done", "capacity", "marks", "life", "rate", "credit", "a look", "hardly"],
)
def test_bp_1_is_quiet_where_somebody_says_no_or_all_can_be_done(document: Document) -> None:
    assert not findings(document, "BP-1")


def test_bp_1_names_who_sends_and_lets_him_look_at_the_queue() -> None:
    (finding,) = findings(SWAMPED, "BP-1")

    assert (finding.subject.kind, finding.subject.id) == ("edge", "send")
    assert plain(finding.message).startswith(
        "25.0/s come from “Senders” into “Jobs”, whose workers can do 20.0/s."
    )
    assert rows(finding)["Waiting at most"] == ("no limit", "1,200")


def test_bp_1_adds_up_who_sends_and_lets_everybody_look() -> None:
    document = changed(SWAMPED, c={"rate": 10})
    document["components"]["d"] = {"type": "client", "settings": {"rate": 15}}
    document["edges"]["more"] = {"source": "d", "target": "q", "kind": "message", "settings": {}}

    (finding,) = findings(document, "BP-1")

    assert finding.subject.id == "more"
    assert plain(finding.message).startswith("25.0/s come from “d” and others into “Jobs”")
    assert not findings(fixed(document, "BP-1"), "BP-1")


def test_the_fix_of_bp_1_bounds_the_wait_of_what_is_taken() -> None:
    before, after = simulate(SWAMPED), simulate(fixed(SWAMPED, "BP-1"))

    assert before["components"]["q"]["percentiles"]["wait"]["max"] > 600
    assert after["components"]["q"]["percentiles"]["wait"]["max"] <= 62
    assert after["components"]["w"]["totals"]["done"] == pytest.approx(72_000, rel=0.01)


ASKED = line({"rate": 110}, {}, {"instances": 2, "concurrency": 5, "processing_time": 0.1})
ASKED["run"] = {"duration": "10m"}


def waited(document: Document, half: float) -> Document:
    return result(document, q={"percentiles": {"wait": {"p50": half}}})


@pytest.mark.parametrize(
    "document",
    [
        STORY,
        changed(ASKED, c={"rate": 90}),
        changed(ASKED, q={"ordering": "adaptive_lifo"}),
        changed(ASKED, q={"ordering": "lifo"}),
        # Nobody waits for what takes minutes.
        changed(ASKED, w={"processing_time": 30}),
    ],
    ids=["the story", "can be done", "adaptive", "the newest first", "long work"],
)
def test_lifo_1_is_quiet_where_the_line_is_short_or_nobody_waits(document: Document) -> None:
    assert not findings(document, "LIFO-1", waited(document, 30))


def test_lifo_1_is_quiet_without_a_run_or_while_the_wait_is_short() -> None:
    assert not findings(ASKED, "LIFO-1")
    assert not findings(ASKED, "LIFO-1", waited(ASKED, 0.5))


@pytest.mark.parametrize(("queue", "severity"), [({}, "hint"), ({"time_to_live": 40}, "warning")])
def test_lifo_1_tells_how_many_the_newest_first_would_serve(queue: Document, severity: str) -> None:
    document = changed(ASKED, q=queue)

    (finding,) = findings(document, "LIFO-1", waited(document, 28))

    assert finding.severity == severity
    assert rows(finding)["Served soon enough to matter"] == ("hardly any", "90.9 %")


def test_the_fix_of_lifo_1_serves_nine_in_ten_at_once() -> None:
    before = simulate(ASKED)
    document = fixed(ASKED, "LIFO-1", before)
    after = simulate(document)

    assert before["components"]["q"]["percentiles"]["wait"]["p50"] > 20
    assert after["components"]["q"]["percentiles"]["wait"]["p50"] < 0.2
    assert not findings(document, "LIFO-1", after)


def circle(**edge: Any) -> Document:
    """A crawler: each page leads to others, which come into the same queue."""
    document = line({"rate": 1}, {}, {"instances": 40, "processing_time": 1})
    document["run"] = {"duration": "60s"}
    document["edges"]["found"] = {
        "source": "w",
        "target": "q",
        "kind": "message",
        "settings": edge,
    }
    return document


def fan(**edge: Any) -> Document:
    """A worker that sends to the queue of another."""
    document = line({"rate": 0.01}, {}, {"instances": 40, "processing_time": 1})
    document["components"] |= {
        "r": {"type": "queue", "label": "Notices", "settings": {}},
        "v": {"type": "worker", "label": "Notifiers", "settings": {}},
    }
    document["edges"] |= {
        "many": {"source": "w", "target": "r", "kind": "message", "settings": edge},
        "notify": {"source": "r", "target": "v", "kind": "message", "settings": {}},
    }
    return document


@pytest.mark.parametrize(
    "document",
    [
        STORY,
        fan(copies=100),
        fan(copies=500, share=0.1),
        circle(share=0.9),
        circle(copies=3, share=0.3),
    ],
    ids=["the story", "a hundred", "seldom", "a circle that dies out", "three, seldom"],
)
def test_fan_1_is_quiet_where_few_are_sent_or_circles_die_out(document: Document) -> None:
    assert not findings(document, "FAN-1")


def test_fan_1_tells_what_one_job_sends_and_what_comes_of_it() -> None:
    (finding,) = findings(fan(copies=500), "FAN-1")

    assert finding.severity == "warning"
    assert finding.subject.id == "many"
    assert rows(finding)["Messages of one job"][0] == "500"
    assert rows(finding)["Sent, on average"][0] == "5.0/s"


def test_fan_1_sees_a_circle_that_gains_as_a_run_shows() -> None:
    document = circle(copies=2, share=0.6)

    (finding,) = findings(document, "FAN-1")

    assert finding.severity == "error"
    assert "Each message becomes 1.2 in one turn: after 4 turns there are twice as many." in (
        plain(finding.message)
    )
    # A turn takes a second or more: in a minute 60 messages from outside have become thousands.
    assert simulate(document)["components"]["q"]["totals"]["arrived"] > 1_000
