"""Scaling settings: what an autoscaler needs, told where it is missing or contradicts itself."""

from typing import Any

import pytest

from simulator import read_design
from tests.builders import chain


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"autoscaler": "hpa", "scale_min": 9, "scale_max": 3},
            "“Workers”: An autoscaler's “at least” must not be above its “at most”.",
        ),
        (
            {"autoscaler": "step", "scale_steps": []},
            "“Workers”: Step scaling needs at least one step.",
        ),
        (
            {"scale_steps": [{"backlog": 50, "change": 1}, {"backlog": 5, "change": -1}]},
            "Steps of “Workers”: “Backlog from” must rise from each entry to the next.",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_told(
    settings: dict[str, Any], message: str
) -> None:
    design, problems = read_design(chain(worker=settings))

    assert design is None
    assert [problem.message for problem in problems] == [message]


def test_bounds_of_an_autoscaler_do_not_matter_where_there_is_none() -> None:
    design, problems = read_design(chain(worker={"scale_min": 9, "scale_max": 3}))

    assert design is not None, problems


def test_a_design_may_leave_its_steps_as_they_are() -> None:
    design, problems = read_design(chain(worker={"autoscaler": "step"}))

    assert design is not None, problems
    assert "scale_steps" not in design.to_dict()["components"]["workers"]["settings"]
