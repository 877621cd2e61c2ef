"""Stations: families of one station, a queue with workers or a service with slots."""

import math

from tests.simulator.validation.drawing import (
    SAMPLES,
    client,
    design,
    edge,
    exponential,
    line,
    queue,
    service,
    worker,
)
from tests.simulator.validation.measures import (
    INSIDE,
    LINE,
    Params,
    in_system,
    inside,
    line_case,
    share_of,
    spans,
    variance_around,
)
from tests.simulator.validation.runs import Case, Measure


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


def fixed_batch(params: Params) -> Case:
    size = params["batch"]
    source = client(params["batch_rate"] * size, pattern="burst", burst_size=size, burst_spread=0)
    document = line(source, worker(exponential(1 / params["mu"])), warm_up=3_000, span=40_000)
    return line_case("M^[X]/M/1 fixed batch", params, document, "utilization", "L", "W", "Wq", "Lq")


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
