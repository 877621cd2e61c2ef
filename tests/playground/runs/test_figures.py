"""Figures: every column that a chart asks for exists, and templates are filled as they say."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.runs.charts import CHARTS
from playground.runs.figures import (
    TICKS_MAX,
    figures_of,
    fill,
    fitting,
    rate_window,
    templates,
    time_axis,
    transformed,
)
from simulator import Simulation, catalog, read_design
from tests.playground.runs.designs import slow_to_play, through_json

SYSTEM = ("Queue depth", "Age of the oldest", "Receives", "Dead letters", "Latency",
          "Worker slots in use")  # fmt: skip


@pytest.fixture(scope="module")
def story() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    design, _ = read_design(slow_to_play(100))
    assert design is not None
    simulation = Simulation(design)
    schema = through_json(simulation.schema.to_dict())
    return schema, [through_json(frame.to_dict()) for frame in simulation.frames()]


def template(id: str) -> dict[str, Any]:
    return next(one for one in templates() if one["id"] == id)


def test_the_whole_system_has_six_charts() -> None:
    assert tuple(chart.title for chart in CHARTS if chart.scope == "system") == SYSTEM


def test_every_component_type_has_charts_and_every_chart_its_columns() -> None:
    known = {"system": {one["name"] for one in catalog()["system_metrics"]}}
    for one in catalog()["types"]:
        known[one["type"]] = {metric["name"] for metric in one["metrics"]}
        for name, role in one.get("roles", {}).items():
            known[name] = {metric["name"] for metric in [*one["metrics"], *role["metrics"]]}

    assert {chart.scope for chart in CHARTS} == set(known)
    for chart in CHARTS:
        assert {series.metric for series in chart.series} <= known[chart.scope], chart.id


def test_no_chart_tells_its_lines_apart_by_colour_alone() -> None:
    for chart in CHARTS:
        assert len({line.dash for line in chart.series}) == len(chart.series), chart.id
        assert len(chart.series) <= 6


def test_templates_are_json_without_data_or_a_theme_of_plotly() -> None:
    for one in json.loads(json.dumps(templates())):
        assert "template" not in one["figure"]["layout"]
        assert all(trace["x"] == [] == trace["y"] for trace in one["figure"]["data"])
        assert len(one["figure"]["data"]) == len(one["series"])


def test_depth_is_drawn_at_the_end_of_each_frame(
    story: tuple[dict[str, Any], list[dict[str, Any]]],
) -> None:
    schema, frames = story

    chart = fill(template("system-depth"), schema, frames)

    waiting = chart["figure"]["data"][0]
    at = schema["system"].index("waiting")
    assert waiting["x"] == [frame["end"] for frame in frames]
    assert waiting["y"] == [frame["system"][at] for frame in frames]
    assert chart["figure"]["layout"]["xaxis"]["range"] == [0, 100]


def test_dead_letters_are_a_running_total(
    story: tuple[dict[str, Any], list[dict[str, Any]]],
) -> None:
    schema, frames = story

    line = fill(template("system-dead"), schema, frames)["figure"]["data"][0]["y"]

    at = schema["system"].index("dead")
    assert line[-1] == sum(frame["system"][at] for frame in frames)
    assert line == sorted(line)


def test_a_component_is_read_from_its_own_columns(
    story: tuple[dict[str, Any], list[dict[str, Any]]],
) -> None:
    schema, frames = story

    charts = figures_of(schema, frames, "worker", "workers")

    assert charts[0]["title"] == "Attempts"
    at = schema["components"]["workers"].index("done")
    done = [frame["components"]["workers"][at] for frame in frames]
    window = rate_window(schema)
    last = charts[0]["figure"]["data"][0]["y"][-1]
    assert last == sum(done[-window:]) * 60 / (window * schema["frame"])


def test_a_limit_from_a_setting_is_drawn_where_it_can_be_reached(
    story: tuple[dict[str, Any], list[dict[str, Any]]],
) -> None:
    schema, frames = story
    highest = max(frame["components"]["jobs"][1] for frame in frames)

    near = fill(template("queue-depth"), schema, frames, "jobs", {"capacity": highest + 1})
    far = fill(template("queue-depth"), schema, frames, "jobs", {"capacity": 10**6})

    assert [line["y0"] for line in near["figure"]["layout"]["shapes"]] == [highest + 1]
    assert not far["figure"]["layout"].get("shapes")


@pytest.mark.parametrize(
    ("largest", "unit"), [(0.2, "ms"), (38, "s"), (337, "min"), (20_000, "h"), (0, "s")]
)
def test_durations_get_the_unit_that_fits_the_largest(largest: float, unit: str) -> None:
    assert fitting(template("system-oldest")["scales"], [[None, 0.0, largest]])["unit"] == unit


def test_the_browser_is_tested_against_what_python_fills_today() -> None:
    fixture = Path(__file__).parents[3] / "static" / "test" / "fixtures" / "figures.json"

    for case in json.loads(fixture.read_text()):
        assert case["template"] == through_json(template(case["template"]["id"])), case["name"]
        filled = fill(
            case["template"], case["schema"], case["frames"], case["component"], case["settings"]
        )
        assert through_json(filled) == case["filled"], case["name"]


@given(st.lists(st.none() | st.floats(0, 1e6)), st.floats(0.01, 1e5))
def test_a_gap_stays_a_gap(column: list[float | None], frame: float) -> None:
    for transform in ("value", "per_minute", "percent"):
        changed = transformed(column, transform, frame)
        assert [value is None for value in changed] == [value is None for value in column]


@given(st.floats(1, 31 * 86_400))
def test_an_axis_of_time_has_few_round_ticks_with_the_unit_on_the_last(duration: float) -> None:
    axis = time_axis(duration)

    assert 2 <= len(axis["tickvals"]) <= TICKS_MAX + 1
    assert axis["tickvals"][0] == 0
    assert axis["tickvals"][-1] <= duration
    assert axis["ticktext"][-1].split()[-1] in ("s", "min", "h", "d")
    assert all(text.replace(",", "").replace(".", "").isdigit() for text in axis["ticktext"][:-1])
