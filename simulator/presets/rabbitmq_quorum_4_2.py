"""RabbitMQ 4.2, a quorum queue: every return counts, twenty are allowed."""

from simulator.presets._preset import Answers, Preset, chosen, documented

DOCS = "RabbitMQ documentation"
QUORUM = f"{DOCS}, “Quorum queues”"
MAXLENGTH = f"{DOCS}, “Queue length limit”"
FOR_EVER = "RabbitMQ keeps messages for ever; 14 d is the longest there is here"

PRESET = Preset(
    label="RabbitMQ quorum 4.2",
    product="RabbitMQ",
    version="4.0 to 4.2",
    summary="Pushed, hidden until acked; every return counts, and the 21st delivery is the last.",
    queue={
        **documented(QUORUM, hidden_until="closed", crash_return=0, return_to="front"),
        **documented(
            f"{DOCS}, “Consumers”, acknowledgement timeout",
            consumer_timeout="30m",
            expiry_check="60s",
        ),
        **chosen("There is no timeout that an ack could miss", late_ack="accepted"),
        **documented(f"{DOCS}, “Consumer prefetch”", delivery="push"),
        **documented(
            "RabbitMQ documentation 4.3, “Quorum queues”: only from 4.3 on are some left out",
            counts="returns",
        ),
        **documented(
            "rabbitmq-server, rabbit_fifo.erl: a message goes when its count is above 20",
            delivery_limit=21,
        ),
        **documented(
            f"{DOCS}, “Priorities”: two of high priority for one of normal",
            ordering="priority_turns",
        ),
        **chosen("Prefetch limits consumers, not the queue", in_flight_limit=None),
        **chosen("Not a feature of RabbitMQ itself", deduplication_window=None),
        **documented(MAXLENGTH, capacity=None, overflow="drop_oldest"),
        **chosen(FOR_EVER, retention="14d"),
        **documented(f"{DOCS}, “Dead letter exchanges”", expired_to="dead_letters"),
        **documented(f"{DOCS}, “Time-to-live”", expires_at_head=True),
        **documented(f"{DOCS}, “Memory and disk alarms”", alarm="everywhere"),
    },
    worker={
        **chosen("Manual acknowledgement, which a consumer asks for", ack="late"),
        **documented(
            f"{DOCS}, “Consumer prefetch”: quorum queues cap unlimited at 2,000", prefetch=2_000
        ),
        **documented(f"{DOCS}, “Consumer acknowledgements”", lost_slot="given_back"),
        **chosen("A consumer that nacks and requeues when its handler fails", retry="nack"),
        **chosen(
            "A consumer that does nothing more",
            batch=1,
            heartbeat=None,
            max_attempts=None,
            holds_eta=False,
            time_limit=None,
            after_grace="killed",
        ),
    },
    dead_letters={**chosen(FOR_EVER, retention="14d")},
    redrive={
        **documented(f"{QUORUM}, poison messages: delivery-limit 20", max_receives=21),
    },
    answers=Answers(
        delivery="The broker. It pushes to each consumer as much as its prefetch allows; unlimited "
        "means 2,000.",
        hidden="Until it is acked, its connection closes, or the consumer timeout of 30 min.",
        clock="That of the consumer timeout at the delivery, also for what is only prefetched.",
        count="The broker counts every return: nack, reject, crash and timeout alike.",
        limit="21: the delivery limit is 20 returns.",
        wait="None: the attempts are used up as fast as they fail.",
        place="Before all that are ready, in a line of returns; its priority is lost.",
        dead="An exchange, if one is set, with the reason “delivery_limit”; else it is dropped. "
        "That is decided when the message comes back.",
        crash="All unacked messages of the connection come back at once; if its node cannot be "
        "reached, after 60 s.",
        order="As they came; two of high priority for one of normal, so that none starves.",
        overtime="After 30 min the channel is closed, and all that it held comes back.",
        silent="Without a dead-letter exchange a message over the limit is dropped. A crash raises "
        "the count of all that the consumer had prefetched, healthy ones too.",
    ),
    models=(
        "Counting by returns, and the move when the last comes back.",
        "Returns that stand before everything else, without a wait.",
        "The consumer timeout, which takes everything from the instance that it hits.",
    ),
    leaves_out=(
        "The loss of priority by a return: it stands at the front all the same.",
        "A node that cannot be reached: set “Back after a crash” to 60 s for that.",
        "The price of agreement between replicas, and what happens when there is no majority.",
        "Credit flow between connections: set “Credit” on the message edge.",
    ),
)
