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
from simulator.design.quantities import Duration, Number, Rate, Share, Whole, YesNo
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
    backoff: Literal["none", "fixed", "linear", "exponential"] = setting(
        "exponential",
        label="Backoff",
        help="How the wait between two attempts grows.",
        source="gRPC, AWS SDKs: exponential",
        group="Timeout and retries",
        choices={
            "none": ("None", "Try again at once."),
            "fixed": ("Fixed", "Always the same wait."),
            "linear": ("Linear", "The first wait times the number of failures."),
            "exponential": ("Exponential", "Each wait longer than the one before."),
        },
    )
    backoff_base: Duration = base_setting(
        0.1,
        help="The wait before the second attempt.",
        source="AWS SDKs: 100 ms",
        group="Timeout and retries",
        visible_when={"backoff": ("fixed", "linear", "exponential")},
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
        visible_when={"backoff": ("linear", "exponential")},
    )
    backoff_jitter: Jitter = jitter_setting(
        "full",
        help="How much chance is mixed into the wait, so that callers do not come back together.",
        source="AWS SDKs: full jitter",
        group="Timeout and retries",
        visible_when={"backoff": ("fixed", "linear", "exponential")},
    )

    retry_budget: Share | None = setting(
        None,
        label="Retry budget",
        minimum=0,
        maximum=10,
        help="Retries that may be made for each call. Beyond it a failed try is the last.",
        source="our choice: no budget; Google SRE book: 10 %",
        group="Timeout and retries",
        nothing="no budget",
    )
    breaker: YesNo = setting(
        False,
        label="Circuit breaker",
        help="On: when too many calls fail, further ones fail at once for a while.",
        source="our choice: off",
        group="Circuit breaker",
    )
    breaker_failure_rate: Share = setting(
        0.5,
        label="Opens at",
        minimum=0,
        above=True,
        maximum=1,
        help="Share of failed calls in the window at which it opens.",
        source="resilience4j failureRateThreshold: 50 %",
        group="Circuit breaker",
        visible_when={"breaker": ("true",)},
    )
    breaker_slow: Duration | None = setting(
        60.0,
        label="Slow from",
        unit="s",
        minimum=0,
        maximum=limits.SECONDS_MAX,
        help="A call that takes longer counts as slow; when all in the window are, it opens too.",
        source="resilience4j slowCallDurationThreshold: 60 s, slowCallRateThreshold: 100 %",
        group="Circuit breaker",
        nothing="no call is slow",
        visible_when={"breaker": ("true",)},
    )
    breaker_window: Whole = setting(
        100,
        label="Window",
        unit="calls",
        minimum=1,
        maximum=10_000,
        help="The last calls that are counted.",
        source="resilience4j slidingWindowSize: 100 calls",
        group="Circuit breaker",
        visible_when={"breaker": ("true",)},
    )
    breaker_minimum: Whole = setting(
        100,
        label="Judges from",
        unit="calls",
        minimum=1,
        maximum=10_000,
        help="It never opens before so many calls are counted.",
        source="resilience4j minimumNumberOfCalls: 100",
        group="Circuit breaker",
        visible_when={"breaker": ("true",)},
    )
    breaker_open: Duration = setting(
        60.0,
        label="Stays open",
        unit="s",
        minimum=0,
        above=True,
        maximum=limits.SECONDS_MAX,
        help="How long calls fail at once, before a few are let through to try.",
        source="resilience4j waitDurationInOpenState: 60 s",
        group="Circuit breaker",
        visible_when={"breaker": ("true",)},
    )
    breaker_trials: Whole = setting(
        10,
        label="Trial calls",
        minimum=1,
        maximum=10_000,
        help="Calls that are let through half-open; they decide whether it closes.",
        source="resilience4j permittedNumberOfCallsInHalfOpenState: 10",
        group="Circuit breaker",
        visible_when={"breaker": ("true",)},
    )


class MessageSettings(Settings):
    """A message: fire and forget."""

    latency: DurationDistribution = _latency()
    share: Share = _share()
    copies: Whole = setting(
        1,
        label="Messages",
        minimum=1,
        maximum=1_000,
        help="How many messages each time this edge is followed: a fan-out.",
        source="our choice: one",
        group="Traffic",
    )
    countdown: DurationDistribution = setting(
        Constant(value=0.0),
        label="Countdown",
        unit="s",
        minimum=0,
        help="How long after sending the work is due (ETA); it is not begun before.",
        source="Celery countdown: none",
        group="Traffic",
    )
    resend_share: Share = setting(
        0.0,
        label="Sent twice",
        minimum=0,
        maximum=1,
        help="How many messages the sender sends again, because it did not hear that they arrived.",
        source="our choice: none",
        group="Traffic",
    )
    confirms: YesNo = setting(
        True,
        label="Confirms",
        help="Off: the sender never learns that a queue refused a message.",
        source="our choice: on; RabbitMQ publisher confirms are off unless asked for",
        group="Traffic",
    )
    rate_limit: Rate | None = setting(
        None,
        label="Rate limit",
        unit="/s",
        minimum=0,
        above=True,
        maximum=limits.RATE_MAX,
        help="Messages that may be sent in a second, by a token bucket.",
        source="our choice: none",
        group="Back-pressure",
        nothing="none",
    )
    rate_burst: Whole = setting(
        1,
        label="Burst",
        minimum=1,
        maximum=1_000_000,
        help="Messages that may be sent together after a pause.",
        source="our choice: one",
        group="Back-pressure",
    )
    over_limit: Literal["wait", "drop"] = setting(
        "wait",
        label="Beyond it",
        help="What happens to a message beyond the rate limit.",
        source="our choice: it waits",
        group="Back-pressure",
        choices={
            "wait": ("Waits", "The sender holds it back until a token is there."),
            "drop": ("Is refused", "The sender is told at once: 429."),
        },
    )
    shed_above: Whole | None = setting(
        None,
        label="Sheds above",
        minimum=0,
        maximum=10_000_000,
        help="The sender looks at the queue first, and refuses work while more than this wait "
        "there.",
        source="our choice: off",
        group="Back-pressure",
        nothing="off",
    )
    credit: Whole | None = setting(
        None,
        label="Credit",
        minimum=1,
        maximum=1_000_000,
        help="Messages that may be under way unconfirmed; the sender waits for credit.",
        source="our choice: unlimited; RabbitMQ credit flow 400",
        group="Back-pressure",
        nothing="unlimited",
    )

    @property
    def is_delayed(self) -> bool:
        """Whether its messages are due later than they are sent."""
        return self.countdown != Constant(value=0.0)

    @property
    def is_simple(self) -> bool:
        """Whether each following of the edge sends one message, once, whenever it is asked to, and
        the sender learns what became of it."""
        held = self.rate_limit is not None or self.credit is not None
        once = self.copies == 1 and self.resend_share == 0
        return once and self.confirms and not held and self.shed_above is None


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


OF_SENDERS = (
    "copies",
    "countdown",
    "resend_share",
    "confirms",
    "rate_limit",
    "shed_above",
    "credit",
)
"""Settings of a message edge that say what its sender does."""


def has_breaker(edge: Edge) -> bool:
    """Whether calls along the edge pass a circuit breaker."""
    return edge.kind == "call" and edge.settings.breaker


def may_refuse(edge: Edge) -> bool:
    """Whether the edge itself may refuse what would go along it, without any time passing."""
    if edge.kind == "message":
        wanted: MessageSettings = edge.settings
        drops = wanted.rate_limit is not None and wanted.over_limit == "drop"
        return drops or wanted.shed_above is not None
    return has_breaker(edge)
