"""Measures: what a run shows of one waiting line, and how long to look at it."""

import statistics
from collections.abc import Mapping
from typing import Any

from tests.simulator.validation.drawing import Document
from tests.simulator.validation.runs import Case, Measure, Run

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
