"""Table: every value that was compared, as the table of docs/validation.md.

python -m tests.simulator.validation.table > table.md
"""

import math
import statistics
import sys
from collections.abc import Iterator

from scipy import stats

from tests.simulator.validation.families import FAMILIES, NOT_EXPRESSED, NOT_MEASURED
from tests.simulator.validation.runs import REPLICATIONS
from tests.simulator.validation.test_agreement import CASES, comparison, observations


def lines() -> Iterator[str]:
    """The sections of the document that follow from the tests."""
    yield from ("## How each family is expressed", "", "| Family | As a design |", "|---|---|")
    yield from (f"| {name} | {family.how} |" for name, family in FAMILIES.items())
    yield from ("", "## What is not compared", "", "| Family or value | Why |", "|---|---|")
    yield from (f"| {name} | {why} |" for name, why in NOT_EXPRESSED.items())
    yield from (f"| {family}: {name} | {why} |" for (family, name), why in NOT_MEASURED.items())
    values = comparison()
    yield from ("", f"## The {len(values)} values", "")
    yield "| Family | Parameters | Value | Exact | Simulated | ± (95 %) | p |"
    yield "|---|---|---|---:|---:|---:|---:|"
    spread = iter(half_widths())
    for value in values:
        family, _, params = value.case.partition(" {")
        numbers = f"{value.exact:.5g} | {value.mean:.5g} | {next(spread):.2g} | {value.p:.2g}"
        yield f"| {family} | {params.rstrip('}')} | {value.metric} | {numbers} |"


def half_widths() -> Iterator[float]:
    """Half the width of the 95 % interval of every value, in the same order."""
    t = float(stats.t.ppf(0.975, REPLICATIONS - 1))
    seen = zip(CASES, observations(), strict=True)
    spreads = {
        (case.name, metric): statistics.stdev(one.values[metric] for one in found)
        for case, found in seen
        for metric in case.measures
    }
    for value in comparison():
        yield t * spreads[value.case, value.metric] / math.sqrt(REPLICATIONS)


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines()) + "\n")
