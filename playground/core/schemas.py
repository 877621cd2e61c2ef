"""Schemas: the documents of the simulator as JSON, for the API and for the browser's types."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, JsonValue

from simulator import limits

Severity = Literal["error", "warning", "hint"]
EdgeKind = Literal["call", "message", "dead-letter"]
Path = list[str | int]
Settings = dict[str, JsonValue]


class Strict(Schema):
    """A document: what is not declared is not in it."""

    model_config = ConfigDict(extra="forbid")


class Whole(Strict):
    """A document that may be read with gaps, but is always written whole."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


# --- The design ----------------------------------------------------------------------------------

DesignId = Annotated[
    str, Field(pattern=rf"^[A-Za-z][A-Za-z0-9_-]{{0,{limits.ID_LENGTH_MAX - 1}}}$")
]


class DesignComponent(Whole):
    """A component: what a user places, settings only."""

    type: Annotated[str, Field(max_length=limits.ID_LENGTH_MAX)]
    label: Annotated[str, Field(max_length=limits.NAME_LENGTH_MAX)] = ""
    settings: Settings = {}


class DesignEdge(Whole):
    """An edge, in the direction in which work travels."""

    source: DesignId
    target: DesignId
    kind: EdgeKind
    settings: Settings = {}


class DesignPosition(Whole):
    """Where a component stands on the canvas, in pixels."""

    x: float
    y: float


class Design(Whole):
    """A design's shape. Whether it can run is for the simulator to say; a draft need not."""

    version: Literal[1] = 1
    name: Annotated[str, Field(max_length=limits.NAME_LENGTH_MAX)] = ""
    components: Annotated[
        dict[DesignId, DesignComponent], Field(max_length=limits.COMPONENTS_MAX)
    ] = {}
    edges: Annotated[dict[DesignId, DesignEdge], Field(max_length=limits.EDGES_MAX)] = {}
    timeline: Settings = {}
    run: Settings = {}
    layout: Annotated[dict[str, DesignPosition], Field(max_length=limits.COMPONENTS_MAX)] = {}


class Problem(Strict):
    """Why a document cannot run: where, what, and what to do."""

    path: Path
    message: str
    remedy: str


# --- Findings ------------------------------------------------------------------------------------


class FindingSubject(Strict):
    """What a finding is about."""

    kind: Literal["component", "edge", "design"]
    id: str


class FindingEvidence(Strict):
    """One number behind a finding, ready to show, and what it would be after the fix."""

    label: str
    value: str
    predicted: str | None


class FixChange(Strict):
    """One value of the document, replaced."""

    path: Path
    value: JsonValue


class Fix(Strict):
    """A change to the design that a finding proposes."""

    label: str
    changes: list[FixChange]


class Finding(Strict):
    """Advice on a design that can run."""

    rule: str
    severity: Severity
    subject: FindingSubject
    title: str
    message: str
    evidence: list[FindingEvidence]
    evidence_columns: list[str]
    watch: float | None
    fix: Fix | None
    page: str


class CheckIn(Schema):
    """A document to check; anything at all may be asked about."""

    design: JsonValue


class CheckOut(Schema):
    """What is wrong with a document, and advice if nothing is."""

    problems: list[Problem]
    findings: list[Finding]


class Refused(Schema):
    """The body of every error."""

    message: str
    problems: list[Problem] | None = None


# --- Frames and results --------------------------------------------------------------------------

Values = list[float | None]
RunStatus = Literal["queued", "running", "finished", "failed", "cancelled"]


class FrameSchema(Strict):
    """Which column of a frame is which metric; sent once, before the frames."""

    version: Literal[1]
    frame: float
    duration: float
    frames: int
    system: list[str]
    components: dict[str, list[str]]
    edges: dict[str, list[str]]


class Frame(Strict):
    """Statistics of one stretch of simulated time; values stand as the schema's names do."""

    seq: int
    start: float
    end: float
    system: Values
    components: dict[str, Values]
    edges: dict[str, Values]


class Peak(Strict):
    """The highest value of a gauge, and when, in simulated seconds."""

    value: float
    at: float


class Percentiles(Strict):
    """A latency over the whole run, in seconds; `zeros` of the observations are exactly 0;
    percentiles have the relative error `error`."""

    count: int
    mean: float | None
    p50: float | None
    p95: float | None
    p99: float | None
    max: float | None
    zeros: int
    error: float | None


class Summary(Strict):
    """What one component, one edge or the system did after the warm-up."""

    totals: dict[str, float]
    means: dict[str, float | None]
    peaks: dict[str, Peak]
    last: dict[str, float | None]
    percentiles: dict[str, Percentiles]


class Conservation(Strict):
    """Where the messages that were sent are at the end; the rest adds up to `sent`."""

    sent: int
    done: int
    failed: int
    dead: int
    expired: int
    rejected: int
    lost: int
    in_system: int


class RunResult(Strict):
    """What a simulation adds up to."""

    engine: str
    seed: int
    replication: int
    duration: float
    warm_up: float
    messages: int
    events: int
    system: Summary
    components: dict[str, Summary]
    edges: dict[str, Summary]
    conservation: Conservation
    actions: list[dict[str, JsonValue]]


class RunBrief(Schema):
    """A run as a list shows it."""

    id: str
    number: int
    scenario: str
    status: RunStatus
    position: int | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    wall_ms: int | None
    simulated: float
    duration: float
    frames: int
    last_seq: int
    seed: int
    engine: str
    message: str
    fingerprint: str
    parent: str | None


# --- The catalogue -------------------------------------------------------------------------------


class FieldChoice(Strict):
    """One value that a setting may have."""

    value: str
    label: str
    help: str


class FieldSpec(Strict):
    """One setting: everything that a form needs to know."""

    name: str
    label: str
    kind: Literal[
        "integer",
        "number",
        "duration",
        "rate",
        "share",
        "boolean",
        "choice",
        "distribution",
        "classes",
        "steps",
        "parts",
        "points",
    ]
    unit: str | None
    default: JsonValue
    nullable: bool
    nothing: str | None
    minimum: float | None
    above: bool
    maximum: float | None
    step: float | None
    help: str
    source: str | None
    group: str | None
    choices: list[FieldChoice]
    visible_when: dict[str, list[JsonValue]] | None


class Metric(Strict):
    """One column of a frame."""

    name: str
    label: str
    unit: str | None
    kind: Literal["count", "gauge", "percentile", "utilisation"]
    help: str


class BarsInstrument(Strict):
    """Bars over the last frames of one metric."""

    kind: Literal["bars"]
    metric: str


class GaugeInstrument(Strict):
    """A queue's gauge: solid is waiting, hatched is in flight."""

    kind: Literal["gauge"]
    solid: str
    hatched: str


class SlotsInstrument(Strict):
    """One cell a slot."""

    kind: Literal["slots"]
    busy: str
    total: str
    late: str
    failed: str


class MeterInstrument(Strict):
    """A part of a whole."""

    kind: Literal["meter"]
    value: str
    total: str


class FaceSetting(Strict):
    """A setting that a node shows before a run."""

    label: str
    setting: str


class FaceFigure(Strict):
    """The one large number of a node, with its word."""

    metric: str
    word: str


class FaceRow(Strict):
    """A number that a node shows during a run, perhaps of another."""

    label: str
    metric: str
    of: str | None = None
    alert: bool = False


class Face(Strict):
    """What a node shows: settings before a run, an instrument during one."""

    settings: list[FaceSetting]
    figure: FaceFigure | None
    instrument: BarsInstrument | GaugeInstrument | SlotsInstrument | MeterInstrument | None
    rows: list[FaceRow]


class ComponentRole(Strict):
    """How a component looks in a role that its edges give it."""

    label: str
    icon: str
    summary: str
    face: Face
    width: int
    metrics: list[Metric]


class ComponentType(Strict):
    """A component type: palette entry, form, node and page."""

    type: str
    label: str
    icon: str
    category: str
    summary: str
    width: int
    accepts: list[EdgeKind]
    sends: list[EdgeKind]
    fields: list[FieldSpec]
    defaults: Settings
    metrics: list[Metric]
    face: Face
    roles: dict[str, ComponentRole] = {}
    page: str


class EdgeType(Strict):
    """A kind of edge and its settings."""

    label: str
    fields: list[FieldSpec]


class Connection(Strict):
    """Which kinds of edge may join two types, or why none may."""

    kinds: list[EdgeKind]
    reason: str


class RunFields(Strict):
    """The settings of a run."""

    fields: list[FieldSpec]


class DistributionKind(Strict):
    """A kind of distribution and its parameters."""

    kind: str
    label: str
    fields: list[FieldSpec]


class Category(Strict):
    """A group of the palette."""

    id: str
    label: str


class RuleBrief(Strict):
    """A rule, as findings and pages name it."""

    code: str
    title: str
    severity: Severity
    page: str


class Catalog(Strict):
    """Everything that the browser knows about components, made from the simulator's code."""

    engine: str
    types: list[ComponentType]
    edges: dict[str, EdgeType]
    connections: dict[str, dict[str, Connection]]
    run: RunFields
    distributions: list[DistributionKind]
    categories: list[Category]
    system_metrics: list[Metric]
    edge_metrics: list[Metric]
    limits: dict[str, float]
    rules: list[RuleBrief]
