"""Receiving: how a worker takes messages, holds them, and when it acknowledges."""

from typing import Literal

from simulator import limits
from simulator.design.declarations import (
    burst_setting,
    chance_setting,
    rate_limit_setting,
    span_setting,
)
from simulator.design.quantities import Duration, Rate, Share, Whole, YesNo
from simulator.design.settings import GIVEN, Settings, setting

GROUP = "Receiving"


class ReceivingSettings(Settings):
    """How many messages an instance takes, for how long, and when it says so."""

    ack: Literal["late", "early", "receive"] = setting(
        "late",
        label="Acknowledges",
        help="When the message is deleted: the earlier, the more a crash loses.",
        source="SQS, RabbitMQ manual ack, Service Bus PeekLock: when the work is done",
        group=GROUP,
        choices={
            "late": ("When done", "At least once: a crash gives the message back."),
            "early": (
                "When work begins",
                "What is in work is lost with its instance; what is prefetched is not.",
            ),
            "receive": ("At the receive", "Everything that an instance holds is lost with it."),
        },
    )
    prefetch: Whole | None = setting(
        None,
        label="Prefetch",
        minimum=1,
        maximum=100_000,
        help="Messages that one instance may hold unacknowledged, those in work included.",
        source="our choice: none; Celery 4 × concurrency, RabbitMQ 100 to 300 is advised",
        group=GROUP,
        nothing="as many as it has free slots",
    )
    batch: Whole = setting(
        1,
        label="Batch",
        minimum=1,
        maximum=10_000,
        help="Messages that one slot takes in one receive and handles one after another.",
        source="SQS: 1, at most 10; Lambda 10",
        group=GROUP,
    )
    linger: Duration = setting(
        0.0,
        label="Linger",
        unit="s",
        minimum=0,
        maximum=300,
        help="How long a slot waits for a batch to fill.",
        source="Lambda MaximumBatchingWindowInSeconds: 0 s, at most 300 s",
        group=GROUP,
    )
    batch_ack: Literal["each", "whole", "partial"] = setting(
        "each",
        label="A batch is acked",
        help="What one failure in a batch does to the others.",
        source="our choice: each; Lambda: the whole batch, unless it reports single failures",
        group=GROUP,
        choices={
            "each": ("One by one", "Each message when its own work is done."),
            "whole": ("As a whole", "At the end, and only if nothing in it failed."),
            "partial": ("In part", "At the end, all but those that failed."),
        },
    )
    invocations: Whole | None = setting(
        None,
        label="Invoked at most",
        minimum=1,
        maximum=limits.SLOTS_MAX,
        help="Batches that may be in work at once, of all instances. A slot that has received more "
        "waits, and lets it go when its timeout is over.",
        source="our choice: no limit; Lambda: reserved concurrency, or 1,000 for an account",
        group=GROUP,
        nothing="as many as there are slots",
    )
    heartbeat: Duration | None = setting(
        None,
        label="Heartbeat",
        unit="s",
        minimum=0.1,
        maximum=86_400,
        help="How often an instance that is alive renews what it works on.",
        source="our choice: none; BullMQ every 15 s, Pub/Sub and Azure clients by themselves",
        group=GROUP,
        nothing="never",
    )
    heartbeat_extends: Duration | None = setting(
        None,
        label="Extends by",
        unit="s",
        minimum=0.1,
        maximum=86_400,
        help="How long after a heartbeat the message stays hidden.",
        source="our choice: the queue's timeout; SQS guide 120 s every 60 s",
        group=GROUP,
        nothing="the queue's timeout",
        visible_when={"heartbeat": (GIVEN,)},
    )
    heartbeat_max: Duration | None = span_setting(
        None,
        label="Renews at most",
        help="After this long a message is renewed no more, though its work goes on.",
        source="our choice: no cap; Azure MaxAutoLockRenewalDuration 5 m, Pub/Sub 1 h",
        group=GROUP,
        nothing="no cap",
        visible_when={"heartbeat": (GIVEN,)},
    )
    heartbeat_blocked: Share = chance_setting(
        label="Blocks the heartbeat",
        help="How many attempts keep the processor so busy that nothing is renewed.",
        source="our choice: none; BullMQ “stalled jobs”",
        group=GROUP,
        visible_when={"heartbeat": (GIVEN,)},
    )
    holds_eta: YesNo = setting(
        False,
        label="Holds until due",
        help="On: messages with a countdown are fetched at once and held, beyond the prefetch.",
        source="our choice: off; Celery: on",
        group=GROUP,
    )
    rate_limit: Rate | None = rate_limit_setting(
        help="Attempts that may begin in a second. What must wait keeps its place.",
        source="our choice: none; Celery rate_limit, BullMQ limiter",
        group=GROUP,
    )
    rate_burst: Whole = burst_setting(
        help="Attempts that may begin together after a pause.",
        source="Celery: a token bucket that holds one",
        group=GROUP,
        visible_when={"rate_limit": (GIVEN,)},
    )
    rate_scope: Literal["instance", "all"] = setting(
        "instance",
        label="The limit holds for",
        help="Whether each instance has the limit, or all together.",
        source="Celery: each worker instance; BullMQ: all",
        group=GROUP,
        choices={
            "instance": ("Each instance", "Twice the instances, twice the rate."),
            "all": ("All together", "However many there are."),
        },
        visible_when={"rate_limit": (GIVEN,)},
    )
