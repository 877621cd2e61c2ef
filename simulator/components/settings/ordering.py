"""Ordering: which of the waiting messages is handed out next."""

from typing import Literal

from simulator.design.quantities import Duration, Whole
from simulator.design.settings import Settings, setting

GROUP = "Order"


class OrderingSettings(Settings):
    """In what order a queue hands its messages out."""

    ordering: Literal[
        "arrival", "groups", "priority", "priority_turns", "lifo", "adaptive_lifo"
    ] = setting(
        "arrival",
        label="Order",
        help="Which message is handed out next.",
        source="SQS standard, RabbitMQ, Celery, Sidekiq: about as they came",
        group=GROUP,
        choices={
            "arrival": ("As they came", "The one that has been visible longest."),
            "groups": (
                "FIFO by group",
                "In order within each message group: while one of a group is in flight, "
                "the others of it wait.",
            ),
            "priority": ("Priority", "The highest priority first, always. The low may starve."),
            "priority_turns": (
                "Priority, in turns",
                "Each priority gets turns, the high ones more of them. None starves.",
            ),
            "lifo": ("Last in, first out", "The newest first."),
            "adaptive_lifo": (
                "Adaptive",
                "As they came, and the newest first once a line has been standing for a while.",
            ),
        },
    )
    lifo_after: Duration = setting(
        0.1,
        label="Standing for",
        unit="s",
        minimum=0,
        maximum=3_600,
        help="After the line has not been empty for this long, the newest comes first.",
        source="“Fail at Scale” (ACM Queue, 2015): 100 ms",
        group=GROUP,
        visible_when={"ordering": ("adaptive_lifo",)},
    )
    group_window: Whole | None = setting(
        None,
        label="Looks at",
        minimum=1,
        maximum=1_000_000,
        help="Only so many messages from the front are searched for a group that is free.",
        source="SQS FIFO: the first 120,000",
        group=GROUP,
        nothing="all of them",
        visible_when={"ordering": ("groups",)},
    )
    deduplication_window: Duration | None = setting(
        None,
        label="Deduplication",
        unit="s",
        minimum=0,
        above=True,
        maximum=7 * 86_400,
        help="A message that is sent again within this time is taken, and not put in.",
        source="our choice: off; SQS FIFO 5 m, Azure Service Bus 10 m",
        group=GROUP,
        nothing="off",
    )
