"""Edges: from component to component, in the direction in which work travels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from simulator import limits
from simulator.design.backoff import (
    Jitter,
    base_setting,
    cap_setting,
    factor_setting,
    jitter_setting,
)
from simulator.design.distributions import Constant, DurationDistribution
from simulator.design.quantities import Duration, Number, Share, Whole
from simulator.design.settings import Settings, setting

EdgeName = Literal["call", "message", "dead-letter"]


def _latency() -> Any:
    return setting(
        Constant(value=0.0),
        label="Latency",
        unit="s",
        minimum=0,
        help="How long it is on its way. A call pays it going and coming back together.",
        source="our choice: nothing, so that what is seen comes from the components",
        group="Network",
    )


def _share() -> Any:
    return setting(
        1.0,
        label="Share",
        minimum=0,
        maximum=1_000,
        help="From a client: its weight beside the client's other edges. "
        "From a service or worker: how often this edge is followed.",
        source="our choice: always",
        group="Traffic",
    )


class CallSettings(Settings):
    """A call: whoever calls waits for the answer."""

    latency: DurationDistribution = _latency()
    timeout: Duration | None = setting(
        None,
        label="Timeout",
        unit="s",
        minimum=0,
        above=True,
        maximum=limits.SECONDS_MAX,
        help="How long the caller waits for one attempt before it gives it up.",
        source="our choice: none",
        group="Timeout and retries",
        nothing="for ever",
    )
    calls: Whole = setting(
        1,
        label="Calls",
        minimum=1,
        maximum=100,
        help="How many calls, one after another, each time this edge is followed.",
        source="our choice",
        group="Traffic",
    )
    share: Share = _share()
    operation: Literal["write", "read"] = setting(
        "write",
        label="Operation",
        help="What is asked of a database. It has no meaning elsewhere.",
        source="our choice",
        group="Traffic",
        choices={
            "write": ("Write", "Takes the database's write time."),
            "read": ("Read", "Takes the database's read time."),
        },
    )
    max_attempts: Whole = setting(
        1,
        label="Attempts",
        minimum=1,
        maximum=20,
        help="How often the call is tried in all; 1 means no retry.",
        source="our choice: no retry",
        group="Timeout and retries",
    )
    backoff: Literal["none", "fixed", "exponential"] = setting(
        "exponential",
        label="Backoff",
        help="How the wait between two attempts grows.",
        source="gRPC, AWS SDKs: exponential",
        group="Timeout and retries",
        choices={
            "none": ("None", "Try again at once."),
            "fixed": ("Fixed", "Always the same wait."),
            "exponential": ("Exponential", "Each wait longer than the one before."),
        },
    )
    backoff_base: Duration = base_setting(
        0.1,
        help="The wait before the second attempt.",
        source="AWS SDKs: 100 ms",
        group="Timeout and retries",
        visible_when={"backoff": ("fixed", "exponential")},
    )
    backoff_factor: Number = factor_setting(
        2.0,
        help="Each wait is this many times the one before.",
        source="AWS SDKs: 2",
        group="Timeout and retries",
        visible_when={"backoff": ("exponential",)},
    )
    backoff_cap: Duration = cap_setting(
        10.0,
        help="No wait grows beyond it.",
        source="our choice",
        group="Timeout and retries",
        visible_when={"backoff": ("exponential",)},
    )
    backoff_jitter: Jitter = jitter_setting(
        "full",
        help="How much chance is mixed into the wait, so that callers do not come back together.",
        source="AWS SDKs: full jitter",
        group="Timeout and retries",
        visible_when={"backoff": ("fixed", "exponential")},
    )


class MessageSettings(Settings):
    """A message: fire and forget."""

    latency: DurationDistribution = _latency()
    share: Share = _share()


class DeadLetterSettings(Settings):
    """The redrive policy of the queue that the edge leaves."""

    max_receives: Whole = setting(
        3,
        label="Receives",
        minimum=1,
        maximum=1_000,
        help="A message that was received this often without an ack is moved at the next receive.",
        source="SQS: maxReceiveCount 1 to 1,000; 3 to 5 is usual",
    )


@dataclass(frozen=True, slots=True)
class EdgeKind:
    """What is known about one kind of edge."""

    kind: EdgeName
    label: str
    summary: str
    settings_class: type[Settings]


EDGE_KINDS: dict[str, EdgeKind] = {
    "call": EdgeKind("call", "Call", "Waits for the answer.", CallSettings),
    "message": EdgeKind("message", "Message", "Fire and forget.", MessageSettings),
    "dead-letter": EdgeKind(
        "dead-letter",
        "Dead letter",
        "Where a queue moves what was received too often.",
        DeadLetterSettings,
    ),
}


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge of a design. `settings` is of the class of its kind."""

    id: str
    source: str
    target: str
    kind: str
    settings: Any
