"""Storage: how long messages are kept, how many, and what happens beyond."""

from typing import Literal

from simulator.design.declarations import drawn_setting
from simulator.design.distributions import DurationDistribution
from simulator.design.quantities import Duration, Rate, Whole, YesNo
from simulator.design.settings import GIVEN, Settings, setting

GROUP = "Storage"
OF_DEAD_LETTERS = "dead-letter"
DAY = 86_400.0


class StorageSettings(Settings):
    """How long a queue keeps messages, and how many."""

    retention: Duration = setting(
        4 * DAY,
        label="Retention",
        unit="s",
        minimum=0,
        above=True,
        maximum=14 * DAY,
        help="A message older than this is deleted without a word, counted from its first sending.",
        source="SQS: 4 d, at most 14 d",
        group=GROUP,
    )
    retention_clock: Literal["kept", "reset"] = setting(
        "kept",
        label="For dead letters",
        help="Whether the retention of a message that is moved here as a dead letter starts again.",
        source="SQS standard keeps the clock; SQS FIFO resets it",
        group=GROUP,
        choices={
            "kept": ("The old clock", "Time in the queue before counts too."),
            "reset": ("A new clock", "It starts when the message is moved here."),
        },
        role=OF_DEAD_LETTERS,
    )
    time_to_live: DurationDistribution | None = drawn_setting(
        None,
        label="Time to live",
        help="How long a message may wait before it is of no use to anybody; drawn for each.",
        source="our choice: no limit",
        group=GROUP,
        nothing="no limit",
    )
    expired_to: Literal["deleted", "dead_letters"] = setting(
        "deleted",
        label="When it is over",
        help="What happens to a message whose time to live is over.",
        source="our choice: deleted; RabbitMQ moves it if there is a dead-letter exchange",
        group=GROUP,
        choices={
            "deleted": ("Deleted", "Without a word."),
            "dead_letters": ("Moved", "To the dead-letter queue, if there is one."),
        },
        visible_when={"time_to_live": (GIVEN,)},
    )
    expires_at_head: YesNo = setting(
        False,
        label="Only at the front",
        help="On: a message that is over is found only when it has come to the front of the line.",
        source="our choice: off; RabbitMQ quorum queues: on",
        group=GROUP,
        visible_when={"time_to_live": (GIVEN,)},
    )
    capacity: Whole | None = setting(
        None,
        label="Capacity",
        minimum=1,
        maximum=10_000_000,
        help="Messages it may hold, delayed ones included and those in flight not.",
        source="SQS: unlimited",
        group=GROUP,
        nothing="unlimited",
    )
    overflow: Literal["reject", "block", "drop_oldest", "drop_newest", "dead_letter"] = setting(
        "reject",
        label="When full",
        help="What happens to one message more.",
        source="RabbitMQ offers reject-publish and drop-head",
        group=GROUP,
        choices={
            "reject": ("Reject", "The sender is told that it failed."),
            "block": ("Block the sender", "The sender waits until there is room."),
            "drop_oldest": ("Drop the oldest", "The oldest waiting message is lost."),
            "drop_newest": ("Drop the newest", "The new message is lost, and nobody is told."),
            "dead_letter": ("Move the oldest", "The oldest waiting message is dead-lettered."),
        },
        visible_when={"capacity": (GIVEN,)},
    )
    high_water: Whole | None = setting(
        None,
        label="High water",
        minimum=1,
        maximum=10_000_000,
        help="At so many messages senders are blocked, until low water is reached.",
        source="our choice: none; RabbitMQ blocks publishers at 60 % of memory",
        group="Flow control",
        nothing="none",
    )
    low_water: Whole = setting(
        0,
        label="Low water",
        minimum=0,
        maximum=10_000_000,
        help="At so few messages blocked senders may go on.",
        source="our choice",
        group="Flow control",
        visible_when={"high_water": (GIVEN,)},
    )
    alarm: Literal["queue", "everywhere"] = setting(
        "queue",
        label="Who is blocked",
        help="Whom high water blocks.",
        source="RabbitMQ: the memory alarm blocks every publishing connection of the cluster",
        group="Flow control",
        choices={
            "queue": ("Its senders", "Those who send to this queue."),
            "everywhere": ("All senders", "Those who send to any queue: a broker's memory alarm."),
        },
        visible_when={"high_water": (GIVEN,)},
    )
    redrive_after: Duration | None = setting(
        None,
        label="Redrive after",
        unit="s",
        minimum=0,
        maximum=14 * DAY,
        help="A dead letter that has lain this long goes back to its queue as a new message.",
        source="our choice: by hand",
        group="Redrive",
        nothing="by hand",
        role=OF_DEAD_LETTERS,
    )
    redrive_rate: Rate | None = setting(
        None,
        label="Redrive rate",
        unit="/s",
        minimum=0,
        above=True,
        maximum=100_000,
        help="How fast dead letters go back, by themselves or by a redrive of the timeline.",
        source="SQS: as fast as it can, or at most 500/s",
        group="Redrive",
        nothing="as fast as it can",
        role=OF_DEAD_LETTERS,
    )
