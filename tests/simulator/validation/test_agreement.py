"""Agreement: the simulation gives the exact results of queueing theory.

Every family of `tests/simulator/theory/closed_forms.json` that the components can express is
simulated in 30 replications, with a seed made from its name. Each value is tested against the
exact one (a t-test over the replications, the stated error of a percentile allowed; an exact
binomial test where rare events are counted), and Holm's procedure keeps the probability of any
false alarm over all values below 0.1 %. Kingman's bound is tested as an inequality.

No value is ever simulated again with other seeds: a failure is an error of the engine or of the
way the family is expressed. `docs/validation.md` has the tables.
"""

import json

import pytest

from simulator import ENGINE_VERSION
from tests.simulator.theory.test_closed_forms import RECORDS
from tests.simulator.validation.cases import REGISTERED
from tests.simulator.validation.comparison import CASES, comparison, exact_values, figures
from tests.simulator.validation.not_expressed import NOT_EXPRESSED
from tests.simulator.validation.publish import DATA, TEXT, Data, text
from tests.simulator.validation.runs import REPLICATIONS
from tests.simulator.validation.words import FAMILIES, METRICS, parameters

AGAIN = "`make validation` writes it anew."


def published() -> Data:
    found: Data = json.loads(DATA.read_text(encoding="utf-8"))
    return found


def test_every_family_is_expressed_or_it_is_said_why_not() -> None:
    families = {record["name"] for record in RECORDS}

    assert families == set(REGISTERED) | set(NOT_EXPRESSED)
    assert not set(REGISTERED) & set(NOT_EXPRESSED)


def test_every_value_of_an_expressed_family_is_measured_or_it_is_said_why_not() -> None:
    for case in CASES:
        exact, measured = set(exact_values(case)), set(case.setup.measures)
        assert measured <= exact, case.name
        assert exact - measured == set(REGISTERED[case.family].not_measured), case.name


def test_every_family_value_and_parameter_has_words() -> None:
    for record in RECORDS:
        assert FAMILIES[record["name"]]
        assert METRICS[record["metric"]]
        assert parameters(record["params"])


def test_what_is_published_is_of_this_engine_and_of_these_values() -> None:
    found = published()
    points = {
        (family["name"], str(point["params"])): [it["metric"] for it in point["values"]]
        for family in found["families"]
        for point in family["points"]
    }

    assert found["engine"].partition("+")[0] == ENGINE_VERSION.partition("+")[0], AGAIN
    assert points == {
        (case.family, str(case.params)): [
            metric for metric in exact_values(case) if metric in case.setup.measures
        ]
        for case in CASES
    }, AGAIN


def test_the_tables_are_those_of_the_data() -> None:
    before = TEXT.read_text(encoding="utf-8")

    assert text(published(), before) == before, AGAIN


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_no_replication_of_the_same_case_repeats_another() -> None:
    for case, found in zip(CASES, figures(), strict=True):
        different = len({tuple(one.values.items()) for one in found})
        assert different == (REPLICATIONS if case.setup.by_chance else 1), case.name


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_the_simulation_agrees_with_every_exact_value() -> None:
    wrong = [
        f"{it.case.name} {it.metric}: {it.mean:.6g}, exactly {it.exact:.6g}, p {it.p:.2g}"
        for it in comparison()
        if not it.agrees
    ]

    assert not wrong, "\n".join(wrong)
    assert len(comparison()) > 240


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_the_published_values_are_those_that_this_engine_gives() -> None:
    simulated = [
        value["simulated"]
        for family in published()["families"]
        for point in family["points"]
        for value in point["values"]
    ]

    assert simulated == pytest.approx([it.mean for it in comparison()], rel=1e-6), AGAIN
