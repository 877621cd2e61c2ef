"""Breaker: the settings of a circuit breaker. Names and defaults are those of resilience4j."""

from functools import partial

from simulator import limits
from simulator.design.declarations import span_setting
from simulator.design.quantities import Duration, Share, Whole, YesNo
from simulator.design.settings import Settings, setting

GROUP = "Circuit breaker"
ON = {"breaker": ("true",)}

_calls_setting = partial(setting, minimum=1, maximum=10_000, group=GROUP, visible_when=ON)


class BreakerSettings(Settings):
    """Whether calls that fail too often fail at once for a while."""

    breaker: YesNo = setting(
        False,
        label="Circuit breaker",
        help="On: when too many calls fail, further ones fail at once for a while.",
        source="our choice: off",
        group=GROUP,
    )
    breaker_failure_rate: Share = setting(
        0.5,
        label="Opens at",
        minimum=0,
        above=True,
        maximum=1,
        help="Share of failed calls in the window at which it opens.",
        source="resilience4j failureRateThreshold: 50 %",
        group=GROUP,
        visible_when=ON,
    )
    breaker_slow: Duration | None = setting(
        60.0,
        label="Slow from",
        unit="s",
        minimum=0,
        maximum=limits.SECONDS_MAX,
        help="A call that takes longer counts as slow; when all in the window are, it opens too.",
        source="resilience4j slowCallDurationThreshold: 60 s, slowCallRateThreshold: 100 %",
        group=GROUP,
        nothing="no call is slow",
        visible_when=ON,
    )
    breaker_window: Whole = _calls_setting(
        100,
        label="Window",
        unit="calls",
        help="The last calls that are counted.",
        source="resilience4j slidingWindowSize: 100 calls",
    )
    breaker_minimum: Whole = _calls_setting(
        100,
        label="Judges from",
        unit="calls",
        help="It never opens before so many calls are counted.",
        source="resilience4j minimumNumberOfCalls: 100",
    )
    breaker_open: Duration = span_setting(
        60.0,
        label="Stays open",
        help="How long calls fail at once, before a few are let through to try.",
        source="resilience4j waitDurationInOpenState: 60 s",
        group=GROUP,
        visible_when=ON,
    )
    breaker_trials: Whole = _calls_setting(
        10,
        label="Trial calls",
        help="Calls that are let through half-open; they decide whether it closes.",
        source="resilience4j permittedNumberOfCallsInHalfOpenState: 10",
    )
