"""Agreement: the simulation gives the exact results of queueing theory.

Every family of `tests/simulator/theory/closed_forms.json` that the five components can express is
simulated in 30 replications, with a seed made from its name. Each value is tested against the
exact one (a t-test over the replications, the stated error of a percentile allowed; an exact
binomial test where rare events are counted), and Holm's procedure keeps the probability of any
false alarm over all values below 0.1 %. Kingman's bound is tested as an inequality.

No value is ever simulated again with other seeds: a failure is an error of the engine or of the
way the family is expressed. `docs/validation.md` has the table.
"""

import os
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache

import pytest

from simulator.engine.histogram import ERROR
from tests.simulator.theory.test_closed_forms import RECORDS
from tests.simulator.validation.families import FAMILIES, NOT_EXPRESSED, NOT_MEASURED
from tests.simulator.validation.runs import REPLICATIONS, Case, Observed, replicate
from tests.simulator.validation.statistics import disagreement, exceeds, rejected, unlikely

LEVEL = 0.001
PERCENTILES = ("_p50", "_p95", "_p99")
BOUND = "Wq_upper_bound"


@dataclass(frozen=True)
class Value:
    """One exact value and how far the simulation is from it."""

    case: str
    metric: str
    exact: float
    mean: float
    p: float


def cases() -> list[Case]:
    points = {str(r["params"]) + r["name"]: r for r in RECORDS if r["name"] in FAMILIES}
    return [FAMILIES[record["name"]].case(record["params"]) for record in points.values()]


CASES = cases()


def observe(task: tuple[int, int]) -> tuple[int, Observed]:
    place, replication = task
    return place, replicate(CASES[place], replication)


@cache
def observations() -> list[list[Observed]]:
    """Of each case, one of each replication; computed once, by all processors."""
    tasks = [(place, one) for place in range(len(CASES)) for one in range(REPLICATIONS)]
    found: list[list[Observed]] = [[] for _ in CASES]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for place, observed in pool.map(observe, tasks, chunksize=5):
            found[place].append(observed)
    return found


def exact_values(case: Case) -> Mapping[str, float]:
    return {
        record["metric"]: record["value"]
        for record in RECORDS
        if record["name"] == case.family and record["params"] == case.params
    }


def compare(case: Case, metric: str, exact: float, found: list[Observed]) -> Value:
    values = [one.values[metric] for one in found]
    if metric == BOUND:
        p = exceeds(values, exact)
    elif metric in case.rare:
        hits, trials = (sum(one.counts[metric][part] for one in found) for part in (0, 1))
        p = unlikely(hits, trials, exact / case.rare[metric].scale)
    else:
        # The error of a percentile is stated with every result.
        error = ERROR if metric.endswith(PERCENTILES) else 0.0
        p = disagreement(values, exact, error)
    return Value(case.name, metric, exact, sum(values) / len(values), p)


@cache
def comparison() -> list[Value]:
    """Every value that is expressed and measured."""
    return [
        compare(case, metric, exact, found)
        for case, found in zip(CASES, observations(), strict=True)
        for metric, exact in exact_values(case).items()
        if metric in case.measures
    ]


def test_every_family_is_expressed_or_it_is_said_why_not() -> None:
    families = {record["name"] for record in RECORDS}

    assert families == set(FAMILIES) | set(NOT_EXPRESSED)
    assert not set(FAMILIES) & set(NOT_EXPRESSED)


def test_every_value_of_an_expressed_family_is_measured_or_it_is_said_why_not() -> None:
    for case in CASES:
        left_out = set(exact_values(case)) - set(case.measures)
        for metric in left_out:
            assert any(
                case.family == family and metric.startswith(name) for family, name in NOT_MEASURED
            ), f"{case.name}: {metric}"
        assert set(case.measures) <= set(exact_values(case)), case.name


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_no_replication_of_the_same_case_repeats_another() -> None:
    for case, found in zip(CASES, observations(), strict=True):
        if case.family != "exponential backoff sum":
            assert len({tuple(one.values.items()) for one in found}) == REPLICATIONS, case.name


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_the_simulation_agrees_with_every_exact_value() -> None:
    values = comparison()
    falls = rejected([value.p for value in values], LEVEL)

    wrong = [
        f"{value.case} {value.metric}: {value.mean:.6g}, exactly {value.exact:.6g}, p {value.p:.2g}"
        for value, fallen in zip(values, falls, strict=True)
        if fallen
    ]
    assert not wrong, "\n".join(wrong)
    assert len(values) > 150
