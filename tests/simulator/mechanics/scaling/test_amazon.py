"""Amazon's autoscalers: backlog per instance, target tracking, steps, the pollers of Lambda."""

import pytest

from simulator.mechanics.scaling import Load
from tests.simulator.mechanics.scaling.driving import course, policy, wanted

# Amazon EC2 Auto Scaling, "Scaling policy based on Amazon SQS": 1,500 messages and 10 instances,
# 0.1 s for each message and 10 s that may pass, which is a target of 100 for each instance.
GUIDE = Load(visible=1_500, ready=10)
AT_ONCE = {"out_cooldown": 0, "in_cooldown": 0}


@pytest.mark.parametrize("autoscaler", ["backlog", "target"])
def test_the_example_of_the_guide_wants_fifteen_instances(autoscaler: str) -> None:
    tracked = policy(autoscaler, target=10 / 0.1, interval=60, max=50)

    assert wanted(tracked, GUIDE, 2 * 60) == 15


def test_the_backlog_counts_what_is_in_flight_only_when_told_to() -> None:
    load = Load(visible=10, in_flight=90, ready=10)

    assert wanted(policy("backlog", target=10), load, 0) == 10
    assert wanted(policy("backlog", target=10, counts_in_flight=False), load, 0) == 1


def test_a_cooldown_holds_back_what_comes_after_a_change() -> None:
    slow = policy("backlog", target=10, interval=15, out_cooldown=30, in_cooldown=60, max=50)
    rising = [Load(visible=10 * n, ready=n - 1) for n in (2, 3, 4)]

    assert course(slow, rising) == [2, 2, 4]
    assert slow.decide(75, Load(visible=10, ready=4)) == 4
    assert slow.decide(90, Load(visible=10, ready=4)) == 1


def test_more_is_added_although_something_was_just_taken_away() -> None:
    quick = policy("backlog", target=10, out_cooldown=30, in_cooldown=60)

    assert quick.decide(0, Load(visible=10, ready=4)) == 1
    assert quick.decide(1, Load(visible=80, ready=1)) == 8


def test_target_tracking_adds_after_three_periods_and_takes_away_after_fifteen() -> None:
    busy, quiet = Load(visible=300, ready=10), Load(visible=10, ready=10)

    assert course(policy("target", **AT_ONCE), [busy] * 3) == [10, 10, 20]
    assert course(policy("target", **AT_ONCE), [quiet] * 15) == [10] * 14 + [1]


def test_one_period_in_between_ends_an_alarm() -> None:
    busy, even = Load(visible=300, ready=10), Load(visible=100, ready=10)

    assert course(policy("target"), [busy, busy, even, busy, busy]) == [10] * 5


def test_a_backlog_a_little_below_the_target_takes_nothing_away() -> None:
    assert wanted(policy("target", target=10), Load(visible=91, ready=10), 3_600) == 10
    assert wanted(policy("target", target=10), Load(visible=89, ready=10), 14 * 15) == 9


def test_what_is_starting_is_neither_ordered_again_nor_taken_away() -> None:
    tracked = policy("target", **AT_ONCE)

    assert wanted(tracked, Load(visible=150, ready=10, starting=5), 600) == 15
    assert wanted(tracked, Load(visible=0, ready=10, starting=5), 3_600) == 15
    assert wanted(tracked, Load(visible=0, ready=15), 3_600) == 1


def test_without_an_instance_any_message_rings_the_alarm() -> None:
    assert wanted(policy("target", min=0), Load(visible=1), 60) == 1
    assert wanted(policy("target", min=0), Load(), 60) == 0


STEPS = [{"backlog": 0, "change": -2}, {"backlog": 50, "change": 0}]
STEPS += [{"backlog": 100, "change": 1}, {"backlog": 1_000, "change": 3}]


@pytest.mark.parametrize(
    ("messages", "told"), [(0, 8), (49, 8), (50, 10), (99, 10), (100, 11), (999, 11), (5_000, 13)]
)
def test_a_step_changes_by_what_it_says_from_its_backlog_on(messages: int, told: int) -> None:
    assert wanted(policy("step", steps=STEPS), Load(visible=messages, ready=10), 0) == told


def test_below_the_first_step_nothing_changes() -> None:
    assert wanted(policy("step", steps=STEPS[2:]), Load(visible=99, ready=10), 3_600) == 10


def test_while_instances_start_only_a_higher_step_adds_and_only_the_difference() -> None:
    # The guide's example of the warm-up: one instance is on its way, and the step of 3 is reached.
    stepped = policy("step", steps=STEPS, **AT_ONCE)

    assert stepped.decide(0, Load(visible=100, ready=10)) == 11
    assert stepped.decide(60, Load(visible=500, ready=10, starting=1)) == 11
    assert stepped.decide(120, Load(visible=1_000, ready=10, starting=1)) == 13
    assert stepped.decide(180, Load(visible=0, ready=10, starting=3)) == 13
    assert stepped.decide(240, Load(visible=0, ready=13)) == 11


def test_a_cooldown_holds_back_the_next_step_out() -> None:
    stepped = policy("step", steps=STEPS, interval=15, out_cooldown=30)
    growing = [Load(visible=1_000, ready=ready) for ready in (1, 4, 4)]

    assert course(stepped, growing) == [4, 4, 7]


def test_an_old_metric_lets_target_tracking_add_too_much() -> None:
    late = policy("target", interval=60, metric_delay=120, max=100, **AT_ONCE)
    before, after = Load(visible=150, ready=10), Load(visible=150, ready=15)

    assert course(late, [before] * 5) == [10, 10, 10, 10, 15]
    assert late.decide(300, after) == 23  # 15 × 150 / 10 / 10: the ratio is still the old one


def test_a_number_that_is_not_known_yet_changes_nothing() -> None:
    late = policy("backlog", target=10, interval=15, metric_delay=30, **AT_ONCE)

    assert course(late, [Load(visible=50, ready=2)] * 3) == [2, 2, 5]


def test_lambda_begins_with_five_and_has_a_thousand_after_three_minutes_and_a_third() -> None:
    pollers = policy("lambda", max=1_000)
    now, running = 0.0, pollers.at_start(20)
    assert running == 5

    while running < 1_000:
        now += pollers.interval
        running = pollers.decide(now, Load(visible=1, ready=running, busy=running))

    assert now / 60 == pytest.approx((1_000 - 5) / 300, abs=0.02)


def test_lambda_falls_to_two_when_quiet_and_not_below_what_is_busy() -> None:
    assert wanted(policy("lambda"), Load(ready=6), 1) == 2
    assert wanted(policy("lambda"), Load(ready=20, busy=17), 60) == 17
    assert course(policy("lambda", max=90), [Load(ready=90)]) == [85]
