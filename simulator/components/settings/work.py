"""Work: how long an attempt takes, and what it means to do it twice."""

from simulator.design.declarations import drawn_setting
from simulator.design.distributions import DurationDistribution, LogNormal
from simulator.design.quantities import Duration, YesNo
from simulator.design.settings import Settings, setting

GROUP = "Work"


class WorkSettings(Settings):
    """What an attempt at a message is."""

    processing_time: DurationDistribution = drawn_setting(
        LogNormal(mean=0.5, cv=0.5),
        label="Processing time",
        help="Belongs to the message: a long job stays long when it is tried again.",
        source="our choice: 500 ms",
        group=GROUP,
    )
    redraw: YesNo = setting(
        False,
        label="Draw again at each attempt",
        help="On: the time is drawn anew at each attempt, as if chance lay in the worker.",
        source="our choice: off",
        group=GROUP,
    )
    idempotent: YesNo = setting(
        False,
        label="Idempotent handler",
        help="Off: a message that is handled twice has its effect twice.",
        source="our choice: off, which is what code is without extra care",
        group=GROUP,
    )
    remembers_for: Duration | None = setting(
        None,
        label="Remembers for",
        unit="s",
        minimum=0,
        above=True,
        maximum=31_536_000,
        help="How long an idempotent handler knows what it has done. A later duplicate has its "
        "effect again.",
        source="our choice: for ever",
        group=GROUP,
        nothing="for ever",
        visible_when={"idempotent": ("true",)},
    )
    skip_time: Duration | None = setting(
        None,
        label="Skips in",
        unit="s",
        minimum=0,
        maximum=3_600,
        help="How long an idempotent handler needs to find that the work is done already.",
        source="our choice: as long as the work",
        group=GROUP,
        nothing="as long as the work",
        visible_when={"idempotent": ("true",)},
    )
