"""Google Pub/Sub, a pull subscription with the client library's leases."""

from simulator.presets._preset import Answers, Preset, chosen, documented, unverified

API = "python-pubsub, types/pubsub.py"
FLOW = "python-pubsub, types.py, FlowControl"

PRESET = Preset(
    label="Google Pub/Sub",
    product="Google Pub/Sub",
    version="python-pubsub read in November 2026",
    summary="A stream of messages with a deadline of 10 s, which the client extends up to an hour.",
    queue={
        **documented(API, hidden_until="timeout", visibility_timeout="10s"),
        **chosen(
            "The deadline begins at the delivery, but the client extends what waits in it too",
            lock_from="handling",
        ),
        **chosen("The cap is the client’s", lock_max=None),
        **chosen("A deadline ends at its time", expiry_check=0),
        **chosen("Pub/Sub promises no place", return_to="tail"),
        **unverified("Without exactly-once delivery a late ack may count", late_ack="accepted"),
        **chosen("The deadline is the only clock", consumer_timeout=None),
        **documented("python-pubsub: streaming pull", delivery="push"),
        **documented(f"{API}: nacks and deadlines that ran out", counts="returns"),
        **documented(f"{API}: dead lettering is off", delivery_limit=None),
        **documented(f"{API}: ordering is off", ordering="arrival"),
        **chosen(
            "No such limit or feature",
            in_flight_limit=None,
            deduplication_window=None,
            capacity=None,
            expires_at_head=False,
            expired_to="deleted",
        ),
        **documented(f"{API}: message_retention_duration", retention="7d"),
    },
    worker={
        **documented(f"{FLOW}: max_messages", prefetch=1_000),
        **documented(f"{FLOW}: max_lease_duration", heartbeat_max="1h"),
        **chosen(
            "The client extends before the deadline, by what acks took before; half of it here",
            heartbeat="5s",
        ),
        **chosen("An extension is for the deadline’s length", heartbeat_extends=None),
        **chosen(
            "A callback that acks when it is done, and nacks when it fails",
            ack="late",
            retry="nack",
        ),
        **chosen(
            "The client does nothing more",
            max_attempts=None,
            batch=1,
            holds_eta=False,
            time_limit=None,
            lost_slot="given_back",
            after_grace="killed",
        ),
    },
    dead_letters={**chosen("It is a subscription like any", retention="7d")},
    redrive={
        **documented(f"{API}: max_delivery_attempts 5, if it is on", max_receives=5),
    },
    answers=Answers(
        delivery="The client opens a stream, and the service sends up to 1,000 messages ahead.",
        hidden="For the ack deadline of 10 s, which the client extends by itself for up to 1 h.",
        clock="At the delivery; extended also while a message waits in the client.",
        count="The service, as well as it can: nacks and deadlines that ran out.",
        limit="None. With dead lettering on, 5 by default, at least 5.",
        wait="None without a retry policy; with one, 10 s growing to 600 s.",
        place="Anywhere.",
        dead="A topic. Without a subscription on it they are lost.",
        crash="Its messages wait out their deadline, as it was extended last.",
        order="None, unless messages carry ordering keys and the subscription heeds them.",
        overtime="After an hour the client stops extending, and the message is delivered again.",
        silent="Messages are deleted after 7 d, and subscriptions after 31 d without use. The "
        "count of attempts may be wrong.",
    ),
    models=(
        "Messages sent ahead to each client, and leases that it extends while it lives.",
        "Redelivery at once after a nack, and after the deadline when a client dies.",
    ),
    leaves_out=(
        "The length of extensions, which follows the times of past acks.",
        "Ordering keys: set “Order” to “FIFO by group”.",
        "The retry policy: set “After a failure” to “Give it back, later”.",
        "Delivery attempts that are counted wrongly, and dead letters that come twice.",
    ),
)
