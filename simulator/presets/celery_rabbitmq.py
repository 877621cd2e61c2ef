"""Celery with RabbitMQ as its broker, classic queues."""

from simulator.presets._preset import Answers, Preset, chosen, documented

DEFAULTS = "celery, app/defaults.py"
TASK = "celery, app/task.py"
RABBIT = "RabbitMQ documentation"

PRESET = Preset(
    label="Celery on RabbitMQ",
    product="Celery",
    version="5.6, with classic queues of RabbitMQ 4.2",
    summary="Acked when work begins, so a crash loses it; what is prefetched comes back at once.",
    queue={
        **documented(
            f"{RABBIT}, “Consumer acknowledgements”",
            hidden_until="closed",
            crash_return=0,
            return_to="original",
        ),
        **documented(
            f"{RABBIT}, “Consumers”, acknowledgement timeout",
            consumer_timeout="30m",
            expiry_check="60s",
        ),
        **chosen("There is no timeout that an ack could miss", late_ack="accepted"),
        **documented(f"{RABBIT}, “Consumer prefetch”", delivery="push"),
        **documented("celery, app/task.py: the message carries its retries", counts="nothing"),
        **documented(f"{RABBIT}, “Quorum queues”, feature matrix", delivery_limit=None),
        **documented(f"{RABBIT}, “Classic queue priorities”: off", ordering="arrival"),
        **chosen("Prefetch limits consumers, not the queue", in_flight_limit=None),
        **chosen("Not a feature of RabbitMQ itself", deduplication_window=None),
        **documented(f"{RABBIT}, “Queue length limit”", capacity=None, overflow="drop_oldest"),
        **chosen(
            "RabbitMQ keeps them for ever; 14 d is the longest there is here", retention="14d"
        ),
        **documented(f"{RABBIT}, “Dead letter exchanges”", expired_to="dead_letters"),
        **documented(f"{RABBIT}, “Time-to-live”", expires_at_head=True),
        **documented(f"{RABBIT}, “Memory and disk alarms”", alarm="everywhere"),
    },
    worker={
        **documented(f"{DEFAULTS}: task_acks_late off", ack="early"),
        **chosen("As many as there are processors; four here", concurrency=4),
        **documented(f"{DEFAULTS}: worker_prefetch_multiplier 4, times concurrency", prefetch=16),
        **documented("celery, worker/strategy.py", holds_eta=True, batch=1),
        **chosen("There is nothing to renew", heartbeat=None),
        **documented(f"{TASK}: retry() sends a new message", retry="republish"),
        **documented(f"{TASK}: max_retries 3", max_attempts=4),
        **documented(
            f"{TASK}: default_retry_delay 180, without retry_backoff",
            backoff_growth="fixed",
            backoff_base="180s",
            backoff_jitter="none",
        ),
        **documented(f"{DEFAULTS}: task_reject_on_worker_lost off", lost_slot="acked"),
        **documented(
            "Celery user guide, “Calling tasks”: “the worker terminates”",
            when_cut_off="ends",
        ),
        **documented(DEFAULTS, soft_time_limit=None, time_limit=None),
        **documented(f"{DEFAULTS}: worker_soft_shutdown_timeout 0", after_grace="killed"),
        **documented(
            "celery, worker/consumer: a bucket of one for each worker",
            rate_burst=1,
            rate_scope="instance",
        ),
    },
    dead_letters={
        **chosen(
            "RabbitMQ keeps them for ever; 14 d is the longest there is here", retention="14d"
        ),
    },
    answers=Answers(
        delivery="The broker pushes; the worker has four tasks ahead for each of its processes.",
        hidden="Until it is acked, which is when it begins, or its connection closes.",
        clock="That of the consumer timeout, 30 min, at the delivery; it also runs for tasks that "
        "wait for their ETA.",
        count="The message itself carries the number of its retries. Crashes are not counted.",
        limit="4: max_retries 3. A task that does not call retry() and has no autoretry_for is not "
        "tried again at all.",
        wait="180 s. With retry_backoff 1, 2, 4 … at most 600 s, fully jittered.",
        place="A retry is a new message at the tail when it is due; what a lost connection held "
        "comes back to its old place.",
        dead="Nowhere by itself. A task that raises Reject goes to a dead-letter exchange.",
        crash="What was in work is lost, because it was acked when it began. What was prefetched "
        "is requeued at once.",
        order="As they came; a queue that is declared with priorities hands out the highest first.",
        overtime="Nothing while the connection lives, unless it was not acked for 30 min.",
        silent="A countdown of more than 30 min closes the channel, which ends the worker: what it "
        "held comes back, what is in work is finished without an ack, and somebody must start it.",
    ),
    models=(
        "Early acks, and what they lose; prefetched tasks that wait behind a long one.",
        "Retries as new messages with a countdown, held by a worker in its memory.",
        "Requeueing at once when a worker dies, and the consumer timeout.",
    ),
    leaves_out=(
        "Prefetch follows the concurrency in Celery. Here it is a number: 4 × 4.",
        "Quorum queues, on which Celery delays tasks in the broker and cannot autoscale.",
        "Results, chords and chains; the result backend.",
        "A task without retries: set “After a failure” to “Give up”.",
    ),
)
