"""Sidekiq, the open-source edition: a fetched job is gone from Redis."""

from simulator.presets._preset import Answers, Preset, chosen, documented

RETRY = "sidekiq, lib/sidekiq/job_retry.rb"
CONFIG = "sidekiq, lib/sidekiq/config.rb"
FETCH = "sidekiq, lib/sidekiq/fetch.rb"

PRESET = Preset(
    label="Sidekiq",
    product="Sidekiq",
    version="8.1",
    summary="A job is gone from Redis when it is fetched; 25 retries over twenty days.",
    queue={
        **documented(f"{FETCH}: BRPOP", delivery="pull", polling="long", ordering="arrival"),
        **documented(
            f"{FETCH}: removed at the fetch, so nothing is hidden",
            hidden_until="closed",
            crash_return=0,
        ),
        **documented(
            f"{FETCH}: requeue pushes to the end that BRPOP takes from", return_to="front"
        ),
        **chosen(
            "Nothing comes back by itself",
            expiry_check=0,
            late_ack="accepted",
            consumer_timeout=None,
        ),
        **documented(f"{RETRY}: the job carries its retry_count", counts="nothing"),
        **chosen(
            "A Redis list has no such limit or feature",
            delivery_limit=None,
            in_flight_limit=None,
            deduplication_window=None,
            capacity=None,
            expires_at_head=False,
            expired_to="deleted",
        ),
        **chosen("Redis keeps them for ever; 14 d is the longest there is here", retention="14d"),
    },
    worker={
        **documented(FETCH, ack="receive", prefetch=None, batch=1, heartbeat=None),
        **documented(CONFIG, concurrency=5),
        **documented("sidekiq, lib/sidekiq/scheduled.rb: due jobs wait in Redis", holds_eta=False),
        **documented(RETRY, retry="republish", backoff_growth="polynomial", backoff_base="15s"),
        **documented(f"{RETRY}: max_retries 25", max_attempts=26),
        **documented(f"{RETRY}: no cap; the last wait is 92 h", backoff_cap="5d"),
        **documented(f"{RETRY}: adds 0 to 10 s times the number of retries", backoff_jitter="full"),
        **documented(f"{FETCH}: what is in work is lost", lost_slot="acked"),
        **chosen("Sidekiq ends no job by its time", time_limit=None),
        **documented(
            "sidekiq, lib/sidekiq/manager.rb: bulk_requeue after 25 s",
            shutdown_grace="25s",
            after_grace="given_back",
        ),
    },
    dead_letters={
        **documented(
            f"{CONFIG}: dead_max_jobs 10,000, the oldest go",
            capacity=10_000,
            overflow="drop_oldest",
        ),
        **chosen("Sidekiq keeps them 180 d; 14 d is the longest there is here", retention="14d"),
    },
    answers=Answers(
        delivery="The worker, by BRPOP, one job for each free thread.",
        hidden="It is not hidden. It is gone from Redis, and lives in the memory of the process.",
        clock="There is none.",
        count="The job itself carries its retry count. Crashes are not counted.",
        limit="26: 25 retries, spread over about twenty days.",
        wait="15 s plus the fourth power of the retries before, and some jitter: 15, 16, 31, 96, "
        "271 s … 92 h.",
        place="At the tail, when a poller finds that it is due. What a shutdown pushes back stands "
        "at the front.",
        dead="The dead set: at most 10,000 jobs for 180 d; the oldest are dropped.",
        crash="What is in work is lost.",
        order="As they came within a queue; among several queues at random, by their weights.",
        overtime="Nothing: nobody else can have it.",
        silent="A process that is killed takes its jobs with it. At a shutdown, jobs that are not "
        "done after 25 s are pushed back, and run again from the start.",
    ),
    models=(
        "Jobs that are lost with their process.",
        "The growth of the retries, and the dead set.",
        "A shutdown of 25 s that gives back what is not done.",
    ),
    leaves_out=(
        "The poller: retries are due up to ten seconds later than their time.",
        "Several queues with weights: join the worker with several queues.",
        "Batches, rate limits and unique jobs of the paid editions.",
    ),
)
