"""Sidekiq Pro with super_fetch: jobs of a dead process are found again."""

from simulator.presets._preset import Answers, Preset, chosen, documented

RETRY = "sidekiq, lib/sidekiq/job_retry.rb"
CONFIG = "sidekiq, lib/sidekiq/config.rb"
WIKI = "Sidekiq wiki, “Reliability”"

PRESET = Preset(
    label="Sidekiq super_fetch",
    product="Sidekiq Pro",
    version="8.1",
    summary="A crash gives jobs back after a minute; three recoveries make a poison pill.",
    queue={
        **documented(
            f"{WIKI}: moved to a private list, until it is done",
            delivery="pull",
            hidden_until="closed",
            return_to="tail",
        ),
        **documented(f"{WIKI}: after the heartbeat’s 60 s", crash_return="60s"),
        **chosen("As the open-source fetch", polling="long", ordering="arrival"),
        **chosen(
            "Nothing runs out while the process lives",
            expiry_check=0,
            late_ack="accepted",
            consumer_timeout=None,
        ),
        **documented("sidekiq issue 4633: recoveries are counted", counts="returns"),
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
        **documented(WIKI, ack="late", prefetch=None, batch=1),
        **chosen("The process has a heartbeat, its jobs have none", heartbeat=None),
        **documented(CONFIG, concurrency=5),
        **documented("sidekiq, lib/sidekiq/scheduled.rb: due jobs wait in Redis", holds_eta=False),
        **documented(RETRY, retry="republish", backoff_growth="polynomial", backoff_base="15s"),
        **documented(f"{RETRY}: max_retries 25", max_attempts=26),
        **documented(f"{RETRY}: no cap; the last wait is 92 h", backoff_cap="5d"),
        **documented(f"{RETRY}: adds 0 to 10 s times the number of retries", backoff_jitter="full"),
        **documented(WIKI, lost_slot="given_back"),
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
    redrive={
        **documented("sidekiq issue 4633: three recoveries in 72 h", max_receives=3),
    },
    answers=Answers(
        delivery="The worker moves one job for each free thread to a list of its own.",
        hidden="Until it is done, or its process is found dead.",
        clock="There is none for a job. A process is dead when its heartbeat is 60 s old.",
        count="The job carries its retry count; recoveries after a crash are counted beside it.",
        limit="26 by failures: 25 retries. Three recoveries within 72 h end it too.",
        wait="15 s plus the fourth power of the retries before, and some jitter.",
        place="At the tail.",
        dead="The dead set: at most 10,000 jobs for 180 d; the oldest are dropped.",
        crash="Its jobs come back when some process starts, 60 s later at the earliest; else at a "
        "search that is made once an hour.",
        order="As they came within a queue.",
        overtime="Nothing while its process lives.",
        silent="If no process starts, the jobs of a dead one lie for up to an hour.",
    ),
    models=(
        "Jobs that survive their process, and come back after a minute.",
        "Poison pills: what kills its process is dead after three recoveries.",
        "The growth of the retries, the dead set, and a shutdown that gives jobs back.",
    ),
    leaves_out=(
        "That a recovery waits for a process to start. Here it is 60 s after every crash; set "
        "“Back after a crash” to more if yours restart late.",
        "The window of 72 h in which recoveries are counted: here there is none.",
        "The poller: retries are due up to ten seconds later than their time.",
    ),
)
