"""The closed loop: what the delays of an autoscaler cost, whatever its formula."""

import pytest

from simulator.theory.fluid import overload_backlog
from tests.simulator.mechanics.scaling.driving import policy
from tests.simulator.mechanics.scaling.loop import Moment, Station, flow

# "Autoscaler too late": 10/s become 100/s for 3 minutes. 20 slots of 1 s do 20/s. The metric is a
# minute old, decisions come every 30 s, and an instance takes 90 s to start: help after 180 s.
BEGINS, LASTS, QUIET, LOUD = 300.0, 180.0, 10.0, 100.0
WORKER = Station(instances=20, slots=1, work=1.0, start_time=90.0)
LATE = {"interval": 30, "metric_delay": 60, "target": 10, "min": 20, "max": 200}


def burst(now: float) -> float:
    return LOUD if BEGINS <= now < BEGINS + LASTS else QUIET


def worst(moments: list[Moment]) -> Moment:
    return max(moments, key=lambda moment: moment.backlog)


def test_an_autoscaler_that_is_too_late_helps_when_the_burst_is_over() -> None:
    moments = flow(policy("backlog", **LATE), WORKER, burst, 1_200)
    helped = next(moment for moment in moments if moment.ready > WORKER.instances)

    assert helped.at - BEGINS == pytest.approx(60 + 30 + 90)
    assert helped.backlog == pytest.approx(overload_backlog(LOUD, 20, 180))
    assert worst(moments).backlog == pytest.approx(14_400)


@pytest.mark.parametrize("autoscaler", ["backlog", "hpa", "keda", "step", "target"])
def test_no_formula_makes_up_for_a_late_metric_and_a_slow_start(autoscaler: str) -> None:
    moments = flow(policy(autoscaler, **LATE), WORKER, burst, 3_600)

    assert worst(moments).backlog >= 14_399
    assert moments[-1].backlog < 1


def test_with_short_delays_the_backlog_stays_an_eighth() -> None:
    quick = policy("backlog", interval=5, target=10, min=20, max=200, out_cooldown=0)
    soon = Station(instances=20, slots=1, work=1.0, start_time=10)

    assert worst(flow(quick, soon, burst, 1_200)).backlog < 14_400 / 8


def test_a_worker_that_is_large_enough_from_the_start_needs_no_help() -> None:
    large = policy("backlog", **(LATE | {"min": 100}))

    assert worst(flow(large, WORKER, burst, 1_200)).backlog < 1


def test_counting_only_what_waits_takes_away_instances_that_are_all_busy() -> None:
    steady = Station(instances=20, slots=1, work=1.0, start_time=90.0)
    blind = {"min": 1, "max": 100, "target": 1, "in_cooldown": 0}

    def least(counts_in_flight: bool) -> int:
        made = policy("backlog", counts_in_flight=counts_in_flight, **blind)
        return min(moment.ready for moment in flow(made, steady, lambda now: 20.0, 300))

    assert least(counts_in_flight=True) == 20
    assert least(counts_in_flight=False) == 1


def test_lambda_reaches_what_it_needs_in_so_many_minutes() -> None:
    pollers = policy("lambda", max=1_000)
    station = Station(instances=5, slots=1, work=1.0, start_time=0.0)
    moments = flow(pollers, station, lambda now: 600.0, 300)
    enough = next(moment for moment in moments if moment.ready >= 600)

    assert enough.at / 60 == pytest.approx((600 - 5) / 300, rel=0.02)
