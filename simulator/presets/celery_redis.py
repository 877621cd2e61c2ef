"""Celery with Redis or Valkey as its broker."""

from simulator.presets._preset import Answers, Preset, chosen, documented

REDIS = "kombu, transport/redis.py"
DEFAULTS = "celery, app/defaults.py"
TASK = "celery, app/task.py"

PRESET = Preset(
    label="Celery on Redis",
    product="Celery",
    version="5.6, with Redis or Valkey",
    summary="Acked when work begins, so a crash loses it; retries are new messages, 180 s later.",
    queue={
        **documented(
            REDIS,
            hidden_until="timeout",
            visibility_timeout="1h",
            lock_from="receive",
            lock_max=None,
            return_to="front",
        ),
        **documented(
            f"{REDIS}: every tenth of the sweeps, which come every 10 s", expiry_check="100s"
        ),
        **documented(
            f"{REDIS}: the delivery tag outlasts a restore, and an ack deletes it for all",
            late_ack="shared",
        ),
        **chosen("There is none for Redis", consumer_timeout=None),
        **documented(f"{REDIS}: BRPOP", delivery="pull", polling="long", ordering="arrival"),
        **documented("celery, app/task.py: the message carries its retries", counts="nothing"),
        **chosen(
            "A Redis list has no such limit or feature",
            delivery_limit=None,
            in_flight_limit=None,
            deduplication_window=None,
            capacity=None,
            expires_at_head=False,
        ),
        **chosen("Redis keeps them for ever; 14 d is the longest there is here", retention="14d"),
        **chosen("A worker that finds an expired task discards it", expired_to="deleted"),
    },
    worker={
        **documented(f"{DEFAULTS}: task_acks_late off", ack="early"),
        **chosen("As many as there are processors; four here", concurrency=4),
        **documented(f"{DEFAULTS}: worker_prefetch_multiplier 4, times concurrency", prefetch=16),
        **documented("celery, worker/strategy.py", holds_eta=True, batch=1),
        **documented(f"{REDIS}: nothing is renewed", heartbeat=None),
        **documented(f"{TASK}: retry() sends a new message", retry="republish"),
        **documented(f"{TASK}: max_retries 3", max_attempts=4),
        **documented(
            f"{TASK}: default_retry_delay 180, without retry_backoff",
            backoff_growth="fixed",
            backoff_base="180s",
            backoff_jitter="none",
        ),
        **documented(f"{DEFAULTS}: task_reject_on_worker_lost off", lost_slot="acked"),
        **documented(DEFAULTS, soft_time_limit=None, time_limit=None),
        **documented(f"{DEFAULTS}: worker_soft_shutdown_timeout 0", after_grace="killed"),
        **documented(
            "celery, worker/consumer: a bucket of one for each worker",
            rate_burst=1,
            rate_scope="instance",
        ),
    },
    dead_letters={
        **chosen("Celery on Redis has no dead letters of its own", retention="14d"),
    },
    answers=Answers(
        delivery="The worker, by BRPOP; it fetches ahead four tasks for each of its processes.",
        hidden="For an hour, which only matters for what is prefetched or acked late.",
        clock="When the worker fetches it, also while it waits in the worker for its turn or for "
        "its ETA. Nothing renews it.",
        count="The message itself carries the number of its retries. Crashes are not counted.",
        limit="4: max_retries 3. A task that does not call retry() and has no autoretry_for is not "
        "tried again at all.",
        wait="180 s. With retry_backoff 1, 2, 4 … at most 600 s, fully jittered.",
        place="A retry is a new message at the tail when it is due; what a crash gives back stands "
        "at the front.",
        dead="Nowhere. After the last retry the task has failed, and is acked.",
        crash="What was in work is lost, because it was acked when it began. What was prefetched "
        "comes back after an hour and up to 100 s.",
        order="As they came. Priorities are four lists, and off unless they are asked for.",
        overtime="With acks_late, a task of more than an hour starts a second time. When the first "
        "one is done, its ack is also that of the second.",
        silent="A countdown longer than the hour is fetched again every hour, by another worker "
        "each time, and may run several times.",
    ),
    models=(
        "Early acks, and what they lose; prefetched tasks that wait behind a long one.",
        "Retries as new messages with a countdown, held by a worker in its memory.",
        "The visibility timeout of an hour with the sweep that notices it late.",
    ),
    leaves_out=(
        "Prefetch follows the concurrency in Celery. Here it is a number: 4 × 4.",
        "Results, chords and chains; the result backend.",
        "Priorities on Redis, where 0 is the highest.",
        "A task without retries: set “After a failure” to “Give up”.",
    ),
)
