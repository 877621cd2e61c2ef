"""Networks: families of stations that feed each other, or themselves."""

from typing import Any

from tests.simulator.validation.drawing import (
    client,
    design,
    edge,
    exponential,
    line,
    queue,
    worker,
)
from tests.simulator.validation.measures import LINE, Params, in_system
from tests.simulator.validation.runs import Case, Measure, Run

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
