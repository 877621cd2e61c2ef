"""Schemas: runs and comparisons on the wire."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, JsonValue

from playground.core.schemas import (
    Design,
    Finding,
    Frame,
    FrameSchema,
    KeptReason,
    MessageVerdict,
    RunBrief,
    RunResult,
    RunStatus,
)

RunId = Annotated[str, Field(max_length=12)]


class RunFix(Schema):
    """The fix that a run is to prove: whose finding it was, and in which run it was found."""

    rule: Annotated[str, Field(max_length=20)]
    run: RunId | None = None


class RunIn(Schema):
    """What to run: the document as the editor has it."""

    design: dict[str, JsonValue]
    fix: RunFix | None = None


class Run(RunBrief):
    """A run with everything that is known of it but its frames."""

    design: Design
    fix: RunFix | None
    result: RunResult | None
    findings: list[Finding]


class FramePage(Schema):
    """Frames of a run after a given one, in order; `last_seq` is the newest that is stored."""

    frame_schema: Annotated[FrameSchema, Field(alias="schema")]
    frames: list[Frame]
    last_seq: int
    status: RunStatus


class Scale(Schema):
    """The unit of a chart whose largest value is below `below` (null: any)."""

    unit: str
    factor: float
    below: float | None


class ChartSeries(Schema):
    """One line of a chart."""

    metric: str
    label: str
    role: Literal["chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6"]
    dash: Literal["solid", "dash", "dot", "dashdot", "longdash"]
    transform: Literal["value", "total", "per_minute", "percent", "of_work"]
    plus: str | None
    quiet: bool


class ChartLimit(Schema):
    """A value that must not be reached, or the setting that it stands in."""

    value: float | None
    setting: str | None
    when: dict[str, list[str]]


class PlotlyFigure(Schema):
    """A figure as Plotly takes it."""

    data: list[dict[str, JsonValue]]
    layout: dict[str, JsonValue]


class ChartTemplate(Schema):
    """A chart without data: how to fill it is said in playground/runs/figures.py."""

    id: str
    title: str
    unit: str
    scope: str
    scales: list[Scale]
    floor: float
    series: list[ChartSeries]
    limits: list[ChartLimit]
    told_by: list[str]
    moved_by: list[str]
    figure: PlotlyFigure


class FilledChart(Schema):
    """A chart with the data of a run."""

    id: str
    title: str
    unit: str
    component: str | None
    figure: PlotlyFigure


class Verdict(Schema):
    """What came of a change, in words; `good` is null where it depends on what one wants."""

    title: str
    text: str
    good: bool | None


class Change(Schema):
    """One difference between two designs, ready to show."""

    path: list[str]
    label: str
    a: str
    b: str


class Row(Schema):
    """One figure of both runs, ready to show; `better` is null where it is neither."""

    label: str
    a: str
    b: str
    change: str
    better: bool | None


class Comparison(Schema):
    """Two runs side by side. `same_work`: the same seed and clients, so message by message."""

    a: RunBrief
    b: RunBrief
    same_work: bool
    verdict: Verdict
    changes: list[Change]
    rows: list[Row]


class MessageRow(Schema):
    """One message whose history is kept, as a list shows it: `needed` seconds of work, how often
    it was received, and how often its work was completed (`handled`)."""

    client: str
    number: int
    sent: float
    ended: float | None
    verdict: MessageVerdict
    kept: list[KeptReason]
    needed: float
    poison: bool
    handled: int
    receives: int


class MessageList(Schema):
    """Which messages of a run have a history: `kept` of `messages`, of which `rows` were asked for.
    Where there is none, `note` says why; `pending` while they are still being followed."""

    messages: int
    kept: int
    pending: bool
    note: str
    rows: list[MessageRow]
