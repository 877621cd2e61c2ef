"""Comparison: every case simulated, and every value held against the exact one."""

import os
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache

from simulator.engine.histogram import ERROR
from tests.simulator.theory.test_closed_forms import RECORDS
from tests.simulator.validation import families  # noqa: F401 (registers them)
from tests.simulator.validation.cases import REGISTERED, Case
from tests.simulator.validation.runs import REPLICATIONS, Figures, replicate
from tests.simulator.validation.statistics import (
    Interval,
    disagreement,
    exceeds,
    interval,
    interval_of_share,
    rejected,
    unlikely,
)

LEVEL = 0.001
"""Probability of any false alarm, over all values together."""
PERCENTILES = ("_p50", "_p95", "_p99")


@dataclass(frozen=True)
class Value:
    """One exact value and what was simulated."""

    case: Case
    metric: str
    exact: float
    mean: float
    interval: Interval
    """Of 95 %."""
    p: float
    agrees: bool = True


def _cases() -> list[Case]:
    points = {str(it["params"]) + it["name"]: it for it in RECORDS if it["name"] in REGISTERED}
    return [
        Case(it["name"], it["params"], REGISTERED[it["name"]].setup(it["params"]))
        for it in points.values()
    ]


CASES = _cases()


def exact_values(case: Case) -> Mapping[str, float]:
    """The values of a point as they stand in `closed_forms.json`."""
    return {
        record["metric"]: record["value"]
        for record in RECORDS
        if record["name"] == case.family and record["params"] == case.params
    }


@cache
def figures() -> list[list[Figures]]:
    """Of each case, one of each replication; computed once, by all processors."""
    tasks = [(place, one) for one in range(REPLICATIONS) for place in range(len(CASES))]
    found: list[list[Figures]] = [[] for _ in CASES]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for place, observed in pool.map(_replicate, tasks, chunksize=len(CASES) // 4):
            found[place].append(observed)
    return found


def _replicate(task: tuple[int, int]) -> tuple[int, Figures]:
    place, replication = task
    return place, replicate(CASES[place], replication)


def _compare(case: Case, metric: str, exact: float, found: list[Figures]) -> Value:
    values = [one.values[metric] for one in found]
    around = interval(values)
    if metric in case.setup.bounds:
        p = exceeds(values, exact)
    elif metric in case.setup.rare:
        scale = case.setup.rare[metric].scale
        hits, trials = (sum(one.counts[metric][part] for one in found) for part in (0, 1))
        p = unlikely(hits, trials, exact / scale)
        around = interval_of_share(hits, trials, scale)
    else:
        # The error of a percentile is stated with every result.
        error = ERROR if metric.endswith(PERCENTILES) else case.setup.errors.get(metric, 0.0)
        p = disagreement(values, exact, error)
    return Value(case, metric, exact, sum(values) / len(values), around, p)


@cache
def comparison() -> list[Value]:
    """Every value that is expressed and measured."""
    values = [
        _compare(case, metric, exact, found)
        for case, found in zip(CASES, figures(), strict=True)
        for metric, exact in exact_values(case).items()
        if metric in case.setup.measures
    ]
    falls = rejected([value.p for value in values], LEVEL)
    return [replace(value, agrees=not fallen) for value, fallen in zip(values, falls, strict=True)]
