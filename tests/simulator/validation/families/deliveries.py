"""Deliveries: families of receives, dead letters, expiries and backoffs."""

import numpy as np

from tests.simulator.validation.cases import Measure, Params, Rare, Setup, family
from tests.simulator.validation.drawing import (
    Document,
    client,
    edge,
    exponential,
    queue,
    service,
    steps,
    worker,
)
from tests.simulator.validation.horizons import Horizon, cohort
from tests.simulator.validation.measures import variance_around
from tests.simulator.validation.windows import SYSTEM, Window


@family(
    "bounded retry -> DLQ",
    "Transient failures and a redrive policy. Sending ends before the run, so that every message "
    "meets its fate; how long it took tells at which attempt it was done.",
)
def bounded_retry(params: Params) -> Setup:
    failing, receives = params["p_fail"], params["max_receives"]
    rate, sending, work = 50, 400, 0.1

    def attempts_of_done(window: Window) -> float:
        receives_of_dead = receives * window.total("q", "dead")
        return float(window.total("q", "receives") - receives_of_dead) / window.total("w", "done")

    def share_of_attempts(number: int) -> Measure:
        def share(window: Window) -> float:
            # A failed receive waits out the timeout of one second.
            attempts = np.round(window.all_durations(SYSTEM, "latency") - work) + 1
            ended = np.count_nonzero(attempts == number)
            if number == receives:
                ended += int(window.total("q", "dead"))
            return float(ended / window.total("q", "arrived"))

        return share

    measures: dict[str, Measure] = {
        "dlq_fraction": per_message("dead"),
        "mean_attempts": per_message("receives"),
        "retries_per_message": per_message("retries"),
        "mean_attempts_of_successes": attempts_of_done,
        **{f"P_attempts_{k}": share_of_attempts(k) for k in range(1, min(receives, 4) + 1)},
    }
    return Setup(
        {
            "c": client(rate, **steps(rate, sending)),
            "q": queue(visibility_timeout=1),
            "w": worker(work, 150, transient_failure=failing),
            "d": queue(),
        },
        [edge("c", "q"), edge("q", "w"), edge("q", "d", "dead-letter", max_receives=receives)],
        cohort(sending, receives + 5),
        measures,
        rare={"dlq_fraction": Rare(count("dead"), count("arrived"))},
    )


def count(counter: str) -> Measure:
    return lambda window: window.total("q", counter)


def per_message(counter: str) -> Measure:
    return lambda window: window.total("q", counter) / window.total("q", "arrived")


@family(
    "visibility timeout, infinite workers, constant service m<V, failed receive not acked",
    "The same in its steady state, with slots for all.",
)
def visibility(params: Params) -> Setup:
    lam, timeout, receives = params["lam"], params["V"], params["max_receives"]
    measures: dict[str, Measure] = {
        "mean_inflight": lambda window: window.mean("q", "in_flight"),
        "mean_busy_workers": lambda window: window.mean("w", "busy"),
        "redelivery_rate": lambda window: window.rate("q", "retries"),
        "dlq_rate": lambda window: window.rate("q", "dead"),
        "mean_latency_success": lambda window: float(
            window.all_durations(SYSTEM, "latency").mean()
        ),
    }
    # Nothing is remembered longer than a message can be there. Messages do not meet each other, so
    # the latencies of all count; sending ends with the span, and the margin sees them to their end.
    longest = timeout * receives + params["service"]
    horizon = Horizon(2 * longest, 40_000 / lam, 2 * longest)
    return Setup(
        {
            "c": client(lam, **steps(lam, horizon.end)),
            "q": queue(visibility_timeout=timeout),
            "w": worker(params["service"], 60, transient_failure=params["p_fail"]),
            "d": queue(),
        },
        [edge("c", "q"), edge("q", "w"), edge("q", "d", "dead-letter", max_receives=receives)],
        horizon,
        measures,
        rare={"dlq_rate": Rare(count("dead"), count("arrived"), lam)},
    )


@family(
    "visibility expiry before ack, exp service",
    "Exponential work that is redrawn, slots for all, no redrive policy. Sending ends before the "
    "run.",
)
def expiry(params: Params) -> Setup:
    rate, sending, timeout = 5, 4_000, params["V"]
    name = "P_expire_while_processing"
    hits, trials = count("expiries"), count("receives")
    return Setup(
        {
            "c": client(rate, **steps(rate, sending)),
            "q": queue(visibility_timeout=timeout),
            "w": worker(exponential(params["mean_service"]), 100, redraw=True),
        },
        [edge("c", "q"), edge("q", "w")],
        # Twenty receives that run out one after another are not to be seen in any universe.
        cohort(sending, 20 * timeout),
        {name: lambda window: hits(window) / trials(window)},
        rare={name: Rare(hits, trials)},
    )


@family(
    "exponential backoff sum",
    "Calls to a service that fails at once: how long each request was open.",
)
def backoff(params: Params) -> Setup:
    base, factor, cap = params["base"], params["factor"], params["cap"]
    delays = [min(cap, base * factor**k) for k in range(params["max_attempts"] - 1)]
    longest, half = sum(delays), sum(delays) / 2

    def caller(jitter: str) -> Document:
        return edge(
            f"c-{jitter}",
            "s",
            "call",
            max_attempts=params["max_attempts"],
            backoff="exponential",
            backoff_base=base,
            backoff_factor=factor,
            backoff_cap=cap,
            backoff_jitter=jitter,
        )

    measures: dict[str, Measure] = {
        "total_delay": lambda window: window.seen("c-none", "latency"),
        "total_delay_full_jitter_mean": lambda window: window.seen("c-full", "latency"),
        "total_delay_full_jitter_var": lambda window: variance_around(
            window.durations("c-full", "latency").tolist(), half
        ),
    }
    return Setup(
        {
            "c-none": client(20),
            "c-full": client(20),
            "s": service(0, 50, None, error_rate=1),
        },
        [caller("none"), caller("full")],
        Horizon(longest, 200, longest + 1),
        measures,
    )
