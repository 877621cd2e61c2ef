"""Deliveries: families of receives, dead letters, expiries, backlogs and backoffs."""

from tests.simulator.validation.drawing import (
    SAMPLES,
    Document,
    client,
    design,
    edge,
    exponential,
    line,
    queue,
    service,
    worker,
)
from tests.simulator.validation.measures import INSIDE, LINE, Params, inside
from tests.simulator.validation.runs import Case, Measure, Rare, Run


def bounded_retry(params: Params) -> Case:
    failing, receives = params["p_fail"], params["max_receives"]
    sending, each = 400, 0.1
    # Sending ends before the run does, so that every message has met its fate: the end margin.
    steps = [{"at": 0, "rate": 50}, {"at": sending, "rate": 0}]
    document = design(
        {
            "c": client(50, pattern="steps", steps=steps),
            "q": queue(visibility_timeout=1),
            "w": worker(each, 150, transient_failure=failing),
            "d": queue(),
        },
        [edge("c", "q"), edge("q", "w"), edge("q", "d", "dead-letter", max_receives=receives)],
        warm_up=0,
        span=sending + receives + 5,
    )

    def attempts_of_done(run: Run) -> float:
        receives_of_dead = receives * run.total("q", "dead")
        return float(run.total("q", "receives") - receives_of_dead) / run.total("w", "done")

    measures: dict[str, Measure] = {
        "dlq_fraction": lambda run: run.total("q", "dead") / run.total("q", "arrived"),
        "mean_attempts": lambda run: run.total("q", "receives") / run.total("q", "arrived"),
        "retries_per_message": lambda run: run.total("q", "retries") / run.total("q", "arrived"),
        "mean_attempts_of_successes": attempts_of_done,
    }
    rare = {"dlq_fraction": Rare("q", "dead", "arrived")}
    return Case("bounded retry -> DLQ", params, document, measures, rare=rare)


def visibility(params: Params) -> Case:
    lam, timeout, receives = params["lam"], params["V"], params["max_receives"]
    document = design(
        {
            "c": client(lam),
            "q": queue(visibility_timeout=timeout),
            "w": worker(params["service"], 60, transient_failure=params["p_fail"]),
            "d": queue(),
        },
        [edge("c", "q"), edge("q", "w"), edge("q", "d", "dead-letter", max_receives=receives)],
        warm_up=2 * timeout * receives,
        span=40_000 / lam,
    )
    measures: dict[str, Measure] = {
        "mean_inflight": lambda run: run.mean("q", "in_flight"),
        "mean_busy_workers": lambda run: run.mean("w", "busy"),
        "redelivery_rate": lambda run: run.rate("q", "retries"),
        "dlq_rate": lambda run: run.rate("q", "dead"),
        "mean_latency_success": LINE["W"],
    }
    family = "visibility timeout, infinite workers, constant service m<V, failed receive not acked"
    rare = {"dlq_rate": Rare("q", "dead", "arrived", lam)}
    return Case(family, params, document, measures, rare=rare)


def expiry(params: Params) -> Case:
    works = worker(exponential(params["mean_service"]), 100, redraw=True)
    document = line(client(5), works, warm_up=50, span=2_000, visibility_timeout=params["V"])
    measures: dict[str, Measure] = {
        "P_expire_while_processing": lambda run: (
            run.total("q", "expiries") / run.total("q", "receives")
        )
    }
    rare = {"P_expire_while_processing": Rare("q", "expiries", "receives")}
    family = "visibility expiry before ack, exp service"
    return Case(family, params, document, measures, rare=rare)


def fluid(params: Params) -> Case:
    lam, capacity, lasting = params["lam"], params["capacity"], params["T"]
    steps = [{"at": 0, "rate": lam}, {"at": lasting, "rate": capacity / 2}]
    span = 2.5 * lasting if lasting == 60 else 5 * lasting
    document = line(
        client(lam, pattern="steps", steps=steps),
        worker(1 / capacity),
        warm_up=0,
        span=span,
        frames=SAMPLES,
    )
    frame = span / SAMPLES

    def backlog(run: Run) -> float:
        last: int = round(lasting / frame)
        return inside(run)[last - 1]

    def drained(run: Run) -> float:
        ends = enumerate(run.samples["q", "waiting"], 1)
        first = next(seq * frame for seq, left in ends if seq * frame > lasting and left == 0)
        # It was empty somewhere within the frame.
        return float(first - lasting - frame / 2)

    measures: dict[str, Measure] = {
        "backlog": backlog,
        "drain_time_at_half_load": drained,
        "delay_last": lambda run: run.seen("q", "wait", "max"),
    }
    return Case("fluid overload (deterministic limit)", params, document, measures, INSIDE)


def backoff(params: Params) -> Case:
    def caller(jitter: str) -> Document:
        return edge(
            f"c-{jitter}",
            "s",
            "call",
            max_attempts=params["max_attempts"],
            backoff="exponential",
            backoff_base=params["base"],
            backoff_factor=params["factor"],
            backoff_cap=params["cap"],
            backoff_jitter=jitter,
        )

    # Every call fails at once, so that a request is open for exactly as long as its waits take.
    document = design(
        {
            "c-none": client(20),
            "c-full": client(20),
            "s": service(0, 50, None, error_rate=1),
        },
        [caller("none"), caller("full")],
        warm_up=50,
        span=150,
        frames=SAMPLES,
    )
    measures: dict[str, Measure] = {
        "total_delay": lambda run: run.mean("c-none", "open") / run.rate("c-none", "sent"),
        "total_delay_full_jitter_mean": lambda run: (
            run.mean("c-full", "open") / run.rate("c-full", "sent")
        ),
    }
    return Case("exponential backoff sum", params, document, measures)
