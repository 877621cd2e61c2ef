"""Networks: families of stations that feed each other, or themselves."""

from typing import Any

from tests.simulator.validation.cases import Measure, Params, Setup, family
from tests.simulator.validation.drawing import client, edge, exponential, queue, worker
from tests.simulator.validation.horizons import memory, steady
from tests.simulator.validation.measures import LINE, in_system, line, visit

AT_ONCE: dict[str, Any] = {
    "retry": "backoff",
    "backoff_base": 0,
    "backoff_cap": 0,
    "backoff_jitter": "none",
}
"""A failed attempt is given back without a delay. With it goes `redraw`: a visit to a station of a
Jackson network takes a time of its own."""


@family(
    "Jackson single node with Bernoulli feedback (unlimited immediate retry)",
    "Transient failures that are given back without a delay; times redrawn.",
)
def feedback(params: Params) -> Setup:
    lam, mu, c, failing = params["lam"], params["mu"], params["c"], params["p_fail"]
    works = worker(exponential(1 / mu), c, transient_failure=failing, redraw=True, **AT_ONCE)
    measures: dict[str, Measure] = {
        "lam_eff": lambda window: window.rate("w", "attempts"),
        "utilization": LINE["utilization"],
        "L": in_system,
        "W_total": LINE["W"],
        "W_per_visit": visit,
        "Wq_per_visit": LINE["Wq"],
        "mean_attempts": lambda window: window.total("w", "attempts") / window.total("w", "done"),
    }
    utilisation = lam / (1 - failing) / mu / c
    horizon = steady(memory(utilisation, 1 / mu, c), lam)
    return line(client(lam), works, horizon, measures, in_order=False)


@family(
    "Open Jackson network",
    "Two queues with workers that send on to each other; times redrawn.",
)
def jackson(params: Params) -> Setup:
    (again, on), (back, _) = params["routing"]
    first, second = params["mus"]
    lam = params["lam0"]
    # A message either stays at the first station (a failed attempt that is tried at once), goes on
    # or leaves: the shares of two edges would be followed independently of each other.
    at_first = worker(exponential(1 / first), redraw=True, transient_failure=again, **AT_ONCE)
    measures: dict[str, Measure] = {
        "lam_0": lambda window: window.rate("w0", "attempts"),
        "lam_1": lambda window: window.rate("w1", "attempts"),
        "L_0": lambda window: in_system(window, "q0"),
        "L_1": lambda window: in_system(window, "q1"),
        "W_total": LINE["W"],
    }
    rates = lam / (1 - again - on * back), lam * on / (1 - again - on * back)
    slowest = max(memory(rates[0] / first, 1 / first), memory(rates[1] / second, 1 / second))
    return Setup(
        {
            "c": client(lam),
            "q0": queue(),
            "w0": at_first,
            "q1": queue(),
            "w1": worker(exponential(1 / second), redraw=True),
        },
        [
            edge("c", "q0"),
            edge("q0", "w0"),
            edge("w0", "q1", share=on / (1 - again)),
            edge("q1", "w1"),
            edge("w1", "q0", share=back),
        ],
        steady(slowest, lam),
        measures,
    )


@family(
    "Tandem M/M/1 -> M/M/1 (Burke)", "Queue, worker, queue, worker: each with draws of its own."
)
def tandem(params: Params) -> Setup:
    lam, (first, second) = params["lam"], params["mus"]
    measures: dict[str, Measure] = {
        "W_total": LINE["W"],
        "W_0": lambda window: visit(window, "0"),
        "W_1": lambda window: visit(window, "1"),
    }
    slowest = max(memory(lam / mu, 1 / mu) for mu in params["mus"])
    return Setup(
        {
            "c": client(lam),
            "q0": queue(),
            "w0": worker(exponential(1 / first)),
            "q1": queue(),
            "w1": worker(exponential(1 / second)),
        },
        [edge("c", "q0"), edge("q0", "w0"), edge("w0", "q1"), edge("q1", "w1")],
        steady(slowest, lam),
        measures,
        in_order=True,
    )


@family(
    "M^[X]/M/1 geometric batch (>=1)",
    "A worker that takes a microsecond sends one message on and, by chance, one to itself.",
)
def geometric_batch(params: Params) -> Setup:
    # The first worker takes next to no time: it sends one message on, and with probability 1 - q
    # another to itself, all within microseconds: a batch of geometric size.
    rate, mu, q = params["batch_rate"] / params["q"], params["mu"], params["q"]
    measures: dict[str, Measure] = {
        "utilization": LINE["utilization"],
        "L": in_system,
        "W": visit,
        "Wq": LINE["Wq"],
    }
    return Setup(
        {
            "c": client(params["batch_rate"]),
            "g": queue(),
            "b": worker(1e-6, 50),
            "q": queue(),
            "w": worker(exponential(1 / mu), redraw=True),
        },
        [
            edge("c", "g"),
            edge("g", "b"),
            edge("b", "g", share=1 - q),
            edge("b", "q"),
            edge("q", "w"),
        ],
        # The mean square of a batch over its mean is (2 - q) / q.
        steady(memory(rate / mu, 1 / mu, variability=(1 + (2 - q) / q) / 2), rate),
        measures,
    )
