"""Azure Service Bus, a queue received with PeekLock."""

from simulator.presets._preset import Answers, Preset, chosen, documented, unverified

DOCS = "Azure Service Bus documentation"
SETTLEMENT = f"{DOCS}, “Message transfers, locks and settlement”"
DEAD = f"{DOCS}, “Dead-letter queues”"
PROCESSOR = "Azure SDK, ServiceBusProcessorOptions"

PRESET = Preset(
    label="Azure Service Bus",
    product="Azure Service Bus",
    version="documentation read in November 2026",
    summary="A lock of 60 s that the client renews; abandoning has no wait, ten deliveries end it.",
    queue={
        **documented(
            f"{DOCS}, LockDuration: 1 minute (the portal offers 30 s)",
            hidden_until="timeout",
            visibility_timeout="60s",
        ),
        **documented(f"{DOCS}, “Prefetch”", lock_from="receive"),
        **documented(f"{SETTLEMENT}: may be renewed without end", lock_max=None),
        **chosen("A lock ends at its time", expiry_check=0),
        **documented(f"{SETTLEMENT}: at or near the front", return_to="front"),
        **unverified("Completing with a lost lock fails", late_ack="refused"),
        **chosen("The lock is the only clock", consumer_timeout=None),
        **chosen("Receivers ask, and wait until something comes", delivery="pull", polling="long"),
        **documented(DEAD, counts="returns"),
        **chosen("Its dead-letter queue is always there", delivery_limit=None),
        **chosen("Without sessions", ordering="arrival"),
        **chosen("No such limit is documented", in_flight_limit=None),
        **chosen("Off unless the queue was made with it", deduplication_window=None),
        **documented(f"{DOCS}, “Quotas”: bounded by bytes, 1 to 80 GB", overflow="reject"),
        **chosen("It is bounded by bytes, which are not modelled", capacity=None),
        **unverified("Unlimited, or 14 d, by tier", retention="14d"),
        **documented(f"{DEAD}: only if it is switched on", expired_to="deleted"),
        **chosen("Found wherever they are", expires_at_head=False),
    },
    worker={
        **documented(f"{SETTLEMENT}: PeekLock", ack="late"),
        **unverified("MaxConcurrentCalls 1", concurrency=1),
        **documented(f"{PROCESSOR}: PrefetchCount 0", prefetch=None),
        **documented(f"{PROCESSOR}: MaxAutoLockRenewalDuration 5 minutes", heartbeat_max="5m"),
        **chosen("The processor renews before the lock ends; half of it here", heartbeat="30s"),
        **chosen("A renewal is for the lock’s duration", heartbeat_extends=None),
        **unverified("The processor abandons when the handler throws", retry="nack"),
        **chosen(
            "The broker counts, the processor adds nothing",
            max_attempts=None,
            batch=1,
            holds_eta=False,
            time_limit=None,
            lost_slot="given_back",
            after_grace="killed",
        ),
    },
    dead_letters={
        **documented(
            f"{DEAD}: no time to live, no clean-up; 14 d is the longest here", retention="14d"
        ),
    },
    redrive={**documented(f"{DEAD}: MaxDeliveryCount 10", max_receives=10)},
    answers=Answers(
        delivery="The receiver asks over its link, and may have messages prefetched.",
        hidden="For the lock’s duration, 60 s, at most 5 min. The client renews it while it works, "
        "for 5 min by default.",
        clock="When the message enters the prefetch buffer. What only waits there is not renewed.",
        count="The broker counts deliveries that failed: abandoned, or the lock ran out.",
        limit="10. The documentation leaves open whether an eleventh is made; we take ten.",
        wait="None after an abandon; after a crash, the rest of the lock.",
        place="At or near the front.",
        dead="A dead-letter queue of its own, which every queue has. Nothing there ever expires.",
        crash="Its messages wait out their locks.",
        order="As they came; with sessions, in order within each.",
        overtime="Once the renewals end, after 5 min, the message is handed out again, and "
        "completing it fails.",
        silent="Ten failures without a wait can be used up in less than a second, so that a short "
        "outage fills the dead-letter queue. Prefetched messages whose locks run out count too.",
    ),
    models=(
        "Locks that are renewed while work goes on, and run out in a prefetch buffer.",
        "Abandons without a wait, ten deliveries, and the move when the last comes back.",
    ),
    leaves_out=(
        "Sessions: set “Order” to “FIFO by group”, which locks one message at a time, not the "
        "session.",
        "Deferred messages, and quotas by bytes.",
        "ReceiveAndDelete: set “Acknowledges” to “At the receive”.",
        "Duplicate detection, 10 min where it is on: set “Deduplication”.",
    ),
)
