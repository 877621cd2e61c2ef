"""Figures: Plotly templates of the charts, and how the frames of a run fill them.

The browser fills the same templates live (static/src/charts); a test holds the two together. The
rules are few, so that both stay the same: x is a frame's end; y is the column after its transform
(playground/runs/columns.py), times the factor of the first scale whose `below` exceeds the largest
value; a missing observation is a gap, never a line drawn across. Columns that a run does not have
are gaps; what is drawn only where there is something to say (`told_by`, `moved_by`, quiet lines) is
left out by `asked`.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import compress
from typing import Any

from playground.runs.chart import Chart, Series
from playground.runs.charts import CHARTS
from playground.runs.columns import Column, Reader

# The colours of static/css/tokens.css, `--plot-1` to `--plot-6`, light theme. The browser restyles
# by the series' role when the theme changes; reports keep these.
COLOURS = {
    "chart-1": "#1673c9",
    "chart-2": "#396347",
    "chart-3": "#de780d",
    "chart-4": "#522189",
    "chart-5": "#570e25",
    "chart-6": "#87959a",
}
GRID = "#e4e9ea"
AXIS = "#5d6a6f"
FILL_OPACITY = 0.13
TICK_STEPS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 21600, 43200)
DAY = 86_400
TICKS_MAX = 7


@cache
def templates() -> list[dict[str, Any]]:
    """Every chart as JSON: what it shows, its series, and an unfilled Plotly figure."""
    return [_template(chart) for chart in CHARTS]


def _template(chart: Chart) -> dict[str, Any]:
    return {
        "id": chart.id,
        "title": chart.title,
        "unit": chart.scales[0].unit,
        "scope": chart.scope,
        "scales": [
            {"unit": scale.unit, "factor": scale.factor, "below": scale.below}
            for scale in chart.scales
        ],
        "floor": chart.floor,
        "series": [
            {
                "metric": series.metric,
                "label": series.label,
                "role": series.role,
                "dash": series.dash,
                "transform": series.transform,
                "plus": series.plus,
                "quiet": series.quiet,
            }
            for series in chart.series
        ],
        "limits": [
            {
                "value": limit.value,
                "setting": limit.setting,
                "when": {name: list(values) for name, values in limit.when.items()},
            }
            for limit in chart.limits
        ],
        "told_by": list(chart.told_by),
        "moved_by": list(chart.moved_by),
        "figure": _figure(chart),
    }


def _figure(chart: Chart) -> dict[str, Any]:
    # Plotly takes half a second to import: workers and sockets never need it.
    import plotly.graph_objects as go

    figure = go.Figure(
        data=[go.Scatter(_trace(series)) for series in chart.series],
        layout=go.Layout(template=go.layout.Template(), **_layout(chart)),
    ).to_plotly_json()
    figure["layout"].pop("template", None)  # Plotly's own look, 7 kB a figure, none of it used.
    return {"data": figure["data"], "layout": figure["layout"]}


def _trace(series: Series) -> dict[str, Any]:
    width = 2 if series.role == "chart-5" else 1.75
    trace: dict[str, Any] = {
        "name": series.label,
        "mode": "lines",
        "x": [],
        "y": [],
        "connectgaps": False,
        "line": {
            "color": COLOURS[series.role],
            "dash": series.dash,
            "width": width,
            "shape": "hv" if series.steps else "linear",
        },
        "hovertemplate": "%{y:,.3~r}",
    }
    if series.filled:
        trace |= {"fill": "tozeroy", "fillcolor": translucent(COLOURS[series.role])}
    return trace


def _layout(chart: Chart) -> dict[str, Any]:
    return {
        "autosize": True,
        "height": 128,
        "margin": {"l": 36, "r": 8, "t": 8, "b": 20, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "Inter Variable, Inter, system-ui, sans-serif", "size": 11,
                 "color": AXIS},
        "showlegend": False,
        "hovermode": "x",
        "dragmode": "zoom",
        "xaxis": {"showgrid": False, "zeroline": False, "ticks": "", "tickangle": 0,
                  "range": [0, 1]},
        "yaxis": {"rangemode": "tozero", "nticks": 4, "gridcolor": GRID, "gridwidth": 1,
                  "zeroline": False, "ticks": "", "fixedrange": True, "tickformat": ",~r",
                  "range": [0, chart.floor or 1]},
        "shapes": [],
        "annotations": [],
    }  # fmt: skip


def translucent(colour: str, opacity: float = FILL_OPACITY) -> str:
    """`#1673c9` as `rgba(22,115,201,0.13)`: the fill below a line."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def fill(
    template: Mapping[str, Any],
    schema: Mapping[str, Any],
    frames: Sequence[Mapping[str, Any]],
    component: str | None = None,
    settings: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The template with the frames of a run in it, ready for Plotly; `unit` is what fits best.

    `component` names whose columns are meant where the chart's scope is not the system, the
    component or the edge; `settings` are that component's, for limits that come from them.
    """
    reader = Reader(template, schema, frames, component)
    columns = [reader.line(series) for series in template["series"]]
    scale = fitting(template["scales"], columns)
    limits = limits_of(template["limits"], settings or {})
    traces = [
        {**trace, "x": [frame["end"] for frame in frames], "y": _scaled(column, scale)}
        for trace, column in zip(template["figure"]["data"], columns, strict=True)
    ]
    layout = dict(template["figure"]["layout"])
    layout["xaxis"] = {**layout["xaxis"], **time_axis(schema["duration"])}
    highest = max((y for trace in traces for y in trace["y"] if y is not None), default=0.0)
    # A limit far above everything would press the lines flat: it is then left out.
    near = [limit for limit in limits if limit <= highest * 3]
    if near:
        layout["shapes"] = [limit_line(limit) for limit in near]
        highest = max(highest, *near)
    layout["yaxis"] = {**layout["yaxis"], "range": [0, max(highest * 1.06, template["floor"]) or 1]}
    return {
        "id": template["id"],
        "title": template["title"],
        "unit": scale["unit"],
        "component": component,
        "figure": {"data": traces, "layout": layout},
    }


def figures_of(
    schema: Mapping[str, Any],
    frames: Sequence[Mapping[str, Any]],
    scope: str = "system",
    component: str | None = None,
    settings: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Every chart of one scope that has something to say, filled."""
    own = [template for template in templates() if template["scope"] == scope]
    shown = [asked(template, schema, frames, component) for template in own]
    return [fill(one, schema, frames, component, settings) for one in shown if one is not None]


def asked(
    template: Mapping[str, Any],
    schema: Mapping[str, Any],
    frames: Sequence[Mapping[str, Any]],
    component: str | None = None,
) -> Mapping[str, Any] | None:
    """The template without its silent quiet lines; None where it has nothing to say."""
    reader = Reader(template, schema, frames, component)
    conditional = template["told_by"] or template["moved_by"]
    if conditional and not (
        any(reader.tells(name) for name in template["told_by"])
        or any(reader.moves(name) for name in template["moved_by"])
    ):
        return None
    kept = [
        not one["quiet"] or reader.tells(one["plus"] or one["metric"]) for one in template["series"]
    ]
    if not any(kept):
        return None
    figure = template["figure"]
    return {
        **template,
        "series": [*compress(template["series"], kept)],
        "figure": {**figure, "data": [*compress(figure["data"], kept)]},
    }


def fitting(scales: Sequence[Mapping[str, Any]], columns: Iterable[Column]) -> Mapping[str, Any]:
    """The first scale whose `below` exceeds the largest value; the column's own unit for zeros."""
    largest = max((value for column in columns for value in column if value is not None), default=0)
    if largest <= 0:
        return next(scale for scale in scales if scale["factor"] == 1)
    return next(scale for scale in scales if scale["below"] is None or largest < scale["below"])


def _scaled(column: Column, scale: Mapping[str, Any]) -> Column:
    return [None if value is None else value * scale["factor"] for value in column]


def limits_of(limits: Sequence[Mapping[str, Any]], settings: Mapping[str, Any]) -> list[float]:
    """The values of a chart's limits, as far as the settings have them."""
    meant = [
        limit
        for limit in limits
        if all(settings.get(name) in values for name, values in limit["when"].items())
    ]
    values = [settings.get(one["setting"]) if one["setting"] else one["value"] for one in meant]
    return [float(value) for value in values if isinstance(value, int | float)]


def limit_line(value: float) -> dict[str, Any]:
    """A dashed line across the chart, with its value at the right."""
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": value,
        "y1": value,
        "line": {"color": COLOURS["chart-6"], "width": 1, "dash": "dash"},
        "label": {"text": f"{value:,g}", "textposition": "start", "yanchor": "bottom"},
    }


def time_axis(duration: float) -> dict[str, Any]:
    """Range and ticks of an axis of simulated time: round steps, the unit on the last tick."""
    wanted = duration / TICKS_MAX
    step = next((step for step in TICK_STEPS if step >= wanted), None)
    if step is None:
        step = DAY * -(-int(wanted) // DAY)
    unit, factor = _tick_unit(duration)
    values = [tick * step for tick in range(int(duration // step) + 1)]
    texts = [f"{value / factor:,.4g}" for value in values]
    texts[-1] = f"{texts[-1]} {unit}"
    return {"range": [0, duration], "tickvals": values, "ticktext": texts}


def _tick_unit(duration: float) -> tuple[str, int]:
    if duration < 180:
        return "s", 1
    if duration < 3 * 3600:
        return "min", 60
    if duration < 3 * DAY:
        return "h", 3600
    return "d", DAY
