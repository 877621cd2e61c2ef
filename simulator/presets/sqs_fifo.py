"""Amazon SQS, a FIFO queue: in order within each message group."""

from simulator.presets._preset import Answers, Preset, chosen, documented, unverified

GUIDE = "Amazon SQS Developer Guide"
VISIBILITY = f"{GUIDE}, “Visibility timeout”"
LOGIC = f"{GUIDE}, “FIFO delivery logic”"
ONCE = f"{GUIDE}, “Exactly-once processing”"

PRESET = Preset(
    label="SQS FIFO",
    product="Amazon SQS",
    version="documentation read in November 2026",
    summary="In order within each message group; one message in flight blocks its group.",
    queue={
        **documented(
            VISIBILITY,
            hidden_until="timeout",
            visibility_timeout="30s",
            lock_from="receive",
            lock_max="12h",
            expiry_check=0,
        ),
        **documented(ONCE, late_ack="refused", deduplication_window="5m"),
        **documented(f"{GUIDE}, “Short and long polling”", delivery="pull", polling="short"),
        **documented(f"{GUIDE}, “FIFO queue quotas”", in_flight_limit=120_000),
        **documented(f"{GUIDE}, “Amazon SQS quotas”", retention="4d", capacity=None),
        **documented(LOGIC, ordering="groups"),
        **documented(f"{GUIDE}, “Avoiding a backlog with the same group”", group_window=120_000),
        **documented(
            f"{GUIDE}, “Dead-letter queues”",
            counts="receives",
            delivery_limit=None,
            expired_to="deleted",
        ),
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
        **documented(f"{GUIDE}, “Setting up dead-letter queue retention”", retention_clock="reset"),
        **documented(f"{GUIDE}, “Amazon SQS quotas”", retention="4d"),
    },
    answers=Answers(
        delivery="The worker. It polls; a queue is made with short polling.",
        hidden="For the visibility timeout of 30 s, and with it the whole message group.",
        clock="At the receive, also for messages of a batch that wait for their turn.",
        count="The broker counts receives, before any work is done.",
        limit="maxReceiveCount has no default: without a redrive policy there is no limit.",
        wait="The rest of the visibility timeout, and the group waits with it.",
        place="At the head of its group.",
        dead="A FIFO queue of its own. The move breaks the order of the group.",
        crash="Its messages wait out the visibility timeout, and their groups stand still.",
        order="In order within each group. Only the first 120,000 messages are searched for a "
        "group that is free.",
        overtime="The message is handed out again, and the late delete of the first attempt fails.",
        silent="A send with the same deduplication id within 5 min is accepted and not put in. "
        "Messages older than 4 d are deleted; the move to a FIFO dead-letter queue starts the "
        "clock anew.",
    ),
    models=(
        "Groups of which one message at a time is in flight, and a poison message that blocks its "
        "group for the timeout times maxReceiveCount.",
        "Deduplication within five minutes, the search window, refused late deletes.",
        "How many workers can be busy: never more than there are groups with work.",
    ),
    leaves_out=(
        "The throughput limits: 300 calls a second for each action without high throughput.",
        "Receives of ten that prefer one group: set “Batch”, it takes as they come.",
        "Deduplication by content: messages that a sender sends twice count as the same.",
    ),
)
