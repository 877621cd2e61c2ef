"""Kubernetes: the formula of the HPA, its tolerance and its behaviour, and KEDA around zero."""

import pytest

from simulator.mechanics.scaling import Load
from tests.simulator.mechanics.scaling.driving import course, policy, wanted


@pytest.mark.parametrize(
    ("messages", "pods", "target", "told"),
    [
        (200, 1, 100, 2),  # "if the metric is 200m and the target 100m, replicas are doubled"
        (100, 2, 100, 1),  # half of the target halves them
        (30, 3, 10, 3),
        (33, 3, 10, 3),  # 1.1: within the tolerance
        (34, 3, 10, 4),
        (27, 3, 10, 3),  # 0.9: within the tolerance
        (26, 3, 10, 3),  # 0.87 × 3 is rounded up
        (19, 3, 10, 2),
    ],
)
def test_the_hpa_multiplies_pods_by_metric_over_target(
    messages: int, pods: int, target: int, told: int
) -> None:
    hpa = policy("hpa", target=target, stabilisation=0)

    assert wanted(hpa, Load(visible=messages, ready=pods), 0) == told


def test_pods_that_are_not_ready_count_with_nothing_on_the_way_up() -> None:
    # 5 ready pods have 20 each and want 10; with 5 more on the way the ratio is 1.
    assert wanted(policy("hpa"), Load(visible=100, ready=5, starting=5), 0) == 10
    # 14 are wanted, and 10 of them are there or on the way.
    assert wanted(policy("hpa"), Load(visible=140, ready=5, starting=5), 0) == 14
    # Five would do with 1.2 times the target; counting ten would turn the direction.
    assert wanted(policy("hpa"), Load(visible=60, ready=5, starting=5), 0) == 10


def test_without_a_ready_pod_the_hpa_has_no_metric() -> None:
    assert wanted(policy("hpa"), Load(visible=1_000, starting=3), 60) == 3


def test_the_hpa_leaves_zero_when_it_may_be_there() -> None:
    assert wanted(policy("hpa", min=0), Load(visible=25), 0) == 3
    assert wanted(policy("hpa", min=0, stabilisation=0), Load(ready=3), 0) == 0


@pytest.mark.parametrize(("pods", "told"), [(1, 5), (3, 7), (4, 8), (10, 20), (60, 100)])
def test_a_period_adds_four_pods_or_doubles_them(pods: int, told: int) -> None:
    assert wanted(policy("hpa", max=100), Load(visible=100_000, ready=pods), 0) == told


def test_the_limit_is_one_of_a_period_and_not_of_a_decision() -> None:
    hpa = policy("hpa", max=100, interval=5)
    told, ready = [], 1
    for now in range(0, 31, 5):
        ready = hpa.decide(now, Load(visible=100_000, ready=ready))
        told.append(ready)

    assert told == [5, 5, 5, 10, 10, 10, 20]


def test_scaling_in_follows_the_highest_recommendation_of_five_minutes() -> None:
    hpa = policy("hpa", interval=60, stabilisation=300)
    falling = [Load(visible=10 * n, ready=8) for n in (8, 6, 2, 3, 2, 2, 2, 2)]

    assert course(hpa, falling) == [8, 8, 8, 8, 8, 6, 3, 3]


def test_a_short_lull_takes_nothing_away() -> None:
    hpa = policy("hpa", interval=60)
    lull = [Load(visible=80, ready=8), *[Load(ready=8)] * 4, Load(visible=80, ready=8)]

    assert course(hpa, lull) == [8] * 6


def test_an_activation_above_the_target_leaves_work_waiting_at_zero() -> None:
    # keda.sh, "Scaling Deployments": threshold 10, activation 50, 40 messages: scaled to 0.
    keda = {"target": 10, "activation": 50, "min": 0}

    assert wanted(policy("keda", **keda), Load(visible=40), 3_600) == 0
    assert wanted(policy("keda", **keda), Load(visible=40, ready=4), 3_600) == 0
    assert wanted(policy("keda", **keda), Load(visible=51), 3_600) == 1


def test_keda_looks_at_its_polling_interval_while_there_is_nothing() -> None:
    keda = policy("keda", min=0, polling=30, interval=15)

    assert keda.decide(0, Load()) == 0
    assert keda.interval == 30
    assert keda.decide(30, Load(visible=1)) == 1
    assert keda.interval == 15


def test_keda_goes_to_zero_a_cooldown_after_the_last_work() -> None:
    keda = policy("keda", min=0, in_cooldown=300, stabilisation=0, interval=15)
    keda.decide(0, Load(visible=5, ready=2))

    assert keda.decide(15, Load(ready=2)) == 1
    assert keda.decide(285, Load(ready=1)) == 1
    assert keda.decide(300, Load(ready=1)) == 0


def test_keda_keeps_its_minimum_for_ever() -> None:
    assert wanted(policy("keda", min=2), Load(ready=2), 86_400) == 2


@pytest.mark.parametrize(("messages", "pods", "told"), [(45, 2, 5), (22, 2, 2), (23, 2, 3)])
def test_from_one_on_keda_divides_the_messages_by_the_target(
    messages: int, pods: int, told: int
) -> None:
    load = Load(visible=messages - 5, in_flight=5, ready=pods)

    assert wanted(policy("keda", target=10), load, 0) == told
