"""Families: how each family of closed forms is expressed with the five components.

Horizons were chosen beforehand from the time that a system takes to forget its beginning: a queue
forgets over about (1 - sqrt(rho))^-2 service times, the warm-up is several of those, and the span
hundreds. Percentiles of a replication are biased by their own correlation; at a utilisation of
0.95 the span was lengthened until that bias, computed apart by Lindley's recursion, is well below
the width of the interval.
"""

import math
import statistics
from collections.abc import Callable, Mapping
from typing import Any

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
from tests.simulator.validation.runs import Case, Measure, Rare, Run

Params = Mapping[str, Any]
SYSTEM = ""


def in_system(run: Run, id: str = "q") -> float:
    return run.mean(id, "waiting") + run.mean(id, "in_flight")


def inside(run: Run, id: str = "q") -> list[float]:
    """Samples of the number in a queue and with its workers."""
    pairs = zip(run.samples[id, "waiting"], run.samples[id, "in_flight"], strict=True)
    return [waiting + in_flight for waiting, in_flight in pairs]


def share_of(samples: list[float], value: float) -> float:
    return samples.count(value) / len(samples)


def variance_around(samples: list[float], mean: float) -> float:
    """Unbiased where the mean is known, however correlated the samples are."""
    return statistics.fmean((sample - mean) ** 2 for sample in samples)


LINE: dict[str, Measure] = {
    "utilization": lambda run: run.mean("w", "utilisation"),
    "P_wait": lambda run: 1 - run.zeros("q", "wait"),
    "Lq": lambda run: run.mean("q", "waiting"),
    "L": in_system,
    "Wq": lambda run: run.seen("q", "wait"),
    "W": lambda run: run.seen(SYSTEM, "latency"),
    "W_p50": lambda run: run.seen(SYSTEM, "latency", "p50"),
    "W_p95": lambda run: run.seen(SYSTEM, "latency", "p95"),
    "W_p99": lambda run: run.seen(SYSTEM, "latency", "p99"),
    "Wq_p99": lambda run: run.seen("q", "wait", "p99"),
}
INSIDE = (("q", "waiting"), ("q", "in_flight"))


def line_case(family: str, params: Params, document: Document, *metrics: str) -> Case:
    return Case(family, params, document, {metric: LINE[metric] for metric in metrics})


def spans(utilisation: float) -> dict[str, Any]:
    """Warm-up and span in service times of one server."""
    if utilisation > 0.9:
        return {"warm_up": 10_000, "span": 110_000}
    return {"warm_up": 2_000, "span": 25_000}


def mm1(params: Params) -> Case:
    lam, mu = params["lam"], params["mu"]
    mean = lam / (mu - lam)
    works = worker(exponential(1 / mu))
    document = line(client(lam), works, frames=SAMPLES, **spans(lam / mu))
    measures = dict(LINE) | {"var_N": lambda run: variance_around(inside(run), mean)}
    return Case("M/M/1", params, document, measures, INSIDE)


def mmc(params: Params) -> Case:
    lam, mu, c = params["lam"], params["mu"], params["c"]
    document = line(client(lam), worker(exponential(1 / mu), c), warm_up=500, span=8_000)
    return line_case("M/M/c", params, document, *(name for name in LINE if name != "W_p95"))


def mmck(params: Params) -> Case:
    lam, mu, c, room = params["lam"], params["mu"], params["c"], params["K"]
    document = design(
        {"c": client(lam), "s": service(exponential(1 / mu), c, room - c)},
        [edge("c", "s", "call")],
        warm_up=200,
        span=20_000 / lam,
        frames=SAMPLES,
    )
    measures: dict[str, Measure] = {
        "P_block": lambda run: run.total("s", "rejected") / run.total("s", "received"),
        "throughput": lambda run: run.rate("s", "answered"),
        "L": lambda run: run.mean("s", "waiting") + run.mean("s", "busy"),
        "Lq": lambda run: run.mean("s", "waiting"),
        "W": lambda run: run.seen("s", "latency"),
        "Wq": lambda run: run.mean("s", "waiting") / run.rate("s", "answered"),
        "utilization": lambda run: run.mean("s", "utilisation"),
        "p0": lambda run: share_of(run.samples["s", "busy"], 0),
    }
    if lam > mu * c:
        del measures["p0"]
    return Case("M/M/c/K", params, document, measures, (("s", "busy"),))


def erlang_b(params: Params) -> Case:
    lam, mean, c = params["lam"], params["mean_service"], params["c"]
    # The law of the service must not matter: one wild, one without any spread.
    times = {"kind": "lognormal", "mean": mean, "cv": 2} if c == 4 else mean
    document = design(
        {"c": client(lam), "s": service(times, c, 0)},
        [edge("c", "s", "call")],
        warm_up=200,
        span=20_000 / lam,
    )
    measures: dict[str, Measure] = {
        "P_loss": lambda run: run.total("s", "rejected") / run.total("s", "received"),
        "carried": lambda run: run.mean("s", "busy"),
        "utilization": lambda run: run.mean("s", "utilisation"),
    }
    return Case("Erlang B (M/G/c/c)", params, document, measures)


SINGLE = ("utilization", "Wq", "W", "Lq", "L", "P_wait")


def md1(params: Params) -> Case:
    document = line(client(params["lam"]), worker(params["service"]), **spans(params["lam"]))
    return line_case("M/D/1", params, document, *SINGLE)


def mek1(params: Params) -> Case:
    phases = {"kind": "gamma", "mean": params["mean_service"], "cv": params["k"] ** -0.5}
    document = line(client(params["lam"]), worker(phases), **spans(params["lam"]))
    return line_case("M/E_k/1", params, document, *SINGLE)


def lognormal(params: Params) -> Case:
    cv = math.sqrt(math.expm1(params["sigma_log"] ** 2))
    times = {"kind": "lognormal", "mean": params["mean_service"], "cv": cv}
    document = line(client(params["lam"]), worker(times), **spans(params["lam"]))
    return line_case("M/LogNormal/1", params, document, *SINGLE)


def hyperexponential(params: Params) -> Case:
    parts = [
        {"weight": params["p"], "of": exponential(params["mean1"])},
        {"weight": 1 - params["p"], "of": exponential(params["mean2"])},
    ]
    times = {"kind": "mixture", "parts": parts}
    document = line(client(params["lam"]), worker(times), **spans(params["lam"]))
    return line_case("M/H2/1", params, document, *SINGLE)


AT_ONCE: dict[str, Any] = {
    "retry": "backoff",
    "backoff_base": 0,
    "backoff_cap": 0,
    "backoff_jitter": "none",
}
"""A failed attempt is given back without a delay. With it goes `redraw`: a visit to a station of a
Jackson network takes a time of its own."""


def feedback(params: Params) -> Case:
    lam, mu, c, failing = params["lam"], params["mu"], params["c"], params["p_fail"]
    works = worker(exponential(1 / mu), c, transient_failure=failing, redraw=True, **AT_ONCE)
    document = line(client(lam), works, warm_up=2_000, span=25_000 / c)
    measures: dict[str, Measure] = {
        "lam_eff": lambda run: run.rate("w", "attempts"),
        "utilization": LINE["utilization"],
        "L": in_system,
        "W_total": LINE["W"],
        "W_per_visit": lambda run: run.seen("q", "wait") + run.seen("w", "work"),
        "Wq_per_visit": LINE["Wq"],
        "mean_attempts": lambda run: run.total("w", "attempts") / run.total("w", "done"),
    }
    family = "Jackson single node with Bernoulli feedback (unlimited immediate retry)"
    return Case(family, params, document, measures)


def jackson(params: Params) -> Case:
    (again, on), (back, _) = params["routing"]
    slow, quick = params["mus"]
    # A message either stays at the first station (a failed attempt that is tried at once), goes on
    # or leaves: the shares of two edges would be followed independently of each other.
    first = worker(exponential(1 / slow), redraw=True, transient_failure=again, **AT_ONCE)
    document = design(
        {
            "c": client(params["lam0"]),
            "q0": queue(),
            "w0": first,
            "q1": queue(),
            "w1": worker(exponential(1 / quick), redraw=True),
        },
        [
            edge("c", "q0"),
            edge("q0", "w0"),
            edge("w0", "q1", share=on / (1 - again)),
            edge("q1", "w1"),
            edge("w1", "q0", share=back),
        ],
        warm_up=2_000,
        span=15_000,
    )
    measures: dict[str, Measure] = {
        "lam_0": lambda run: run.rate("w0", "attempts"),
        "lam_1": lambda run: run.rate("w1", "attempts"),
        "L_0": lambda run: in_system(run, "q0"),
        "L_1": lambda run: in_system(run, "q1"),
        "W_total": lambda run: (
            (in_system(run, "q0") + in_system(run, "q1")) / run.rate("c", "sent")
        ),
    }
    return Case("Open Jackson network", params, document, measures)


def tandem(params: Params) -> Case:
    first, second = params["mus"]
    document = design(
        {
            "c": client(params["lam"]),
            "q0": queue(),
            "w0": worker(exponential(1 / first)),
            "q1": queue(),
            "w1": worker(exponential(1 / second)),
        },
        [edge("c", "q0"), edge("q0", "w0"), edge("w0", "q1"), edge("q1", "w1")],
        warm_up=2_000,
        span=25_000,
    )

    def station(run: Run, at: int) -> float:
        return run.seen(f"q{at}", "wait") + run.seen(f"w{at}", "work")

    measures: dict[str, Measure] = {
        "W_total": lambda run: station(run, 0) + station(run, 1),
        "W_0": lambda run: station(run, 0),
        "W_1": lambda run: station(run, 1),
    }
    return Case("Tandem M/M/1 -> M/M/1 (Burke)", params, document, measures)


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


def fixed_batch(params: Params) -> Case:
    size = params["batch"]
    source = client(params["batch_rate"] * size, pattern="burst", burst_size=size, burst_spread=0)
    document = line(source, worker(exponential(1 / params["mu"])), warm_up=3_000, span=40_000)
    return line_case("M^[X]/M/1 fixed batch", params, document, "utilization", "L", "W", "Wq", "Lq")


def geometric_batch(params: Params) -> Case:
    # The first worker takes next to no time: it sends one message on, and with probability 1 - q
    # another to itself, all within microseconds: a batch of geometric size.
    document = design(
        {
            "c": client(params["batch_rate"]),
            "g": queue(),
            "b": worker(1e-6, 50),
            "q": queue(),
            "w": worker(exponential(1 / params["mu"]), redraw=True),
        },
        [
            edge("c", "g"),
            edge("g", "b"),
            edge("b", "g", share=1 - params["q"]),
            edge("b", "q"),
            edge("q", "w"),
        ],
        warm_up=4_000,
        span=30_000,
    )
    measures: dict[str, Measure] = {
        "utilization": LINE["utilization"],
        "L": in_system,
        "W": lambda run: run.seen("q", "wait") + run.seen("w", "work"),
        "Wq": LINE["Wq"],
    }
    return Case("M^[X]/M/1 geometric batch (>=1)", params, document, measures)


def kingman(params: Params) -> Case:
    # One user who asks and thinks again, and a service that answers at once and sends a message:
    # messages at any intervals that a distribution can give.
    think = {"kind": "gamma", "mean": 1 / params["lam"], "cv": math.sqrt(params["ca2"])}
    works = {"kind": "gamma", "mean": params["mean_service"], "cv": math.sqrt(params["cs2"])}
    document = design(
        {
            "c": client(1, pattern="closed", users=1, think_time=think),
            "s": service(0, 1, None),
            "q": queue(),
            "w": worker(works),
        },
        [edge("c", "s", "call"), edge("s", "q"), edge("q", "w")],
        **spans(params["lam"] * params["mean_service"]),
    )
    family = "G/G/1 Kingman (upper bound and VUT approximation)"
    return Case(family, params, document, {"Wq_upper_bound": LINE["Wq"]})


def dm1(params: Params) -> Case:
    utilisation = params["lam"] / params["mu"]
    source = client(params["lam"], pattern="regular")
    document = line(source, worker(exponential(1 / params["mu"])), **spans(utilisation + 0.05))
    measures = {"sigma": LINE["P_wait"], "Wq": LINE["Wq"], "W": LINE["W"]}
    return Case("D/M/1", params, document, measures)


def endless_servers(params: Params) -> Case:
    lam, mean = params["lam"], params["mean_service"]
    inside_mean = lam * mean
    slots = int(inside_mean + 15 * math.sqrt(inside_mean) + 20)
    times = {"kind": "lognormal", "mean": mean, "cv": 1}
    document = line(
        client(lam), worker(times, slots), warm_up=60, span=20_000 / lam, frames=SAMPLES
    )
    measures: dict[str, Measure] = {
        "L": in_system,
        "var_N": lambda run: variance_around(inside(run), inside_mean),
        "p0": lambda run: share_of(inside(run), 0),
    }
    if inside_mean > 50:
        del measures["p0"]
    return Case("M/G/inf", params, document, measures, INSIDE)


def closed(params: Params) -> Case:
    source = client(
        1, pattern="closed", users=params["N"], think_time=exponential(1 / params["think_rate"])
    )
    document = design(
        {"c": source, "s": service(exponential(1 / params["mu"]), params["c"], None)},
        [edge("c", "s", "call")],
        warm_up=500,
        span=15_000,
    )
    measures: dict[str, Measure] = {
        "L": lambda run: run.mean("s", "waiting") + run.mean("s", "busy"),
        "throughput": lambda run: run.rate("s", "answered"),
        "W": lambda run: run.seen("s", "latency"),
        "utilization": lambda run: run.mean("s", "utilisation"),
    }
    return Case("M/M/c//N closed (finite source, closed-loop load)", params, document, measures)


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


FAMILIES: dict[str, Callable[[Params], Case]] = {
    "M/M/1": mm1,
    "M/M/c": mmc,
    "M/M/c/K": mmck,
    "Erlang B (M/G/c/c)": erlang_b,
    "M/D/1": md1,
    "M/E_k/1": mek1,
    "M/LogNormal/1": lognormal,
    "M/H2/1": hyperexponential,
    "Jackson single node with Bernoulli feedback (unlimited immediate retry)": feedback,
    "Open Jackson network": jackson,
    "bounded retry -> DLQ": bounded_retry,
    "visibility timeout, infinite workers, constant service m<V, failed receive not acked": (
        visibility
    ),
    "visibility expiry before ack, exp service": expiry,
    "M^[X]/M/1 fixed batch": fixed_batch,
    "M^[X]/M/1 geometric batch (>=1)": geometric_batch,
    "G/G/1 Kingman (upper bound and VUT approximation)": kingman,
    "D/M/1": dm1,
    "M/G/inf": endless_servers,
    "M/M/c//N closed (finite source, closed-loop load)": closed,
    "Tandem M/M/1 -> M/M/1 (Burke)": tandem,
    "fluid overload (deterministic limit)": fluid,
    "exponential backoff sum": backoff,
}

NOT_EXPRESSED = {
    "M/G/1 non-preemptive priority (Cobham)": "Queues have no priorities yet.",
    "M/M/1 preemptive-resume priority": "No component interrupts work that has begun.",
    "Erlang A M/M/c+M (message TTL ~ Exp)": "A queue's retention is one time for all messages.",
    "token bucket, saturated, starts full": "No component limits a rate yet.",
}
"""Families that these five components cannot express, and why."""

NOT_MEASURED = {
    ("M/M/1", "interdeparture_scv"): "No metric; the tandem checks what follows from it (Burke).",
    ("M/M/c/K", "p0"): "2 in ten million at the second point: it would not be seen once.",
    ("M/G/inf", "p0"): "1e-87 at the second point.",
    ("bounded retry -> DLQ", "P_attempts_"): (
        "Messages are not counted by their attempts; mean attempts and dead letters are checked."
    ),
    ("G/G/1 Kingman (upper bound and VUT approximation)", "Wq_vut"): (
        "An approximation, not a value; the bound is checked as an inequality."
    ),
    ("exponential backoff sum", "total_delay_full_jitter_var"): "Means only are measured.",
}
"""Values of expressed families that no metric shows, by the beginning of their name."""
