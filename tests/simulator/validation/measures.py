"""Measures: what a window shows of one waiting line."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tests.simulator.validation.cases import Measure, Rare, Setup
from tests.simulator.validation.drawing import Document, edge, queue
from tests.simulator.validation.horizons import Horizon
from tests.simulator.validation.windows import SYSTEM, Key, Window


def in_system(window: Window, id: str = "q") -> float:
    return window.mean(id, "waiting") + window.mean(id, "in_flight")


INSIDE: tuple[Key, ...] = (("q", "waiting"), ("q", "in_flight"))


def inside(window: Window) -> list[float]:
    """Samples of the number in a queue and with its workers."""
    pairs = zip(*(window.samples[key] for key in INSIDE), strict=True)
    return [waiting + in_flight for waiting, in_flight in pairs]


def share_of(samples: Sequence[float], value: float) -> float:
    return samples.count(value) / len(samples)


def variance_around(samples: Sequence[float], mean: float) -> float:
    """Unbiased where the mean is known, however correlated the samples are."""
    return statistics.fmean((sample - mean) ** 2 for sample in samples)


def visit(window: Window, place: str = "") -> float:
    """Mean time of one visit to a queue and its worker."""
    return window.seen(f"q{place}", "wait") + window.seen(f"w{place}", "work")


LINE: Mapping[str, Measure] = {
    "utilization": lambda window: window.mean("w", "utilisation"),
    "P_wait": lambda window: 1 - window.zeros("q", "wait"),
    "Lq": lambda window: window.mean("q", "waiting"),
    "L": in_system,
    "Wq": lambda window: window.seen("q", "wait"),
    "W": lambda window: window.seen(SYSTEM, "latency"),
    "W_p50": lambda window: window.seen(SYSTEM, "latency", "p50"),
    "W_p95": lambda window: window.seen(SYSTEM, "latency", "p95"),
    "W_p99": lambda window: window.seen(SYSTEM, "latency", "p99"),
    "Wq_p99": lambda window: window.seen("q", "wait", "p99"),
}


def measuring(*metrics: str) -> dict[str, Measure]:
    return {metric: LINE[metric] for metric in metrics}


def line(
    source: Document,
    works: Document,
    horizon: Horizon,
    measures: Mapping[str, Measure],
    sampled: tuple[Key, ...] = (),
    in_order: bool = True,
) -> Setup:
    """Client, queue and worker in a row: one waiting line before its servers."""
    components = {"c": source, "q": queue(), "w": works}
    edges = [edge("c", "q"), edge("q", "w")]
    return Setup(components, edges, horizon, measures, sampled, in_order=in_order)


def empty_is_rare(setup: Setup, samples: Callable[[Window], list[float]]) -> Setup:
    """The same where the system is so seldom empty that it is hardly ever seen."""
    rare = Rare(lambda window: samples(window).count(0), lambda window: len(samples(window)))
    return replace(setup, rare={"p0": rare})
