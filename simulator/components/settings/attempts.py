"""Attempts: what a queue counts, and what it does with a message that was tried too often."""

from typing import Literal

from simulator.design.quantities import Whole
from simulator.design.settings import Settings, setting

GROUP = "Attempts"


class AttemptSettings(Settings):
    """What counts as an attempt. How many there may be stands on the dead-letter edge."""

    counts: Literal["receives", "returns", "failed_returns", "nothing"] = setting(
        "receives",
        label="Counts",
        help="What brings a message nearer to the dead letters.",
        source="SQS: receives, counted before any work",
        group=GROUP,
        choices={
            "receives": (
                "Receives",
                "Every hand-out, whatever comes of it; moved at the next receive after the last.",
            ),
            "returns": (
                "Returns",
                "Every hand-out that came back, for any reason; moved when it comes back.",
            ),
            "failed_returns": (
                "Failed returns",
                "Rejects and crashes, but no nack and no timeout; moved when it comes back.",
            ),
            "nothing": ("Nothing", "The queue keeps no count."),
        },
    )
    delivery_limit: Whole | None = setting(
        None,
        label="Handed out at most",
        minimum=1,
        maximum=10_000,
        help="Without a dead-letter edge, a message that was handed out so often is dropped.",
        source="our choice: no limit; RabbitMQ quorum queues 21 (delivery-limit 20)",
        group=GROUP,
        nothing="no limit",
    )
