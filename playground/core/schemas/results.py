"""Results: frames, runs in a list, and what a simulation adds up to."""

from typing import Literal

from ninja import Schema

from playground.core.schemas.common import Strict
from playground.core.schemas.design import DesignAction

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
    given_up: int
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
    actions: list[DesignAction]


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
