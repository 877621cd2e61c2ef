"""Charts: which questions are asked of a run, and which columns of its frames answer them."""

from dataclasses import dataclass
from typing import Literal

Dash = Literal["solid", "dash", "dot", "dashdot", "longdash"]
Role = Literal["chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6"]
Transform = Literal["value", "total", "per_minute", "percent"]


@dataclass(frozen=True)
class Scale:
    """A unit for values whose largest, in the column's own unit, is below `below`."""

    unit: str
    factor: float = 1.0
    below: float | None = None


DURATION = (
    Scale("ms", 1000.0, below=1.0),
    Scale("s", 1.0, below=120.0),
    Scale("min", 1 / 60, below=7200.0),
    Scale("h", 1 / 3600),
)
NUMBER = (Scale(""),)
PER_MINUTE = (Scale("per min"),)
TOTAL = (Scale("total"),)
PERCENT = (Scale("%"),)


@dataclass(frozen=True)
class Series:
    """One line: a column of the frames, what becomes of it, and how it is told from the others."""

    metric: str
    label: str
    role: Role
    dash: Dash = "solid"
    transform: Transform = "value"
    filled: bool = False
    steps: bool = False


@dataclass(frozen=True)
class Chart:
    """One question about the whole system (`scope` "system"), a component type, or a role of it.

    `limit` is a value that must not be reached; `limit_setting` names the setting it comes from.
    """

    id: str
    title: str
    scope: str
    scales: tuple[Scale, ...]
    series: tuple[Series, ...]
    limit: float | None = None
    limit_setting: str | None = None
    floor: float = 1.0
    """The y axis reaches at least this far (in the shown unit), so that noise does not fill it."""


def percentiles(name: str) -> tuple[Series, ...]:
    """The three percentile lines of a measurement: one colour in three dashes."""
    return (
        Series(f"{name}_p50", "p50", "chart-1", "dot"),
        Series(f"{name}_p95", "p95", "chart-1", "dash"),
        Series(f"{name}_p99", "p99", "chart-1"),
    )


def _rate(metric: str, label: str, role: Role, dash: Dash = "solid") -> Series:
    return Series(metric, label, role, dash, "per_minute")


def _depth(scope: str) -> tuple[Series, ...]:
    lines = (
        Series("waiting", "waiting", "chart-1", filled=True),
        Series("in_flight", "in flight", "chart-2", "dash"),
    )
    return (*lines, Series("delayed", "delayed", "chart-3", "dot")) if scope == "queue" else lines


def _common(scope: str) -> tuple[Chart, ...]:
    """What is asked of the whole system and of one queue in the same words."""
    dead = Series("dead", "dead", "chart-5", transform="total", filled=True, steps=True)
    repeats = (
        _rate("retries", "retries", "chart-3", "dot"),
        _rate("duplicates", "duplicates", "chart-4", "dashdot"),
    )
    return (
        Chart(
            f"{scope}-depth", "Queue depth", scope, NUMBER, _depth(scope),
            limit_setting="capacity" if scope == "queue" else None,
        ),
        Chart(
            f"{scope}-oldest", "Age of the oldest", scope, DURATION,
            (Series("oldest", "oldest", "chart-1"),),
        ),
        Chart(f"{scope}-receives", "Receives", scope, PER_MINUTE, repeats),
        Chart(f"{scope}-dead", "Dead letters", scope, TOTAL, (dead,)),
    )  # fmt: skip


def _slots(scope: str, title: str) -> Chart:
    line = Series("utilisation", "busy", "chart-1", transform="percent")
    return Chart(f"{scope}-slots", title, scope, PERCENT, (line,), limit=80.0, floor=100.0)


def _latency(scope: str, title: str = "Latency", name: str = "latency") -> Chart:
    return Chart(f"{scope}-{name}", title, scope, DURATION, percentiles(name), floor=0.0)


CHARTS: tuple[Chart, ...] = (
    *_common("system"),
    _latency("system"),
    _slots("system", "Worker slots in use"),
    # One client
    Chart("client-sent", "Sent", "client", PER_MINUTE, (
        _rate("sent", "sent", "chart-1"),
        _rate("failed", "failed", "chart-5", "dash"),
        _rate("timed_out", "timed out", "chart-3", "dot"),
    )),
    Chart("client-open", "Calls open", "client", NUMBER, (
        Series("open", "open", "chart-1", filled=True),
    )),
    _latency("client"),
    # One scheduler
    Chart("scheduler-sent", "Sent", "scheduler", PER_MINUTE, (
        _rate("sent", "sent", "chart-1"),
        _rate("failed", "failed", "chart-5", "dash"),
        _rate("timed_out", "timed out", "chart-3", "dot"),
    )),
    Chart("scheduler-runs", "Runs", "scheduler", TOTAL, (
        Series("runs", "runs", "chart-1", transform="total", steps=True),
        Series("missed", "missed", "chart-5", "dash", transform="total", steps=True),
        Series("skipped", "skipped", "chart-3", "dot", transform="total", steps=True),
    )),
    Chart("scheduler-open", "Jobs open", "scheduler", NUMBER, (
        Series("open", "open", "chart-1", filled=True),
    )),
    _latency("scheduler"),
    # One service
    Chart("service-requests", "Requests", "service", PER_MINUTE, (
        _rate("answered", "answered", "chart-1"),
        _rate("failed", "failed", "chart-5", "dash"),
        _rate("rejected", "rejected", "chart-4", "dashdot"),
        _rate("timed_out", "timed out", "chart-3", "dot"),
    )),
    Chart("service-waiting", "Waiting requests", "service", NUMBER, (
        Series("waiting", "waiting", "chart-1", filled=True),
    ), limit_setting="waiting_room"),
    _latency("service"),
    _slots("service", "Slots in use"),
    # One queue, and one in the dead-letter role
    *_common("queue"),
    Chart("queue-flow", "Flow", "queue", PER_MINUTE, (
        _rate("arrived", "arrived", "chart-1"),
        _rate("acked", "acked", "chart-2", "dash"),
        _rate("expiries", "timed out", "chart-3", "dot"),
    )),
    _latency("queue", "Wait in the queue", "wait"),
    Chart("dead-letter-parked", "Parked", "dead-letter", NUMBER, (
        Series("parked_poison", "poison", "chart-5"),
        Series("parked_late", "outlasted the timeout", "chart-3", "dash"),
        Series("parked_failed", "failed", "chart-4", "dashdot"),
        Series("parked_other", "never tried", "chart-1", "longdash"),
        Series("parked_processed", "work done all the same", "chart-2", "dot"),
    )),
    # One worker
    Chart("worker-attempts", "Attempts", "worker", PER_MINUTE, (
        _rate("done", "done", "chart-1"),
        _rate("failed", "failed", "chart-5", "dash"),
        _rate("duplicates", "duplicates", "chart-4", "dashdot"),
    )),
    _slots("worker", "Slots in use"),
    Chart("worker-late", "Past the timeout", "worker", NUMBER, (
        Series("late", "slots", "chart-3", filled=True),
    )),
    _latency("worker", "Time of an attempt", "work"),
    Chart("worker-wasted", "Slot time on duplicates", "worker", DURATION, (
        Series("wasted", "wasted", "chart-4", transform="total", steps=True),
    )),
    # One database
    Chart("database-queries", "Queries", "database", PER_MINUTE, (
        _rate("queries", "queries", "chart-1"),
        _rate("failed", "failed", "chart-5", "dash"),
        _rate("timed_out", "timed out", "chart-3", "dot"),
    )),
    Chart("database-waiting", "Waiting for a connection", "database", NUMBER, (
        Series("waiting", "waiting", "chart-1", filled=True),
    )),
    _latency("database"),
    _slots("database", "Connections in use"),
)  # fmt: skip
