"""Amazon SQS, a standard queue with consumers that poll."""

from simulator.presets._preset import Answers, Preset, chosen, documented, unverified

GUIDE = "Amazon SQS Developer Guide"
VISIBILITY = f"{GUIDE}, “Visibility timeout”"
QUOTAS = f"{GUIDE}, “Amazon SQS quotas”"

PRESET = Preset(
    label="SQS standard",
    product="Amazon SQS",
    version="documentation read in November 2026",
    summary="At least once, about in order; a receive hides a message for 30 s and counts.",
    queue={
        **documented(
            VISIBILITY,
            hidden_until="timeout",
            visibility_timeout="30s",
            lock_from="receive",
            lock_max="12h",
            expiry_check=0,
        ),
        **unverified("An old receipt usually still deletes", late_ack="accepted"),
        **chosen(
            "A message whose timeout ran out comes back to about where it stood before",
            return_to="original",
        ),
        **documented(f"{GUIDE}, “Short and long polling”", delivery="pull", polling="short"),
        **documented(QUOTAS, in_flight_limit=120_000, retention="4d", capacity=None),
        **documented(
            f"{GUIDE}, “Dead-letter queues”",
            counts="receives",
            delivery_limit=None,
            expired_to="deleted",
        ),
        **documented(f"{GUIDE}, “Standard queues”", ordering="arrival", deduplication_window=None),
        **chosen("SQS knows no connections, so none is cut off", consumer_timeout=None),
        **chosen("They are found wherever they are", expires_at_head=False),
    },
    worker={
        **documented(f"{GUIDE}, “Processing messages in a timely manner”", ack="late"),
        **unverified("MaxNumberOfMessages 1", batch=1),
        **chosen(
            "What a consumer is that does nothing beyond receive, work and delete",
            prefetch=None,
            heartbeat=None,
            holds_eta=False,
            max_attempts=None,
            lost_slot="given_back",
            time_limit=None,
            after_grace="killed",
        ),
        **documented(VISIBILITY, retry="visibility"),
    },
    dead_letters={
        **documented(
            f"{GUIDE}, “Setting up dead-letter queue retention”",
            retention_clock="kept",
        ),
        **documented(QUOTAS, retention="4d"),
    },
    answers=Answers(
        delivery="The worker. It polls; a queue is made with short polling, which asks only some "
        "of the servers and comes back at once.",
        hidden="For the visibility timeout: 30 s, at most 12 h in all.",
        clock="At the receive, also for messages of a batch that wait for their turn.",
        count="The broker counts receives, before any work is done.",
        limit="maxReceiveCount has no default: without a redrive policy there is no limit.",
        wait="The rest of the visibility timeout. A consumer that fails says nothing.",
        place="About where it stood before.",
        dead="A queue of its own, named by the redrive policy. The move is made by the next "
        "receive after the last, so that without a poller nothing is moved.",
        crash="Its messages wait out the visibility timeout.",
        order="About as they came.",
        overtime="The message is handed out again while the first attempt still runs. Its late "
        "delete usually works unless somebody has received it since.",
        silent="Messages older than 4 d are deleted, dead letters too, by the clock of their first "
        "sending. With 120,000 in flight a long poll finds nothing, without an error.",
    ),
    models=(
        "Receives that hide and count, and the move to the dead-letter queue at the next receive.",
        "Retention from the first send, kept by the move to a standard dead-letter queue.",
        "The limit of messages in flight, which answers with nothing.",
        "Acks that come after the timeout.",
    ),
    leaves_out=(
        "Short polls that miss messages which are there: set “False empties” yourself, there is "
        "no published figure.",
        "Copies that SQS delivers without a reason: set “Delivered twice”.",
        "The size of messages, prices, and the throttling of an account.",
        "Fair queues, which share out a standard queue by message group.",
    ),
)
