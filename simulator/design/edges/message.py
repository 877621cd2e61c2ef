"""Message: the settings of an edge that is fire and forget."""

from typing import Literal

from simulator.design.declarations import (
    burst_setting,
    chance_setting,
    drawn_setting,
    rate_limit_setting,
)
from simulator.design.distributions import DurationDistribution
from simulator.design.edges.traffic import NO_TIME, TRAFFIC, latency_setting, share_setting
from simulator.design.quantities import Rate, Share, Whole, YesNo
from simulator.design.settings import GIVEN, Settings, setting

BACK_PRESSURE = "Back-pressure"


class MessageSettings(Settings):
    """A message: fire and forget."""

    latency: DurationDistribution = latency_setting(
        help="How long it is on its way; from a queue, from the hand-out to the worker."
    )
    share: Share = share_setting()
    copies: Whole = setting(
        1,
        label="Messages",
        minimum=1,
        maximum=1_000,
        help="How many messages each time this edge is followed: a fan-out.",
        source="our choice: one",
        group=TRAFFIC,
    )
    countdown: DurationDistribution = drawn_setting(
        NO_TIME,
        label="Countdown",
        help="How long after sending the work is due (ETA); it is not begun before.",
        source="Celery countdown: none",
        group=TRAFFIC,
    )
    resend_share: Share = chance_setting(
        label="Sent twice",
        help="How many messages the sender sends again, because it did not hear that they arrived.",
        source="our choice: none",
        group=TRAFFIC,
    )
    confirms: YesNo = setting(
        True,
        label="Confirms",
        help="Off: the sender never learns that a queue refused a message.",
        source="our choice: on; RabbitMQ publisher confirms are off unless asked for",
        group=TRAFFIC,
    )
    rate_limit: Rate | None = rate_limit_setting(
        help="Messages that may be sent in a second, by a token bucket.",
        source="our choice: none",
        group=BACK_PRESSURE,
    )
    rate_burst: Whole = burst_setting(
        help="Messages that may be sent together after a pause.",
        source="our choice: one",
        group=BACK_PRESSURE,
        visible_when={"rate_limit": (GIVEN,)},
    )
    over_limit: Literal["wait", "drop"] = setting(
        "wait",
        label="Beyond it",
        help="What happens to a message beyond the rate limit.",
        source="our choice: it waits",
        group=BACK_PRESSURE,
        choices={
            "wait": ("Waits", "The sender holds it back until a token is there."),
            "drop": ("Is refused", "The sender is told at once: 429."),
        },
        visible_when={"rate_limit": (GIVEN,)},
    )
    shed_above: Whole | None = setting(
        None,
        label="Sheds above",
        minimum=0,
        maximum=10_000_000,
        help="The sender looks at the queue first, and refuses work while more than this wait "
        "there.",
        source="our choice: off",
        group=BACK_PRESSURE,
        nothing="off",
    )
    credit: Whole | None = setting(
        None,
        label="Credit",
        minimum=1,
        maximum=1_000_000,
        help="Messages that may be under way unconfirmed; the sender waits for credit.",
        source="our choice: unlimited; RabbitMQ credit flow 400",
        group=BACK_PRESSURE,
        nothing="unlimited",
    )

    @property
    def is_delayed(self) -> bool:
        """Whether its messages are due later than they are sent."""
        return self.countdown != NO_TIME

    @property
    def is_simple(self) -> bool:
        """Whether each following of the edge sends one message, once, whenever it is asked to, and
        the sender learns what became of it."""
        held = self.rate_limit is not None or self.credit is not None
        once = self.copies == 1 and self.resend_share == 0
        return once and self.confirms and not held and self.shed_above is None
