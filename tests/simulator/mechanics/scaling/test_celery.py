"""Celery autoscale: an instance follows what it has reserved, up at once and down after 30 s."""

import pytest

from simulator.mechanics.scaling import Load
from tests.simulator.mechanics.scaling.driving import policy, wanted

OPTION = {"min": 3, "max": 10, "interval": 1, "in_cooldown": 30}  # --autoscale=10,3


@pytest.mark.parametrize(("reserved", "slots"), [(0, 3), (3, 3), (4, 4), (10, 10), (40, 10)])
def test_slots_are_what_is_reserved_between_the_bounds(reserved: int, slots: int) -> None:
    celery = policy("celery", **OPTION)

    assert celery.at_start(4) == 3
    assert celery.decide(0, Load(visible=1_000, ready=3, reserved=reserved)) == slots


def test_it_shrinks_a_keepalive_after_it_last_grew() -> None:
    celery = policy("celery", **OPTION)

    assert celery.decide(0, Load(ready=3, reserved=8)) == 8
    assert celery.decide(29, Load(ready=8, reserved=0)) == 8
    assert celery.decide(31, Load(ready=8, reserved=5)) == 5
    assert celery.decide(32, Load(ready=5, reserved=0)) == 3


def test_what_never_grew_never_shrinks() -> None:
    assert wanted(policy("celery", **OPTION), Load(ready=7), 3_600) == 7


def test_the_depth_of_the_queue_is_nothing_to_it() -> None:
    assert wanted(policy("celery", **OPTION), Load(visible=100_000, ready=3), 3_600) == 3


def test_one_slot_remains_to_take_the_first_message() -> None:
    assert policy("celery", min=0).at_start(4) == 1
