"""Timeline: actions are read like everything else, and are part of what a design is."""

from typing import Any

import pytest

from simulator import Action, Simulation, catalog, limits
from tests.builders import Document, chain, problems_of, read, with_dead_letters

PURGE = {"at": 60, "target": "jobs", "action": "purge"}


def with_action(**changed: Any) -> Document:
    """A chain whose queue is purged after a minute, with some fields of that action changed."""
    return {**chain(), "timeline": {"clean": {**PURGE, **changed}}}


def test_an_action_is_written_in_its_canonical_form() -> None:
    design = read(with_action(at="5m"))

    assert design.to_dict()["timeline"] == {
        "clean": {"at": 300, "target": "jobs", "action": "purge", "settings": {}}
    }
    assert read(design.to_dict()) == design


def test_the_timeline_is_part_of_what_decides_about_a_simulation() -> None:
    prints = [
        read(data).fingerprint()
        for data in (chain(), with_action(), with_action(at=61), with_action(at="1m"))
    ]

    assert prints[1] == prints[3]
    assert len(set(prints)) == 3


def test_actions_are_done_in_the_order_of_their_times_whatever_they_are_called() -> None:
    timeline = {"z": {**PURGE, "at": 5}, "a": {**PURGE, "at": 9}, "m": {**PURGE, "at": "5s"}}
    design = read({**chain(), "timeline": timeline})

    assert list(design.timeline) == ["a", "m", "z"]
    assert [action.at for action in design.actions()] == [5, 5, 9]


@pytest.mark.parametrize(
    ("entry", "place", "message", "remedy"),
    [
        (
            {"at": None},
            "at",
            "At of the action “clean” is nothing (null).",
            "Give a number of seconds, or text such as “200ms”, “30s”, “5m”, “2h” or “4d”.",
        ),
        ({"at": -1}, "at", "At of the action “clean” is -1.", "It must be at least 0 s."),
        (
            {"at": "30m"},
            "at",
            "The action “clean” is at 1,800 s, and the run is over by then.",
            "Give a time before 1,800 s, or lengthen the run.",
        ),
        (
            {"target": None},
            "target",
            "The action “clean” has no target.",
            "Name the component to which it is done.",
        ),
        (
            {"target": "job"},
            "target",
            "The action “clean” is done to “job”, which is no component.",
            "Did you mean “jobs”?",
        ),
        (
            {"target": ["jobs"]},
            "target",
            "The action “clean” is done to a list, which is no component.",
            "Name a component of the design.",
        ),
        ({"action": "prge"}, "action", "A queue has no action “prge”.", "Did you mean “purge”?"),
        (
            {"action": 7},
            "action",
            "A queue has no action 7.",
            "The actions of a queue are: purge, redrive, set.",
        ),
        (
            {"settings": 3},
            "settings",
            "The settings of the action “clean” must be a map, and this is 3.",
            "Use {…}.",
        ),
        (
            {"settings": {"slowly": True}},
            "settings/slowly",
            "The action “clean” has no setting “slowly”.",
            "Remove it.",
        ),
        (
            {"colour": "red"},
            "colour",
            "The action “clean” has no field “colour”.",
            "Its fields are: at, target, action, settings.",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_its_remedy(
    entry: Document, place: str, message: str, remedy: str
) -> None:
    (problem,) = problems_of(with_action(**entry))

    assert problem.path == ("timeline", "clean", *place.split("/"))
    assert (problem.message, problem.remedy) == (message, remedy)


def test_only_a_dead_letter_queue_can_be_redriven() -> None:
    redrive = {"clean": {**PURGE, "action": "redrive"}}
    (problem,) = problems_of({**chain(), "timeline": redrive})

    assert problem.path == ("timeline", "clean", "target")
    assert problem.message == "“Jobs” cannot redrive: it has not the role “Dead letters”."
    with pytest.raises(ValueError, match="has not the role"):
        Simulation(read(with_dead_letters(chain()))).apply(Action(9, "jobs", "redrive"))
    dead = {"clean": {**PURGE, "target": "dead", "action": "redrive"}}
    read({**with_dead_letters(chain()), "timeline": dead})


def test_what_is_missing_is_told_once_for_each_field() -> None:
    problems = problems_of({**chain(), "timeline": {"clean": {"target": "jobs"}}})

    assert {problem.path[-1] for problem in problems} == {"at", "action"}


def test_of_a_component_that_cannot_be_read_no_action_is_called_unknown() -> None:
    data = with_action()
    data["components"]["jobs"]["settings"] = {"retention": "long"}

    assert {problem.path[0] for problem in problems_of(data)} == {"components"}


def test_a_timeline_has_a_limit_and_its_ids_are_ids() -> None:
    many = {f"a{number}": PURGE for number in range(limits.TIMELINE_MAX + 1)}
    (over,) = problems_of({**chain(), "timeline": many})
    (named,) = problems_of({**chain(), "timeline": {"1st": PURGE}})
    (shape,) = problems_of({**chain(), "timeline": [PURGE]})

    assert over.path == ("timeline",)
    assert over.message == "It has 101 actions, the most one design may have is 100."
    assert named.path == ("timeline", "1st")
    assert shape.message == "“timeline” must be a map, and this is a list."


def test_the_catalog_says_what_can_be_done_to_each_type() -> None:
    (queue,) = [each for each in catalog()["types"] if each["type"] == "queue"]

    assert "purge" in {action["name"] for action in queue["actions"]}
    assert [field["name"] for field in catalog()["timeline"]["fields"]] == ["at"]
