"""Single servers: one slot whose work is not exponential, or whose arrivals are not random."""

import math
from typing import Any

from tests.simulator.validation.cases import Params, Setup, family
from tests.simulator.validation.drawing import client, edge, exponential, queue, service, worker
from tests.simulator.validation.horizons import memory, steady
from tests.simulator.validation.measures import LINE, line, measuring


def mg1(lam: float, times: Any, mean: float, scv: float) -> Setup:
    """Random arrivals at one slot whose work has this mean and squared coefficient of variation."""
    horizon = steady(memory(lam * mean, mean, variability=(1 + scv) / 2), lam)
    measures = measuring("utilization", "Wq", "W", "Lq", "L", "P_wait")
    return line(client(lam), worker(times), horizon, measures)


@family("M/D/1", "As M/M/1 with constant work.")
def md1(params: Params) -> Setup:
    return mg1(params["lam"], params["service"], params["service"], 0)


@family("M/E_k/1", "As M/M/1 with gamma work of cv 1/sqrt(k).")
def mek1(params: Params) -> Setup:
    mean, scv = params["mean_service"], 1 / params["k"]
    return mg1(params["lam"], {"kind": "gamma", "mean": mean, "cv": math.sqrt(scv)}, mean, scv)


@family("M/LogNormal/1", "As M/M/1 with log-normal work.")
def lognormal(params: Params) -> Setup:
    mean, scv = params["mean_service"], math.expm1(params["sigma_log"] ** 2)
    return mg1(params["lam"], {"kind": "lognormal", "mean": mean, "cv": math.sqrt(scv)}, mean, scv)


@family("M/H2/1", "As M/M/1 with a mixture of two exponentials.")
def hyperexponential(params: Params) -> Setup:
    phases = [(params["p"], params["mean1"]), (1 - params["p"], params["mean2"])]
    mean = sum(weight * each for weight, each in phases)
    scv = 2 * sum(weight * each**2 for weight, each in phases) / mean**2 - 1
    parts = [{"weight": weight, "of": exponential(each)} for weight, each in phases]
    return mg1(params["lam"], {"kind": "mixture", "parts": parts}, mean, scv)


@family(
    "G/G/1 Kingman (upper bound and VUT approximation)",
    "One user with gamma think time, whose requests a service passes on as messages.",
    {"Wq_vut": "An approximation, not a value; the bound is checked, as an inequality."},
)
def kingman(params: Params) -> Setup:
    # One user who asks and thinks again, and a service that answers at once and sends a message:
    # messages at any intervals that a distribution can give.
    lam, mean, ca2, cs2 = (params[name] for name in ("lam", "mean_service", "ca2", "cs2"))
    think = {"kind": "gamma", "mean": 1 / lam, "cv": math.sqrt(ca2)}
    return Setup(
        {
            "c": client(1, pattern="closed", users=1, think_time=think),
            "s": service(0, 1, None),
            "q": queue(),
            "w": worker({"kind": "gamma", "mean": mean, "cv": math.sqrt(cs2)}),
        },
        [edge("c", "s", "call"), edge("s", "q"), edge("q", "w")],
        steady(memory(lam * mean, mean, variability=(ca2 + cs2) / 2), lam),
        {"Wq_upper_bound": LINE["Wq"]},
        bounds=frozenset({"Wq_upper_bound"}),
    )
