"""Figures: every column that a chart asks for exists, and templates are filled as they say."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.runs.charts import CHARTS
from playground.runs.columns import rate_window, transformed
from playground.runs.figures import (
    TICKS_MAX,
    asked,
    figures_of,
    fill,
    fitting,
    templates,
    time_axis,
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


def test_the_whole_system_has_six_charts_and_losses_where_there_are_any() -> None:
    system = [chart for chart in CHARTS if chart.scope == "system"]

    assert tuple(chart.title for chart in system if not chart.told_by) == SYSTEM
    assert [chart.title for chart in system if chart.told_by] == ["Losses"]


def test_every_component_type_has_charts_and_every_chart_its_columns() -> None:
    known = {"system": {one["name"] for one in catalog()["system_metrics"]}}
    known["edge"] = {one["name"] for one in catalog()["edge_metrics"]}
    for one in catalog()["types"]:
        known[one["type"]] = {metric["name"] for metric in one["metrics"]}
        for name, role in one.get("roles", {}).items():
            known[name] = {metric["name"] for metric in [*one["metrics"], *role["metrics"]]}

    assert {chart.scope for chart in CHARTS} == set(known)
    for chart in CHARTS:
        named = {series.metric for series in chart.series}
        named |= {series.plus for series in chart.series if series.plus}
        assert named | {*chart.told_by, *chart.moved_by} <= known[chart.scope], chart.id


def test_limits_name_settings_and_values_that_there_are() -> None:
    fields = {
        one["type"]: {field["name"]: field for field in one["fields"]} for one in catalog()["types"]
    }
    for chart in CHARTS:
        for limit in chart.limits:
            assert limit.setting is None or limit.setting in fields[chart.scope], chart.id
            for name, values in limit.when.items():
                choices = {choice["value"] for choice in fields[chart.scope][name]["choices"]}
                assert set(values) <= choices, chart.id


def test_charts_that_appear_during_a_run_move_none_that_stood_there() -> None:
    for scope in {chart.scope for chart in CHARTS} - {"edge"}:
        conditional = [
            bool(chart.told_by or chart.moved_by) for chart in CHARTS if chart.scope == scope
        ]
        assert conditional == sorted(conditional), scope


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
        where = (case["schema"], case["frames"], case["component"])
        shown = asked(case["template"], *where)
        filled = None if shown is None else through_json(fill(shown, *where, case["settings"]))
        assert filled == case["filled"], case["name"]


@given(st.data())
def test_whatever_columns_a_run_lacks_its_charts_can_be_drawn(data: st.DataObject) -> None:
    """Runs of older engines have fewer columns than today's charts ask for."""
    for one in templates():
        wanted = {series["metric"] for series in one["series"]} | {*one["told_by"]}
        names = sorted(data.draw(st.sets(st.sampled_from(sorted(wanted)))))
        values = st.lists(st.none() | st.floats(0, 1e6), min_size=len(names), max_size=len(names))
        rows = data.draw(st.lists(values, max_size=4))
        part = None if one["scope"] == "system" else "it"
        tables = {"system": names, "components": {"it": names}, "edges": {"it": names}}
        schema = {"frame": 1.0, "duration": 4.0, **tables}
        frames = [
            {"end": end, "system": row, "components": {"it": row}, "edges": {"it": row}}
            for end, row in enumerate(rows, 1)
        ]

        shown = asked(one, schema, frames, part)

        lines = fill(shown or one, schema, frames, part)["figure"]["data"]
        assert all(len(line["y"]) == len(frames) for line in lines)


def test_a_design_with_features_is_asked_what_a_plain_one_is_not() -> None:
    document = {
        "version": 1,
        "run": {"duration": 120, "seed": 3},
        "components": {
            "clients": {"type": "client", "settings": {"rate": 20}},
            "jobs": {"type": "queue", "settings": {}},
            "workers": {
                "type": "worker",
                "settings": {
                    "instances": 2,
                    "concurrency": 2,
                    "autoscaler": "keda",
                    "scale_min": 1,
                    "scale_max": 8,
                    "scale_target": 5,
                },
            },
        },
        "edges": {
            "in": {"kind": "message", "source": "clients", "target": "jobs"},
            "out": {"kind": "message", "source": "jobs", "target": "workers"},
        },
    }
    design, problems = read_design(document)
    assert design is not None, problems
    simulation = Simulation(design)
    schema = through_json(simulation.schema.to_dict())
    frames = [through_json(frame.to_dict()) for frame in simulation.frames()]

    titles = [chart["title"] for chart in figures_of(schema, frames, "worker", "workers")]

    assert "Instances" in titles
    assert "Slots" in titles
    assert "Crashes and losses" not in titles


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
