"""Stations: a queue with one or more servers that arrivals come to at random, or by the clock."""

import math

import numpy as np

from tests.simulator.validation.cases import Measure, Params, Setup, family
from tests.simulator.validation.drawing import client, exponential, worker
from tests.simulator.validation.horizons import SAMPLES, memory, steady
from tests.simulator.validation.measures import (
    INSIDE,
    LINE,
    empty_is_rare,
    in_system,
    inside,
    line,
    measuring,
    share_of,
    variance_around,
)
from tests.simulator.validation.windows import Window


@family("M/M/1", "Client, queue, worker with one slot and exponential work.")
def mm1(params: Params) -> Setup:
    lam, mu = params["lam"], params["mu"]
    mean = lam / (mu - lam)

    def departures(window: Window) -> float:
        gaps = np.diff(window.endings("w", "work"))
        return float(gaps.var(ddof=1) / gaps.mean() ** 2)

    measures: dict[str, Measure] = {
        **LINE,
        "var_N": lambda window: variance_around(inside(window), mean),
        "interdeparture_scv": departures,
    }
    horizon = steady(memory(lam / mu, 1 / mu), lam, SAMPLES)
    return line(client(lam), worker(exponential(1 / mu)), horizon, measures, INSIDE)


@family("M/M/c", "The same with c slots.")
def mmc(params: Params) -> Setup:
    lam, mu, c = params["lam"], params["mu"], params["c"]
    horizon = steady(memory(lam / mu / c, 1 / mu, c), lam)
    measures = measuring(*(name for name in LINE if name != "W_p95"))
    return line(client(lam), worker(exponential(1 / mu), c), horizon, measures)


@family("D/M/1", "A client with regular arrivals.")
def dm1(params: Params) -> Setup:
    lam, mu = params["lam"], params["mu"]
    measures = {"sigma": LINE["P_wait"], "Wq": LINE["Wq"], "W": LINE["W"]}
    horizon = steady(memory(lam / mu, 1 / mu), lam)
    return line(client(lam, pattern="regular"), worker(exponential(1 / mu)), horizon, measures)


@family("M^[X]/M/1 fixed batch", "A client whose bursts come at random and have no spread.")
def fixed_batch(params: Params) -> Setup:
    size, mu = params["batch"], params["mu"]
    rate = params["batch_rate"] * size
    source = client(rate, pattern="burst", burst_size=size, burst_spread=0)
    horizon = steady(memory(rate / mu, 1 / mu, variability=(1 + size) / 2), rate)
    measures = measuring("utilization", "L", "W", "Wq", "Lq")
    return line(source, worker(exponential(1 / mu)), horizon, measures)


@family("M/G/inf", "Slots for all; log-normal work.")
def endless_servers(params: Params) -> Setup:
    lam, mean = params["lam"], params["mean_service"]
    load = lam * mean
    slots = int(load + 15 * math.sqrt(load) + 20)
    times = {"kind": "lognormal", "mean": mean, "cv": 1}
    measures: dict[str, Measure] = {
        "L": in_system,
        "var_N": lambda window: variance_around(inside(window), load),
        "p0": lambda window: share_of(inside(window), 0),
    }
    # A long job is what is remembered longest.
    horizon = steady(3 * mean, lam, SAMPLES)
    setup = line(client(lam), worker(times, slots), horizon, measures, INSIDE)
    return empty_is_rare(setup, inside) if load > 50 else setup
