"""The general path gives the figures of the fast path.

Plain designs are validated on the fast path of queues and workers. Here the same cases, with the
same seeds, take the general path twice: as most designs with features take it, and with no quick
way for those messages that nothing happens to.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast
from unittest import mock

import pytest

from simulator import Design, Simulation, read_design
from simulator.components.running import crew
from simulator.components.running.broker import Broker
from tests.simulator.validation.cases import Case
from tests.simulator.validation.comparison import CASES
from tests.simulator.validation.runs import replicate

DIGITS = 1e-8
"""Relative: eight digits are published. Sums over many messages are added in another order."""
SHORTER = 8
"""A span is so many times shorter here: figures need not be precise to be the same."""


def _is_plain(case: Case) -> bool:
    design, _ = read_design(case.setup.document)
    assert design is not None
    return design.is_plain


def _shorter(case: Case) -> Case:
    """The same with less to compute. Cohorts, whose sending has its own end, stay as they are."""
    horizon = case.setup.horizon
    if not horizon.margin:
        return case
    span, margin = horizon.span / SHORTER, horizon.margin / SHORTER
    less = replace(horizon, warm_up=horizon.warm_up / SHORTER, span=span, margin=margin)
    return replace(case, setup=replace(case.setup, horizon=less))


PLAIN = [_shorter(case) for case in CASES if _is_plain(case)]


@contextmanager
def _in_general() -> Iterator[None]:
    """Designs that are simulated meanwhile do not count as plain."""
    with mock.patch.object(Design, "is_plain", False):
        yield


@contextmanager
def _all_the_way() -> Iterator[None]:
    """The same, and no lane takes the quick way."""
    with _in_general(), mock.patch.object(crew, "is_quick", return_value=False):
        yield


def _queue(case: Case) -> Any:
    """The running queue of a line, whichever it is."""
    design, _ = read_design(case.setup.document)
    return Simulation(cast(Design, design))._world.parts["q"]


def test_the_paths_that_are_compared_are_three() -> None:
    line = next(case for case in PLAIN if case.family == "M/M/c")

    fast = _queue(line)
    with _in_general():
        general = _queue(line)
    with _all_the_way():
        slow = _queue(line)

    assert not isinstance(fast, Broker)
    assert isinstance(general, Broker)
    assert isinstance(slow, Broker)
    assert slow.hand == slow._hand
    assert general.hand != general._hand


@pytest.mark.slow
@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case.name)
def test_a_case_has_the_same_figures_on_every_path(case: Case) -> None:
    fast = replicate(case, 0)
    with _in_general():
        general = replicate(case, 0)
    with _all_the_way():
        slow = replicate(case, 0)

    for other in (general, slow):
        assert other.values == pytest.approx(fast.values, rel=DIGITS, abs=1e-12)
        assert other.counts == fast.counts
