"""Moments: a finding says what the timeline did when it was at its worst."""

from typing import Any

import pytest

from simulator.feedback import Finding, Severity, Subject
from simulator.feedback.moments import at_its_moment
from tests.simulator.rules.designs import STORY, Document, read


def told(watch: float | None, subject: Subject, **timeline: Document) -> str:
    design = read(STORY | {"timeline": timeline})
    finding = Finding(
        "ANY-1", Severity.ERROR, subject, "A title", "A message.", "any-1", 0.1, watch=watch
    )
    return at_its_moment(design, finding).message.removeprefix("A message.").strip()


QUEUE, DEAD = Subject("component", "q"), Subject("component", "dead")
DOWN = {"at": 300, "target": "db", "action": "outage", "settings": {"lasts": 60}}


@pytest.mark.parametrize(
    ("watch", "said"),
    [
        (None, ""),
        (299, ""),
        (310, "It is at its worst during the outage of “Video records” at 5:00."),
        (400, "It is at its worst after the outage of “Video records” at 5:00."),
        (600, ""),
    ],
)
def test_a_finding_tells_of_the_outage_that_it_comes_from(watch: float | None, said: str) -> None:
    assert told(watch, QUEUE, down=DOWN) == said


def test_dead_letters_feel_what_their_workers_feel() -> None:
    assert "outage" in told(310, DEAD, down=DOWN)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            {"at": 60, "target": "uploaders", "action": "spike", "settings": {"lasts": 60}},
            "during the spike of “Uploaders” at 1:00",
        ),
        ({"at": 60, "target": "w", "action": "crash"}, "after the crash of “Transcoders” at 1:00"),
        (
            {
                "at": 60,
                "target": "uploaders",
                "action": "set",
                "settings": {"setting": "rate", "value": 9},
            },
            "after “Rate” of “Uploaders” was set to 9.0/s at 1:00",
        ),
    ],
)
def test_every_action_has_its_words(entry: dict[str, Any], said: str) -> None:
    assert told(100, QUEUE, a=entry) == f"It is at its worst {said}."


def test_a_stop_lasts_until_the_next_start() -> None:
    stop = {"at": 60, "target": "w", "action": "stop"}
    start = {"at": 500, "target": "w", "action": "start"}

    assert "during the stop of “Transcoders” at 1:00" in told(450, QUEUE, a=stop, b=start)
    assert "after the stop of “Transcoders”" in told(510, QUEUE, a=stop, b=start)


def test_what_the_subject_cannot_feel_is_left_out() -> None:
    purge = {"at": 60, "target": "dead", "action": "purge"}

    assert (
        told(100, DEAD, a=purge) == "It is at its worst after the purge of “Dead letters” at 1:00."
    )
    assert told(100, Subject("component", "db"), a=purge) == ""
