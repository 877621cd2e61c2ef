"""BullMQ: jobs in Redis for Node.js, with locks that are renewed."""

from simulator.presets._preset import Answers, Preset, chosen, documented

WORKER = "bullmq, src/classes/worker.ts"
JOB = "bullmq, src/classes/job.ts"
STALLED = "BullMQ documentation, “Stalled jobs”"

PRESET = Preset(
    label="BullMQ",
    product="BullMQ",
    version="read in November 2026",
    summary="One job at a time, one attempt, a lock of 30 s renewed every 15; two stalls end it.",
    queue={
        **documented(
            f"{WORKER}: lockDuration",
            hidden_until="timeout",
            visibility_timeout="30s",
            lock_from="receive",
            lock_max=None,
        ),
        **documented(f"{WORKER}: stalledInterval", expiry_check="30s"),
        **documented(f"{WORKER}: drainDelay, a wait of 5 s", delivery="pull", polling="long"),
        **documented(
            "bullmq, commands/moveStalledJobsToWait: RPUSH, and workers take from there",
            return_to="front",
        ),
        **chosen("A job whose lock is lost cannot be completed", late_ack="refused"),
        **chosen("The lock is the only clock", consumer_timeout=None),
        **documented(f"{WORKER}: stalls are counted apart from attempts", counts="returns"),
        **chosen("Its failed set is always there", delivery_limit=None),
        **documented("BullMQ documentation, “Prioritized”: off by default", ordering="arrival"),
        **chosen(
            "No such limit or feature by default",
            in_flight_limit=None,
            deduplication_window=None,
            capacity=None,
            expires_at_head=False,
            expired_to="deleted",
        ),
        **chosen("Redis keeps them for ever; 14 d is the longest there is here", retention="14d"),
    },
    worker={
        **documented(WORKER, concurrency=1, prefetch=None, ack="late"),
        **documented(f"{WORKER}: half of lockDuration", heartbeat="15s", heartbeat_extends=None),
        **documented(f"{WORKER}: renewed for as long as it runs", heartbeat_max=None),
        **documented(f"{JOB}: attempts 0 is one try", max_attempts=1),
        **documented(
            "bullmq, src/classes/backoffs.ts: none", retry="republish", backoff_growth="none"
        ),
        **documented(
            "BullMQ documentation, “Rate limiting”: for the whole queue", rate_scope="all"
        ),
        **chosen(
            "A worker does nothing more",
            batch=1,
            holds_eta=False,
            time_limit=None,
            lost_slot="given_back",
            after_grace="killed",
        ),
    },
    dead_letters={
        **documented(
            f"{WORKER}: removeOnFail off, kept for ever; 14 d is the longest here", retention="14d"
        ),
    },
    redrive={
        **documented(f"{WORKER}: maxStalledCount 1, the second stall fails it", max_receives=2),
    },
    answers=Answers(
        delivery="The worker, one job for each of its slots, which is one by default.",
        hidden="For the lock of 30 s, renewed every 15 s while the event loop runs.",
        clock="When the job is picked up.",
        count="The job’s record in Redis: attempts that failed, and stalls beside them.",
        limit="1: no retry unless attempts is set. A second stall fails it too.",
        wait="None unless a backoff is set.",
        place="A retry at the tail of those that wait, once it is due; a stalled job at the front.",
        dead="The failed set, which is kept for ever.",
        crash="The job stalls: it is found when its lock is over and the next check comes, after "
        "30 to 60 s.",
        order="As they came; jobs with priorities come after those without.",
        overtime="Nothing while the lock is renewed. A handler that keeps the processor busy "
        "blocks the renewal, and its job is processed twice.",
        silent="Completed and failed jobs are never removed, until Redis is full.",
    ),
    models=(
        "Locks that are renewed, and stalled jobs that are found by a check every 30 s.",
        "Handlers that block the event loop: set “Blocks the heartbeat”.",
        "One attempt, and two stalls at most.",
    ),
    leaves_out=(
        "Priorities, of which lower numbers come first.",
        "Redis filling up with what was done.",
        "Flows, repeated jobs, and the deduplication by job id.",
    ),
)
