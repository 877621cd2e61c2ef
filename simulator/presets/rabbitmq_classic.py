"""RabbitMQ, a classic queue: no counter, returns at once to the old place."""

from simulator.presets._preset import Answers, Preset, chosen, documented

DOCS = "RabbitMQ documentation 4.3"
CONFIRMS = f"{DOCS}, “Consumer acknowledgements”"
MAXLENGTH = f"{DOCS}, “Queue length limit”"
FOR_EVER = "RabbitMQ keeps messages for ever; 14 d is the longest there is here"

PRESET = Preset(
    label="RabbitMQ classic",
    product="RabbitMQ",
    version="4.3",
    summary="Pushed to consumers, hidden until acked, requeued at once and without a count.",
    queue={
        **documented(CONFIRMS, hidden_until="closed", crash_return=0, return_to="original"),
        **documented(
            f"{DOCS}, “Consumers”: from 4.3 on only quorum queues have it", consumer_timeout=None
        ),
        **chosen("Nothing runs out, so nothing is looked for", expiry_check=0),
        **chosen("There is no timeout that an ack could miss", late_ack="accepted"),
        **documented(f"{DOCS}, “Consumer prefetch”", delivery="push"),
        **documented(f"{DOCS}, “Quorum queues”, feature matrix", counts="nothing"),
        **documented(f"{DOCS}, “Quorum queues”, feature matrix", delivery_limit=None),
        **documented(f"{DOCS}, “Classic queue priorities”: off", ordering="arrival"),
        **chosen("Prefetch limits consumers, not the queue", in_flight_limit=None),
        **chosen("Not a feature of RabbitMQ itself", deduplication_window=None),
        **documented(MAXLENGTH, capacity=None, overflow="drop_oldest"),
        **chosen(FOR_EVER, retention="14d"),
        **documented(f"{DOCS}, “Dead letter exchanges”", expired_to="dead_letters"),
        **documented(
            f"{DOCS}, “Time-to-live”, messages with a TTL of their own", expires_at_head=True
        ),
        **documented(f"{DOCS}, “Memory and disk alarms”", alarm="everywhere"),
    },
    worker={
        **chosen("Manual acknowledgement, which a consumer asks for", ack="late"),
        **documented(
            f"{DOCS}, “Consumer prefetch”: unlimited; 100,000 is the most here", prefetch=100_000
        ),
        **documented(CONFIRMS, lost_slot="given_back"),
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
    answers=Answers(
        delivery="The broker. It pushes to each consumer as much as its prefetch allows, which is "
        "unlimited unless it is set.",
        hidden="Until it is acked, or its channel or connection closes.",
        clock="There is none.",
        count="Nobody. A message that came back carries one mark, “redelivered”.",
        limit="None. A poison message goes round for ever.",
        wait="None: a requeued message is handed out again at once, a hot loop.",
        place="At its original position.",
        dead="An exchange, if one is set: for messages that are rejected without requeueing, "
        "expired, or too many. No number of deliveries leads there.",
        crash="All unacked messages of the connection are requeued at once when it closes.",
        order="As they came; a queue that is declared with priorities hands out the highest first, "
        "always, so that low ones may starve.",
        overtime="Nothing: it stays hidden for as long as the connection lives.",
        silent="A queue with a length limit drops its oldest messages. The memory alarm blocks "
        "every publishing connection of the cluster, and no consumer.",
    ),
    models=(
        "Pushing in turns, with a prefetch that hoards.",
        "Requeueing at once to the old place, without a count: the hot loop of a poison message.",
        "Everything that a lost connection held, back at once.",
    ),
    leaves_out=(
        "The time until a dead connection is noticed: AMQP heartbeats of 60 s when a machine "
        "vanishes without closing it. Set “Back after a crash” for that.",
        "Credit flow between connections: set “Credit” on the message edge.",
        "Automatic acknowledgement: set “Acknowledges” to “At the receive”.",
        "Routing by exchanges, mirroring, disk.",
    ),
)
