"""Table: how each setting is made to count that does not count in the town by itself.

A row gives the value, the surroundings in which it matters, and whose setting it is where it is not
the usual part's. A choice has a row for every value that needs other surroundings than the rest.
The edge whose setting it is goes by the name EDGE, whichever it is.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.simulator.counting.town import Given, action


@dataclass(frozen=True)
class Row:
    """How a setting is made to count: values any of which must, in what is given."""

    given: Given = field(default_factory=dict)
    values: tuple[Any, ...] = ()
    """Empty: those that are tried for any setting of its kind."""
    on: str = ""
    """The component that it is set on, where that is not the usual one."""
    in_lives: bool = False
    """Whether it tells in the lives of messages only."""


EDGE = "the edge"
ONE: dict[str, Any] = {"instances": 1, "concurrency": 1}
SLOW: Given = {"workers": ONE, "mailers": {**ONE, "processing_time": 1.5}}
"""Messages pile up."""
RAMP: Given = {"client": {"pattern": "ramp", "change_at": 20, "change_over": 20}}
SPIKE: Given = {"client": {"pattern": "spike", "change_at": 20, "peak_for": 20}}
STEP = {"at": 20, "rate": 3}
STEPS: Given = {"client": {"pattern": "steps", "steps": [STEP]}}
CLASSES: Given = {
    "client": {"classes": [{"name": "small"}, {"name": "large", "size": 4, "priority": 5}]},
    "jobs": {"ordering": "priority"},
    **SLOW,
}
GROUPS: Given = {"jobs": {"ordering": "groups"}, "workers": {"instances": 20}}
TUESDAY: Given = {"beat": {"schedule": "cron", "cron": "0 0 * * TUE", "begins_at": 86_370}}
ALWAYS_LATE: Given = {"jobs": {"visibility_timeout": 0.4}}
KNOWN: Given = {**ALWAYS_LATE, "workers": {"idempotent": True}}
BATCHES: Given = {"workers": {"batch": 5, "transient_failure": 0.3}}
RENEWED: Given = {
    "jobs": {"visibility_timeout": 1},
    "workers": {"heartbeat": 0.5, "processing_time": 3, "instances": 20},
}
STOPPED: Given = {
    "jobs": {"visibility_timeout": 30},
    "workers": {"processing_time": 20, "shutdown_grace": 1},
    "stop": action("workers", "stop"),
}
SCALED: dict[str, Any] = {"scale_interval": 1, "scale_start_time": 1, "scale_target": 2}
GROWS = {"backlog": 2, "change": 1}
BURSTS: dict[str, Any] = {"pattern": "burst", "burst_size": 60, "rate": 4}


def scaled(by: str, **further: Any) -> Given:
    """Workers that are scaled within a short run."""
    return {"client": BURSTS, "workers": {"autoscaler": by, **SCALED, **further}}


SHRINKS: Given = {
    **scaled("hpa", scale_stabilisation=3, processing_time=2),
    "client": {"pattern": "steps", "steps": [{"at": 25, "rate": 0}]},
    "beat": {"interval": 20},
}
OUT_OF_TIME: Given = {"jobs": {"time_to_live": {"kind": "exponential", "mean": 3}}, **SLOW}
FULL: Given = {"jobs": {"capacity": 5}, "mails": {"capacity": 5}, **SLOW}
BLOCKED: Given = {
    "jobs": {"capacity": 5, "overflow": "block"},
    "mails": {"capacity": 5, "overflow": "block"},
    **SLOW,
    "workers": {"instances": 1, "concurrency": 3},
}
BURIED: Given = {"redrive": {"max_receives": 1}, "workers": {"poison_share": 0.3}}
DOWN: Given = {"db": {"error_rate": 0.5}, "web": {"error_rate": 0.5}}
AGAIN: Given = {**DOWN, EDGE: {"max_attempts": 6, "backoff_factor": 5}}
BREAKER: dict[str, Any] = {
    "breaker": True, "breaker_window": 20, "breaker_minimum": 10, "breaker_open": 2,
    "breaker_failure_rate": 0.4, "breaker_trials": 2,
}  # fmt: skip
FIVE = {"breaker_window": 5, "breaker_minimum": 5}
BREAKS: Given = {**DOWN, EDGE: BREAKER}
LIMITED: Given = {EDGE: {"rate_limit": 0.2}}

TABLE: dict[tuple[str, ...], Row] = {
    ("client", "pattern", "ramp"): Row({"client": {"change_at": 20}}),
    ("client", "pattern", "spike"): Row({"client": {"change_at": 20}}),
    ("client", "pattern", "steps"): Row({"client": {"steps": [STEP]}}),
    ("client", "end_rate"): Row(RAMP),
    ("client", "change_over"): Row(RAMP),
    ("client", "peak_factor"): Row(SPIKE),
    ("client", "peak_for"): Row(SPIKE),
    ("client", "steps"): Row(STEPS, ([{"at": 10, "rate": 3}],)),
    ("client", "steps", "at"): Row(STEPS, (30,)),
    ("client", "steps", "rate"): Row(STEPS, (6,)),
    ("client", "classes"): Row({}, ([{"name": "large", "size": 3}],)),
    ("client", "classes", "name"): Row(CLASSES, ("other",), in_lives=True),
    ("client", "classes", "share"): Row(CLASSES, (5,)),
    ("client", "classes", "size"): Row(CLASSES, (3,)),
    ("client", "classes", "priority"): Row(CLASSES, (0,)),
    ("client", "groups"): Row(GROUPS, (1,)),
    ("client", "group_skew"): Row(GROUPS, (5,)),
    ("scheduler", "cron"): Row(TUESDAY, ("5 0 * * *",)),
    ("scheduler", "begins_on"): Row(TUESDAY),
    ("scheduler", "missed"): Row(
        {"stop": action("beat", "stop", at=10), "start": action("beat", "start", at=30)}
    ),
    ("scheduler", "priority"): Row({"jobs": {"ordering": "priority"}, **SLOW}),
    ("scheduler", "groups"): Row({**GROUPS, "beat": {"jobs": 20}}, (1,)),
    ("worker", "idempotent"): Row(ALWAYS_LATE),
    ("worker", "remembers_for"): Row(KNOWN),
    ("worker", "skip_time"): Row(KNOWN),
    ("worker", "linger"): Row(BATCHES),
    ("worker", "batch_ack"): Row(BATCHES),
    ("worker", "heartbeat_extends"): Row(RENEWED, (0.1, 5)),
    ("worker", "heartbeat_max"): Row(RENEWED),
    ("worker", "heartbeat_blocked"): Row(RENEWED),
    ("worker", "holds_eta"): Row({"send": {"countdown": 5}}),
    ("worker", "rate_burst"): Row({"workers": {"rate_limit": 2}}),
    ("worker", "rate_scope"): Row({"workers": {"rate_limit": 2}}),
    ("worker", "when_cut_off"): Row({"jobs": {"consumer_timeout": 0.4}}),
    ("worker", "lost_slot"): Row({"workers": {"slot_loss": 0.2}}),
    ("worker", "shutdown_grace"): Row(STOPPED),
    ("worker", "after_grace"): Row(STOPPED),
    ("worker", "autoscaler"): Row({"client": BURSTS, "workers": SCALED}),
    ("worker", "scale_steps"): Row(scaled("step"), ([{"backlog": 2, "change": 3}],)),
    ("worker", "scale_steps", "backlog"): Row(scaled("step", scale_steps=[GROWS]), (9,)),
    ("worker", "scale_steps", "change"): Row(scaled("step", scale_steps=[GROWS]), (3,)),
    ("worker", "scale_tolerance"): Row(scaled("hpa"), (1,)),
    ("worker", "scale_stabilisation"): Row(SHRINKS),
    ("worker", "scale_in_cooldown"): Row(scaled("backlog"), (2,)),
    ("worker", "scale_in"): Row(SHRINKS),
    ("worker", "scale_polling"): Row(scaled("keda", scale_min=0), (1,)),
    ("worker", "scale_activation"): Row(scaled("keda", scale_min=0, scale_polling=2), (5,)),
    ("queue", "lock_from"): Row({"jobs": {"visibility_timeout": 1}, "workers": {"prefetch": 20}}),
    ("queue", "late_ack"): Row({**ALWAYS_LATE, **SLOW}),
    ("queue", "delivery"): Row({"workers": {**ONE, "ack": "receive"}}),
    ("queue", "delivery_limit"): Row({"redrive": None}),
    ("queue", "ordering"): Row(CLASSES | {"jobs": {}}),
    ("queue", "deduplication_window"): Row({"send": {"resend_share": 0.5}}),
    ("queue", "retention_clock"): Row({**BURIED, **SLOW, "dead": {"retention": 20}}, on="dead"),
    ("queue", "expired_to"): Row(OUT_OF_TIME),
    ("queue", "expires_at_head"): Row(OUT_OF_TIME),
    ("queue", "overflow"): Row(FULL),
    ("queue", "low_water"): Row({"jobs": {"high_water": 10}, **SLOW}),
    ("queue", "alarm"): Row({**BURIED, "dead": {"high_water": 2}}, on="dead"),
    ("queue", "redrive_after"): Row(BURIED, on="dead"),
    ("queue", "redrive_rate"): Row({**BURIED, "dead": {"redrive_after": 5}}, on="dead"),
    ("database", "pool_timeout"): Row({"db": {"pool": 1, "write_time": 0.3}}),
    ("database", "read_time"): Row({"find": {"operation": "read"}}),
    ("call", "max_attempts"): Row(DOWN),
    ("call", "backoff"): Row(AGAIN),
    ("call", "backoff_base"): Row(AGAIN),
    ("call", "backoff_factor"): Row(AGAIN),
    ("call", "backoff_cap"): Row(AGAIN),
    ("call", "backoff_jitter"): Row(AGAIN),
    ("call", "retry_budget"): Row(AGAIN),
    ("call", "breaker"): Row({**DOWN, EDGE: {**BREAKER, "breaker": False}}),
    ("call", "breaker_failure_rate"): Row(BREAKS, (0.8,)),
    ("call", "breaker_slow"): Row({EDGE: BREAKER}, (0.001,)),
    ("call", "breaker_window"): Row(
        {**DOWN, EDGE: {**BREAKER, **FIVE, "breaker_failure_rate": 0.8}}, (200,)
    ),
    ("call", "breaker_minimum"): Row(BREAKS, (20,)),
    ("call", "breaker_open"): Row(BREAKS, (5,)),
    ("call", "breaker_trials"): Row(BREAKS, (10,)),
    ("message", "confirms"): Row(FULL),
    ("message", "rate_burst"): Row(LIMITED),
    ("message", "over_limit"): Row(LIMITED),
    ("message", "credit"): Row(BLOCKED, (1,)),
}
