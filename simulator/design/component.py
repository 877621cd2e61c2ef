"""Component: what a user places in a design. Settings only; the running part is built from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Literal

from typing_extensions import TypeVar

from simulator.design.actions import SET, Action, ActionKind
from simulator.design.edges import Edge
from simulator.design.settings import Settings, settings_of

S = TypeVar("S", bound=Settings, default=Any)

Port = Literal["call", "message", "delivery", "dead-letter"]
"""What can pass between two components. A delivery is the message edge from a queue to whoever
takes work from it; its edge is of the kind "message"."""

MetricKind = Literal["count", "gauge", "percentile", "utilisation"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One column of a component's frames."""

    name: str
    label: str
    unit: str
    kind: MetricKind
    help: str


def counter(name: str, label: str, help: str, unit: str = "") -> Metric:
    """How many within the frame."""
    return Metric(name, label, unit, "count", help)


def gauge(name: str, label: str, help: str, unit: str = "") -> Metric:
    """The value at the end of the frame."""
    return Metric(name, label, unit, "gauge", help)


def utilisation(help: str) -> Metric:
    """The share of slots in use, averaged over the frame."""
    return Metric("utilisation", "Utilisation", "", "utilisation", help)


def percentiles(name: str, label: str, help: str) -> tuple[Metric, Metric, Metric]:
    """The 50th, 95th and 99th percentile of what was observed within the frame or, where that is
    little, within the last minute; in seconds."""
    p50, p95, p99 = (
        Metric(f"{name}_p{p}", f"{label} p{p}", "s", "percentile", help) for p in (50, 95, 99)
    )
    return p50, p95, p99


@dataclass(frozen=True, slots=True)
class Face:
    """What a component's node in the diagram shows: settings before a run, state during one."""

    settings: tuple[tuple[str, str], ...] = ()
    """(label, name of the setting) before a run."""
    figure: tuple[str, str] | None = None
    """(metric, word): the one big number."""
    instrument: Mapping[str, str] | None = None
    """{"kind": "bars" | "gauge" | "slots" | "meter", part: metric, …}."""
    rows: tuple[Mapping[str, Any], ...] = ()
    """{"label", "metric"} during a run, and perhaps "of" or "plus", another metric: 3 of 4, 3 + 1
    starting. An "alert" takes a place only while there is something to say; a "quiet" row only
    where there ever is in the run: where its metric is not 0, or, if it "varies", changes.
    "room_when": {setting: values} with which a node has room for one more row."""


@dataclass(frozen=True, slots=True)
class Role:
    """Another way to be of the same type, taken on by an incoming edge of the role's name."""

    label: str
    icon: str
    summary: str
    width: int
    face: Face
    metrics: tuple[Metric, ...] = ()
    """Further metrics, after those of the type."""


@dataclass(frozen=True, slots=True)
class About:
    """Everything about a component type that is no setting and no behaviour."""

    type: str
    label: str
    icon: str
    category: Literal["sources", "compute", "messaging", "storage"]
    summary: str
    width: int
    sends: tuple[Port, ...]
    accepts: tuple[Port, ...]
    refuses: Mapping[str, str]
    """Why an edge from a type cannot end here: type -> sentence; "*" for any other type."""
    metrics: tuple[Metric, ...]
    face: Face
    reads_and_writes: bool = False
    """Whether a call says which of the two it asks for."""
    sends_nothing: str = ""
    """Why no edge can begin here."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    further: tuple[Metric, ...] = ()
    """Metrics that a design has only where it uses more than the simplest queues and workers."""
    actions: tuple[ActionKind, ...] = ()
    """What can be done to it in the middle of a run, beside setting what is changeable."""


@dataclass(frozen=True, slots=True)
class Component(Generic[S]):
    """Base of every component type: one module in `simulator/components/`, found by itself.

    A type declares `about` and `settings_class`, is documented by its docstring (the reference
    page) and overrides `build`, which the engine calls.
    """

    about: ClassVar[About]
    settings_class: ClassVar[type[Settings]]

    id: str
    label: str
    settings: S
    preset: str = ""
    """The product whose values it follows: "sqs-standard". It is remembered for whoever edits the
    design; settings stand for themselves, and a simulation never looks at it."""

    @property
    def type(self) -> str:
        return self.about.type

    @property
    def title(self) -> str:
        """How to call it in a sentence: its label, else its id."""
        return self.label or self.id

    @classmethod
    def changeable(cls) -> tuple[str, ...]:
        """The settings that may be set in the middle of a run."""
        declared = settings_of(cls.settings_class).items()
        return tuple(name for name, about in declared if about.changeable)

    @classmethod
    def action_kinds(cls) -> dict[str, ActionKind]:
        """The actions of the type by name; `set` where something is changeable."""
        kinds = (*cls.about.actions, SET) if cls.changeable() else cls.about.actions
        return {kind.name: kind for kind in kinds}

    def fixed(self, setting: str) -> str:
        """Why a changeable setting cannot be set in the middle of a run of this very component."""
        return ""

    def build(self, world: Any) -> Any:
        """The running part of this component in one simulation."""
        raise NotImplementedError(f"The component type {self.type!r} has no running part.")

    def problems(
        self, leaving: Sequence[Edge], components: Mapping[str, Component], ends: Mapping[str, int]
    ) -> list[tuple[str, str]]:
        """What is wrong with it among its neighbours: (message, remedy). `ends`: how many edges
        end at each component."""
        return []

    def is_plain(self) -> bool:
        """Whether it uses nothing that the fast path of queues and workers leaves out."""
        return True

    def takes_time(self) -> bool:
        """Whether time passes between what comes in and what goes out."""
        return self.work_time() > 0

    def work_time(self) -> float:
        """Seconds that one call or message takes here on average, waiting left out."""
        return 0.0

    def may_refuse(self, calls: float) -> bool:
        """Whether it may refuse one of so many calls that are open together, at once."""
        return False

    def arrivals(self, duration: float) -> float:
        """How many messages or calls begin here within `duration` seconds, on average."""
        return 0.0

    def begun_by(self, actions: Sequence[Action], duration: float) -> float:
        """How many more begin here within `duration` seconds because of actions on it."""
        return 0.0

    def users(self) -> int:
        """How many wait for an answer before they ask again; 0 where nobody waits."""
        return 0

    def slots(self) -> float:
        """How many messages or calls it can work on at once; infinity where unbounded."""
        return float("inf")

    def capacity(self) -> float:
        """Messages or calls a second with every slot busy; what it calls makes it less."""
        mean = self.work_time()
        return self.slots() / mean if mean > 0 else float("inf")
