"""Catalogue: component types, fields, metrics and rules on the wire."""

from typing import Literal

from pydantic import JsonValue

from playground.core.schemas.common import EdgeKind, Settings, Severity, Strict


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
        "text",
        "list",
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
    role: str | None
    """The role of a component in which alone it has a meaning."""
    changeable: bool
    """Whether an action of the timeline may set it."""
    entry: str | None
    among: Literal["rising", "distinct"] | None
    fields: list["FieldSpec"]


class ActionKind(Strict):
    """Something that can be done to a component of a type in the middle of a run."""

    name: str
    label: str
    help: str
    role: str | None
    """The role of a component in which alone it can be done."""
    fields: list[FieldSpec]
    """Its settings. Of `set`: which setting; the value is a field of the type."""


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
    plus: str | None = None
    alert: bool = False
    quiet: bool = False
    varies: bool = False
    room_when: dict[str, list[str]] | None = None


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
    actions: list[ActionKind]
    page: str
    """The last part of the page's address."""


class EdgeType(Strict):
    """A kind of edge and its settings."""

    label: str
    fields: list[FieldSpec]


class Connection(Strict):
    """Which kinds of edge may join two types, or why none may."""

    kinds: list[EdgeKind]
    reason: str
    idle: dict[EdgeKind, list[str]]
    """By kind of edge: its settings that have no meaning between the two."""


class RunFields(Strict):
    """The settings of a run."""

    fields: list[FieldSpec]


class TimelineFields(Strict):
    """What every action of a timeline has beside the settings of its kind: when it is done."""

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
    """The last part of the page's address."""


class PresetFact(Strict):
    """One value that a preset sets, and where it comes from."""

    value: JsonValue
    source: str
    basis: Literal["documented", "unverified", "chosen"]


class PresetSettings(Strict):
    """What a preset sets, by setting, for each of the parts that it is about."""

    queue: dict[str, PresetFact]
    worker: dict[str, PresetFact]
    dead_letters: dict[str, PresetFact]
    redrive: dict[str, PresetFact]


class Preset(Strict):
    """A real product as settings of a queue, its workers and its dead letters."""

    name: str
    label: str
    product: str
    version: str
    summary: str
    settings: PresetSettings
    page: str
    """The last part of the page's address."""


class Catalog(Strict):
    """Everything that the browser knows about components, made from the simulator's code."""

    engine: str
    types: list[ComponentType]
    edges: dict[str, EdgeType]
    connections: dict[str, dict[str, Connection]]
    run: RunFields
    timeline: TimelineFields
    distributions: list[DistributionKind]
    categories: list[Category]
    system_metrics: list[Metric]
    edge_metrics: list[Metric]
    limits: dict[str, float]
    rules: list[RuleBrief]
    presets: list[Preset]
