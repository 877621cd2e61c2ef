"""Amazon SQS with AWS Lambda: an event source mapping polls, and invokes a function."""

from simulator.presets._preset import Answers, Preset, chosen, documented, unverified

GUIDE = "Amazon SQS Developer Guide"
VISIBILITY = f"{GUIDE}, “Visibility timeout”"
LAMBDA = "AWS Lambda Developer Guide"
SCALING = f"{LAMBDA}, “Scaling behavior for SQS event source mappings”"
ERRORS = f"{LAMBDA}, “Error handling for an SQS event source”"
PARAMETERS = f"{LAMBDA}, “SQS event source parameters”"

PRESET = Preset(
    label="SQS + Lambda",
    product="Amazon SQS and AWS Lambda",
    version="documentation read in November 2026",
    summary="Batches of ten, five at once, 300 more a minute; one failure fails the whole batch.",
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
        **unverified(
            "The event source mapping uses long polling",
            delivery="pull",
            polling="long",
        ),
        **documented(
            f"{GUIDE}, “Amazon SQS quotas”", in_flight_limit=120_000, retention="4d", capacity=None
        ),
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
        **documented(PARAMETERS, batch=10, linger=0),
        **documented(ERRORS, ack="late", batch_ack="whole", retry="visibility"),
        **documented(SCALING, instances=5, scale_min=2, scale_max=1_000, autoscaler="lambda"),
        **unverified("An environment handles one invocation at a time", concurrency=1),
        **unverified("Lambda’s default timeout", time_limit="3s"),
        **chosen("A cold start of half a second", restart_time="500ms", scale_start_time="500ms"),
        **chosen(
            "The event source mapping holds nothing beyond the batches it invokes with",
            prefetch=None,
            heartbeat=None,
            holds_eta=False,
            max_attempts=None,
        ),
        **documented(ERRORS, lost_slot="given_back"),
        **chosen("An invocation is not stopped by scaling in", scale_in="drain"),
        **chosen("Nothing gives a batch back early", after_grace="killed"),
    },
    dead_letters={
        **documented(f"{GUIDE}, “Setting up dead-letter queue retention”", retention_clock="kept"),
        **documented(f"{GUIDE}, “Amazon SQS quotas”", retention="4d"),
    },
    redrive={
        **documented(f"{LAMBDA}, “Using Lambda with Amazon SQS”: at least 5", max_receives=5),
    },
    answers=Answers(
        delivery="The event source mapping polls for the function, by long polling.",
        hidden="For the visibility timeout: 30 s. It may not be shorter than the function’s "
        "timeout; six times as long is recommended.",
        clock="At the receive by the mapping, before the function is invoked.",
        count="The broker counts receives, also those whose batch never reached the function.",
        limit="Off without a redrive policy; at least 5 is recommended, which is set here.",
        wait="The rest of the visibility timeout, for the whole batch.",
        place="About where it stood before.",
        dead="The dead-letter queue of the queue. That of the function is for other invocations.",
        crash="A function that crashes or runs into its timeout deletes nothing: its whole batch "
        "waits out the visibility timeout.",
        order="About as they came.",
        overtime="A function may run 3 s by default and is ended then; the batch comes back.",
        silent="One failure makes the messages of its batch that succeeded come back too.",
    ),
    models=(
        "Batches of ten that are acked as a whole or not at all.",
        "Pollers that begin with five batches at once and grow by 300 a minute to 1,000.",
        "The function’s timeout, after which its batch comes back.",
        "Throttling: set “Invoked at most” to the function’s concurrency. What is polled beyond it "
        "waits out its timeout, and its receive is spent.",
    ),
    leaves_out=(
        "The mapping’s slowing down when the function fails.",
        "ReportBatchItemFailures is off by default: set “A batch is acked” to “In part” for it.",
        "The function’s timeout holds for a whole batch; here it holds for each message of it.",
        "Provisioned mode, cold starts that depend on the code, payload sizes, prices.",
    ),
)
