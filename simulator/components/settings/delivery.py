"""Delivery: how messages reach a worker, how long they stay hidden, how they come back."""

from typing import Literal

from simulator.design.declarations import chance_setting, span_setting
from simulator.design.quantities import Duration, Share, Whole
from simulator.design.settings import Settings, setting

GROUP = "Delivery"
HOUR = 3_600.0
DAY = 24 * HOUR


class DeliverySettings(Settings):
    """How a queue hands messages out, hides them, and takes them back."""

    hidden_until: Literal["timeout", "closed"] = setting(
        "timeout",
        label="Hidden until",
        help="What makes a message visible again when nobody acknowledges it.",
        source="SQS, Azure Service Bus, Pub/Sub, Celery on Redis: a timeout",
        group=GROUP,
        choices={
            "timeout": ("A timeout", "The visibility timeout (lock, lease, ack deadline) is over."),
            "closed": (
                "The connection closes",
                "Nothing but the end of the instance that holds it; however long the work takes.",
            ),
        },
    )
    visibility_timeout: Duration = setting(
        30.0,
        label="Visibility timeout",
        unit="s",
        minimum=0,
        above=True,
        maximum=12 * HOUR,
        step=1,
        help="How long a received message stays hidden. Without an ack by then it comes back.",
        source="SQS: 30 s, at most 12 h",
        group=GROUP,
        visible_when={"hidden_until": ("timeout",)},
        changeable=True,
    )
    lock_from: Literal["receive", "handling"] = setting(
        "receive",
        label="Clock starts",
        help="When the clock of the visibility timeout starts.",
        source="SQS, Azure Service Bus, Celery on Redis: at the receive, prefetched ones included",
        group=GROUP,
        choices={
            "receive": ("At the receive", "Also while it waits in a batch or a prefetch buffer."),
            "handling": ("When work begins", "Not before a slot takes it up."),
        },
        visible_when={"hidden_until": ("timeout",)},
    )
    lock_max: Duration | None = span_setting(
        None,
        label="Held at most",
        help="A message is visible again after this long: a renewal that would last longer is "
        "refused.",
        source="our choice: no cap; SQS 12 h",
        group=GROUP,
        nothing="no cap",
        visible_when={"hidden_until": ("timeout",)},
    )
    expiry_check: Duration = setting(
        0.0,
        label="Looked for every",
        unit="s",
        minimum=0,
        maximum=DAY,
        help="Messages whose time is over come back when the broker next looks for them.",
        source="SQS: at once; Celery on Redis about 100 s, BullMQ 30 s",
        group=GROUP,
    )
    consumer_timeout: Duration | None = span_setting(
        None,
        label="Consumer timeout",
        help="An instance that holds a message longer is cut off: all that it holds comes back.",
        source="our choice: none; RabbitMQ 30 m",
        group=GROUP,
        nothing="none",
    )
    crash_return: Duration = setting(
        0.0,
        label="Back after a crash",
        unit="s",
        minimum=0,
        maximum=DAY,
        help="How long after a crash the messages of the lost connection are visible again.",
        source="RabbitMQ: at once when the connection closes; Sidekiq super_fetch 60 s and more",
        group=GROUP,
        visible_when={"hidden_until": ("closed",)},
    )
    return_to: Literal["tail", "original", "front"] = setting(
        "tail",
        label="Comes back to",
        help="Where in the line a message stands that comes back.",
        source="our choice: by the time at which it became visible",
        group=GROUP,
        choices={
            "tail": ("The tail", "Behind all that are visible already."),
            "original": ("Its old place", "By the time at which it was first put in."),
            "front": ("The front", "Before everything else."),
        },
        visible_when={"ordering": ("arrival", "priority", "priority_turns", "adaptive_lifo")},
    )
    late_ack: Literal["accepted", "refused", "shared"] = setting(
        "accepted",
        label="A late ack",
        help="What an ack does that comes after the timeout.",
        source="SQS standard: usually deletes it; SQS FIFO refuses; Celery on Redis: one tag",
        group=GROUP,
        choices={
            "accepted": ("Still deletes it", "Unless somebody has received it since."),
            "refused": ("Is refused", "The message stays, and is handed out again."),
            "shared": (
                "Counts for who has it",
                "It ends the receive of who has it since, whose work goes on. What waits, stays.",
            ),
        },
    )
    delivery: Literal["pull", "push"] = setting(
        "pull",
        label="Handed out",
        help="Who begins: the worker that asks, or the queue that sends.",
        source="SQS: workers poll; RabbitMQ pushes",
        group=GROUP,
        choices={
            "pull": ("When a worker asks", "Instances poll for as much as they can take."),
            "push": ("As they come", "The queue gives instances messages in turns."),
        },
    )
    polling: Literal["long", "short"] = setting(
        "long",
        label="Polling",
        help="What a poll does that finds nothing.",
        source="our choice: long; SQS queues are made with short polling",
        group=GROUP,
        choices={
            "long": ("Long", "It waits until something comes."),
            "short": ("Short", "It comes back empty, and the worker asks again later."),
        },
        visible_when={"delivery": ("pull",)},
    )
    poll_interval: Duration = setting(
        0.2,
        label="Polls every",
        unit="s",
        minimum=0.001,
        maximum=HOUR,
        help="How long a worker waits after a poll that came back empty.",
        source="our choice: 200 ms",
        group=GROUP,
        visible_when={"polling": ("short",)},
    )
    missed_share: Share = setting(
        0.0,
        label="False empties",
        minimum=0,
        maximum=0.99,
        help="How many short polls come back empty although there is something.",
        source="SQS: a short poll asks some of its servers only",
        group=GROUP,
        visible_when={"polling": ("short",)},
    )
    in_flight_limit: Whole | None = setting(
        None,
        label="In flight at most",
        minimum=1,
        maximum=1_000_000,
        help="While so many are received and not acked, receives find nothing, without an error.",
        source="our choice: no limit; SQS 120,000",
        group=GROUP,
        nothing="no limit",
    )
    duplicate_share: Share = chance_setting(
        label="Delivered twice",
        help="How many messages the queue hands out a second time although nothing went wrong.",
        source="our choice: none; at-least-once queues do not rule it out",
        group=GROUP,
    )
    delivery_delay: Duration = setting(
        0.0,
        label="Delivery delay",
        unit="s",
        minimum=0,
        maximum=DAY,
        help="How long a new message stays hidden before its first receive, unless it has a "
        "countdown of its own.",
        source="SQS: 0 s, at most 15 m; longer delays as in other products",
        group=GROUP,
        changeable=True,
    )
