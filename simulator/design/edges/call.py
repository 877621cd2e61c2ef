"""Call: the settings of an edge whose caller waits for the answer."""

from typing import Literal, Self

from pydantic import model_validator

from simulator.design.backoff import (
    BY_FACTOR,
    GROWTHS,
    Jitter,
    base_setting,
    cap_setting,
    check_jitter,
    factor_setting,
    jitter_setting,
)
from simulator.design.declarations import retry_budget_setting, span_setting
from simulator.design.distributions import DurationDistribution
from simulator.design.edges.breaker import BreakerSettings
from simulator.design.edges.traffic import TRAFFIC, latency_setting, share_setting
from simulator.design.quantities import Duration, Number, Share, Whole
from simulator.design.settings import Settings, setting

TRIES = "Timeout and retries"


class TripSettings(Settings):
    """What is asked, and for how long one waits."""

    latency: DurationDistribution = latency_setting(
        help="How long it is on its way, going and coming back together."
    )
    timeout: Duration | None = span_setting(
        None,
        label="Timeout",
        help="How long the caller waits for one attempt before it gives it up.",
        source="our choice: none",
        group=TRIES,
        nothing="for ever",
    )
    calls: Whole = setting(
        1,
        label="Calls",
        minimum=1,
        maximum=100,
        help="How many calls, one after another, each time this edge is followed.",
        source="our choice",
        group=TRAFFIC,
    )
    share: Share = share_setting()
    operation: Literal["write", "read"] = setting(
        "write",
        label="Operation",
        help="What is asked of a database. It has no meaning elsewhere.",
        source="our choice",
        group=TRAFFIC,
        choices={
            "write": ("Write", "Takes the database's write time."),
            "read": ("Read", "Takes the database's read time."),
        },
    )


class TrySettings(Settings):
    """How often a call is tried, and after what waits."""

    max_attempts: Whole = setting(
        1,
        label="Attempts",
        minimum=1,
        maximum=20,
        help="How often the call is tried in all; 1 means no retry.",
        source="our choice: no retry",
        group=TRIES,
    )
    backoff: Literal["none", "fixed", "linear", "exponential"] = setting(
        "exponential",
        label="Backoff",
        help="How the wait between two attempts grows.",
        source="gRPC, AWS SDKs: exponential",
        group=TRIES,
        choices=GROWTHS,
    )
    backoff_base: Duration = base_setting(
        0.1,
        help="The wait before the second attempt.",
        source="AWS SDKs: 100 ms",
        group=TRIES,
        visible_when={"backoff": ("fixed", "linear", "exponential")},
    )
    backoff_factor: Number = factor_setting(
        2.0,
        source="AWS SDKs: 2",
        group=TRIES,
        visible_when={"backoff": ("exponential",), "backoff_jitter": BY_FACTOR},
    )
    backoff_cap: Duration = cap_setting(
        10.0, source="our choice", group=TRIES, visible_when={"backoff": ("linear", "exponential")}
    )
    backoff_jitter: Jitter = jitter_setting(
        "full",
        help="How much chance is mixed into the wait, so that callers do not come back together.",
        source="AWS SDKs: full jitter",
        group=TRIES,
        visible_when={"backoff": ("fixed", "linear", "exponential")},
    )
    retry_budget: Share | None = retry_budget_setting(
        help="Retries that may be made for each call. Beyond it a failed try is the last.",
        group=TRIES,
    )

    @model_validator(mode="after")
    def _jitter_counts(self) -> Self:
        check_jitter(self.backoff, self.backoff_jitter)
        return self


class CallSettings(BreakerSettings, TrySettings, TripSettings):  # the last group comes first
    """A call: whoever calls waits for the answer."""
