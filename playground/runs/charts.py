"""Charts: which questions are asked of a run, and which columns of its frames answer them.

Within a scope, charts that are always shown come first, so that those which appear while a run goes
on move none of them.
"""

from playground.runs.chart import Chart, Dash, Limit, Role, Scale, Series

DURATION = (
    Scale("ms", 1000.0, below=1.0),
    Scale("s", 1.0, below=120.0),
    Scale("min", 1 / 60, below=7200.0),
    Scale("h", 1 / 3600),
)
NUMBER = (Scale(""),)
PER_MINUTE = (Scale("per h", 60.0, below=0.5), Scale("per min"))
"""In a run of days a few an hour are much, and would lie flat on an axis of minutes."""
TOTAL = (Scale("total"),)
PERCENT = (Scale("%"),)
OPEN = (Scale("1 open"),)

OF_INSTANCES = ("backlog", "target", "step", "keda", "hpa", "lambda")
"""The autoscalers that change the number of instances; Celery's changes the slots of each."""


def percentiles(name: str) -> tuple[Series, ...]:
    """The three percentile lines of a measurement: one colour in three dashes."""
    return (
        Series(f"{name}_p50", "p50", "chart-1", "dot"),
        Series(f"{name}_p95", "p95", "chart-1", "dash"),
        Series(f"{name}_p99", "p99", "chart-1"),
    )


def _rate(metric: str, label: str, role: Role, dash: Dash = "solid", quiet: bool = False) -> Series:
    return Series(metric, label, role, dash, "per_minute", quiet=quiet)


def _count(metric: str, label: str, role: Role, dash: Dash = "solid") -> Series:
    return Series(metric, label, role, dash, "total", steps=True, quiet=True)


def _depth(scope: str) -> tuple[Series, ...]:
    lines = (
        Series("waiting", "waiting", "chart-1", filled=True),
        Series("in_flight", "in flight", "chart-2", "dash"),
    )
    if scope == "system":
        return lines
    taken = Series("taken", "acked early", "chart-4", "dashdot", quiet=True)
    return (*lines, Series("delayed", "delayed", "chart-3", "dot"), taken)


def _common(scope: str) -> tuple[Chart, ...]:
    """What is asked of the whole system and of one queue in the same words."""
    dead = Series("dead", "dead", "chart-5", transform="total", filled=True, steps=True)
    repeats = (
        _rate("retries", "retries", "chart-3", "dot"),
        _rate("duplicates", "duplicates", "chart-4", "dashdot"),
    )
    return (
        Chart(
            f"{scope}-depth", "Queue depth", scope, NUMBER, _depth(scope),
            (Limit(setting="capacity"),) if scope == "queue" else (),
        ),
        Chart(
            f"{scope}-oldest", "Age of the oldest", scope, DURATION,
            (Series("oldest", "oldest", "chart-1"),),
        ),
        Chart(f"{scope}-receives", "Receives", scope, PER_MINUTE, repeats),
        Chart(f"{scope}-dead", "Dead letters", scope, TOTAL, (dead,)),
    )  # fmt: skip


def _gauge(id: str, title: str, metric: str, label: str) -> Chart:
    """A chart of its own for a gauge that is 0 in most runs."""
    scope = id.partition("-")[0]
    line = Series(metric, label, "chart-1", filled=True)
    return Chart(id, title, scope, NUMBER, (line,), told_by=(metric,))


def _counts(id: str, title: str, *series: Series) -> Chart:
    """Running totals of what happens in few runs."""
    scope, told_by = id.partition("-")[0], tuple(line.metric for line in series)
    return Chart(id, title, scope, TOTAL, series, told_by=told_by)


def _slots(scope: str, title: str) -> Chart:
    line = Series("utilisation", "busy", "chart-1", transform="percent")
    return Chart(f"{scope}-slots", title, scope, PERCENT, (line,), (Limit(80.0),), floor=100.0)


def _latency(scope: str, title: str = "Latency", name: str = "latency") -> Chart:
    return Chart(f"{scope}-{name}", title, scope, DURATION, percentiles(name), floor=0.0)


CHARTS: tuple[Chart, ...] = (
    *_common("system"),
    _latency("system"),
    _slots("system", "Worker slots in use"),
    _counts(
        "system-losses", "Losses",
        _count("lost", "lost", "chart-5"),
        _count("given_up", "given up", "chart-4", "dashdot"),
        _count("rejected", "rejected", "chart-3", "dot"),
        _count("expired", "expired", "chart-2", "dash"),
    ),
    # One client
    Chart("client-sent", "Sent", "client", PER_MINUTE, (
        _rate("sent", "sent", "chart-1"),
        _rate("failed", "failed", "chart-5", "dash"),
        _rate("timed_out", "timed out", "chart-3", "dot"),
    )),
    Chart("client-open", "Calls open", "client", NUMBER, (
        Series("open", "open", "chart-1", filled=True),
    )),
    _latency("client"),
    # One scheduler
    Chart("scheduler-sent", "Sent", "scheduler", PER_MINUTE, (
        _rate("sent", "sent", "chart-1"),
        _rate("failed", "failed", "chart-5", "dash"),
        _rate("timed_out", "timed out", "chart-3", "dot"),
    )),
    Chart("scheduler-runs", "Runs", "scheduler", TOTAL, (
        Series("runs", "runs", "chart-1", transform="total", steps=True),
        Series("missed", "missed", "chart-5", "dash", transform="total", steps=True),
        Series("skipped", "skipped", "chart-3", "dot", transform="total", steps=True),
    )),
    Chart("scheduler-open", "Jobs open", "scheduler", NUMBER, (
        Series("open", "open", "chart-1", filled=True),
    )),
    _latency("scheduler"),
    _gauge("scheduler-waiting", "Runs that wait for the last one", "waiting", "runs"),
    # One service
    Chart("service-requests", "Requests", "service", PER_MINUTE, (
        _rate("answered", "answered", "chart-1"),
        _rate("failed", "failed", "chart-5", "dash"),
        _rate("rejected", "rejected", "chart-4", "dashdot"),
        _rate("timed_out", "timed out", "chart-3", "dot"),
    )),
    Chart("service-waiting", "Waiting requests", "service", NUMBER, (
        Series("waiting", "waiting", "chart-1", filled=True),
    ), (Limit(setting="waiting_room"),)),
    _latency("service"),
    _slots("service", "Slots in use"),
    # One queue, and one in the dead-letter role
    *_common("queue"),
    Chart("queue-flow", "Flow", "queue", PER_MINUTE, (
        _rate("arrived", "arrived", "chart-1"),
        _rate("acked", "acked", "chart-2", "dash"),
        _rate("expiries", "timed out", "chart-3", "dot"),
    )),
    _latency("queue", "Wait in the queue", "wait"),
    _gauge("queue-blocked", "Senders blocked", "blocked", "messages"),
    _gauge("queue-groups", "Locked groups", "locked_groups", "groups"),
    _counts(
        "queue-losses", "Losses",
        _count("dropped", "dropped", "chart-5"),
        _count("given_up", "given up", "chart-4", "dashdot"),
        _count("rejected", "rejected", "chart-3", "dot"),
        _count("expired", "expired", "chart-2", "dash"),
    ),
    Chart("queue-returns", "Came back", "queue", PER_MINUTE, (
        _rate("returns", "returns", "chart-3", "dot"),
        _rate("late_acks", "late acks", "chart-5", "dash", quiet=True),
    ), told_by=("returns",)),
    _counts(
        "queue-again", "Sent twice, sent back",
        _count("deduplicated", "deduplicated", "chart-1"),
        _count("redriven", "redriven", "chart-2", "dash"),
    ),
    Chart("queue-empty", "Empty receives", "queue", PER_MINUTE, (
        _rate("empty_receives", "polls", "chart-1"),
    ), told_by=("empty_receives",)),
    Chart("dead-letter-parked", "Parked", "dead-letter", NUMBER, (
        Series("parked_poison", "poison", "chart-5"),
        Series("parked_late", "outlasted the timeout", "chart-3", "dash"),
        Series("parked_failed", "failed", "chart-4", "dashdot"),
        Series("parked_other", "never tried", "chart-1", "longdash", quiet=True),
        Series("parked_processed", "work done all the same", "chart-2", "dot"),
    )),
    # One worker
    Chart("worker-attempts", "Attempts", "worker", PER_MINUTE, (
        _rate("done", "done", "chart-1"),
        _rate("failed", "failed", "chart-5", "dash"),
        _rate("duplicates", "duplicates", "chart-4", "dashdot"),
        _rate("killed", "killed", "chart-3", "dot", quiet=True),
    )),
    _slots("worker", "Slots in use"),
    Chart("worker-late", "Past the timeout", "worker", NUMBER, (
        Series("late", "slots", "chart-3", filled=True),
    )),
    _latency("worker", "Time of an attempt", "work"),
    Chart("worker-wasted", "Slot time on duplicates", "worker", DURATION, (
        Series("wasted", "wasted", "chart-4", transform="total", steps=True),
    )),
    Chart("worker-instances", "Instances", "worker", NUMBER, (
        Series("instances", "up", "chart-1", filled=True, steps=True),
        Series("instances", "wanted", "chart-3", "dash", steps=True, quiet=True, plus="starting"),
        Series("draining", "draining", "chart-2", "dot", steps=True, quiet=True),
    ), (
        Limit(setting="scale_min", when={"autoscaler": OF_INSTANCES}),
        Limit(setting="scale_max", when={"autoscaler": OF_INSTANCES}),
    ), moved_by=("instances", "starting", "draining")),
    Chart("worker-capacity", "Slots", "worker", NUMBER, (
        Series("slots", "slots", "chart-3", "dash", steps=True),
        Series("busy", "busy", "chart-1", filled=True),
    ), moved_by=("slots",)),
    _gauge("worker-held", "Held for a free slot", "prefetched", "messages"),
    Chart("worker-wasted-share", "Slot time on duplicates, of all", "worker", PERCENT, (
        Series("wasted", "so far", "chart-4", transform="of_work"),
    ), told_by=("wasted",)),
    _counts(
        "worker-repeats", "Done again",
        _count("repeated", "completed", "chart-4", "dashdot"),
        _count("effects", "double effects", "chart-5", "dash"),
        _count("skipped", "skipped", "chart-2"),
    ),
    _counts(
        "worker-losses", "Crashes and losses",
        _count("lost", "lost", "chart-5"),
        _count("given_up", "given up", "chart-4", "dashdot"),
        _count("crashes", "crashes", "chart-3", "dot"),
    ),
    Chart("worker-again", "Sent again", "worker", PER_MINUTE, (
        _rate("retried", "messages", "chart-3", "dot"),
    ), told_by=("retried",)),
    # One database
    Chart("database-queries", "Queries", "database", PER_MINUTE, (
        _rate("queries", "queries", "chart-1"),
        _rate("failed", "failed", "chart-5", "dash"),
        _rate("timed_out", "timed out", "chart-3", "dot"),
    )),
    Chart("database-waiting", "Waiting for a connection", "database", NUMBER, (
        Series("waiting", "waiting", "chart-1", filled=True),
    )),
    _latency("database"),
    _slots("database", "Connections in use"),
    # One edge that may refuse
    Chart("edge-breaker", "Circuit breaker", "edge", OPEN, (
        Series("breaker", "state", "chart-5", filled=True, steps=True),
    ), told_by=("breaker",)),
    Chart("edge-refused", "Refused", "edge", PER_MINUTE, (
        _rate("refused", "refused", "chart-5"),
        _rate("sent", "sent", "chart-1", "dash"),
    ), told_by=("refused",)),
)  # fmt: skip
