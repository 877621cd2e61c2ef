"""An autoscaled worker: the engine retells what the flow of its loop says, message by message."""

import pytest

from simulator.theory.fluid import overload_backlog
from tests.builders import chain
from tests.simulator.mechanics.scaling.driving import policy
from tests.simulator.mechanics.scaling.loop import Station, flow
from tests.simulator.simulating import Run, simulate

# "Autoscaler too late", as in tests/simulator/mechanics/scaling/test_closed_loop.py.
LATE = {"interval": 30, "metric_delay": 60, "target": 10, "min": 20, "max": 200}
STEPS = [{"at": 300, "rate": 100}, {"at": 480, "rate": 10}]
WORKER = Station(instances=20, slots=1, work=1.0, start_time=90.0)
FRAME = 10


def burst(now: float) -> float:
    return 100.0 if 300 <= now < 480 else 10.0


def story(autoscaler: str, duration: int) -> Run:
    settings = {f"scale_{name}": value for name, value in LATE.items()}
    return simulate(
        chain(
            {"pattern": "steps", "rate": 10, "steps": STEPS},
            {"visibility_timeout": 60},
            {
                "instances": WORKER.instances,
                "concurrency": WORKER.slots,
                "processing_time": WORKER.work,
                "autoscaler": autoscaler,
                "scale_start_time": WORKER.start_time,
                **settings,
            },
            duration=duration,
            frame=FRAME,
        )
    )


@pytest.mark.parametrize("autoscaler", ["backlog", "target", "step", "hpa", "keda"])
def test_the_backlog_of_a_late_autoscaler_is_that_of_the_flow(autoscaler: str) -> None:
    run = story(autoscaler, 700)
    moments = flow(policy(autoscaler, **LATE), WORKER, burst, 701)
    said = [moments[round(frame.end * 10)].backlog for frame in run.frames]
    waiting = run.series("jobs", "waiting")

    # Arrivals are random: over 180 s at 100/s their number strays by about 130.
    assert waiting == pytest.approx(said, abs=400)
    assert max(waiting) == pytest.approx(overload_backlog(100, 20, 180), rel=0.03)


def test_help_comes_three_minutes_after_the_burst_began_and_goes_after_the_cooldown() -> None:
    run = story("backlog", 900)
    slots = dict(
        zip([frame.end for frame in run.frames], run.series("workers", "slots"), strict=True)
    )

    assert {slots[end] for end in slots if end <= 480} == {20}
    assert slots[490] == 200
    assert {slots[end] for end in slots if 490 <= end <= 660} == {200}
    assert slots[900] == 20


def test_what_has_not_started_is_called_off_before_what_works_is_stopped() -> None:
    run = simulate(
        chain(
            {"pattern": "steps", "steps": [{"at": 50, "rate": 200}, {"at": 60, "rate": 1}]},
            {"visibility_timeout": 60},
            {
                "instances": 10,
                "concurrency": 1,
                "processing_time": 1,
                "autoscaler": "backlog",
                "scale_min": 10,
                "scale_max": 200,
                "scale_interval": 5,
                "scale_start_time": 90,
                "scale_in_cooldown": 0,
                "scale_out_cooldown": 0,
            },
            duration=400,
            frame=5,
        )
    )

    assert min(run.series("workers", "instances")) == 10
    assert max(run.series("workers", "starting")) > 100
    assert run.series("workers", "starting")[-1] == 0
