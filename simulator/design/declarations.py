"""Declarations: settings that several classes have, each with its words and bounds said once.

A class gives what is its own: a default, a help text, the source, the group. `backoff` and
`capacity` have those of waits that grow and of slots.
"""

from functools import partial

from simulator import limits
from simulator.design.settings import setting

chance_setting = partial(setting, 0.0, minimum=0, maximum=1)
"""How much of something happens by chance."""

span_setting = partial(setting, unit="s", minimum=0, above=True, maximum=limits.SECONDS_MAX)
"""A duration that is not nothing: a timeout, a limit, a cap. Often None: for ever."""

drawn_setting = partial(setting, unit="s", minimum=0)
"""A duration that is drawn from a distribution."""

error_rate_setting = partial(
    chance_setting, label="Errors", source="our choice: none", group="Work", changeable=True
)

rate_limit_setting = partial(
    setting,
    None,
    label="Rate limit",
    unit="/s",
    minimum=0,
    above=True,
    maximum=limits.RATE_MAX,
    nothing="none",
)
burst_setting = partial(setting, 1, label="Burst", minimum=1, maximum=1_000_000)
"""What a token bucket lets through together after a pause."""

retry_budget_setting = partial(
    setting,
    None,
    label="Retry budget",
    minimum=0,
    maximum=10,
    source="our choice: no budget; Google SRE book: 10 %",
    nothing="no budget",
)

priority_setting = partial(
    setting,
    0,
    label="Priority",
    minimum=0,
    maximum=255,
    help="The higher comes first, in queues that hand out by priority.",
    source="our choice: none",
)
groups_setting = partial(setting, 100, label="Message groups", minimum=1, maximum=1_000_000)
"""How many keys jobs have."""
