"""Driving: a policy by the settings that a worker has, and a load that stays the same."""

from typing import Any

from simulator.components.settings.scaling import ScalingSettings
from simulator.mechanics.scaling import Load, Policy, scaling_of


def policy(autoscaler: str, **settings: Any) -> Policy:
    """A fresh policy; the settings are given without their `scale_`."""
    given = {f"scale_{name}": value for name, value in settings.items()}
    made = scaling_of(ScalingSettings(autoscaler=autoscaler, **given))
    assert made is not None
    return made


def wanted(policy: Policy, load: Load, seconds: float) -> int:
    """What it wants in the end, when the load stays the same for so long."""
    now, last = 0.0, policy.decide(0.0, load)
    while now + policy.interval <= seconds:
        now += policy.interval
        last = policy.decide(now, load)
    return last


def course(policy: Policy, load: list[Load]) -> list[int]:
    """What it wants at each of its decisions."""
    now, answers = 0.0, []
    for each in load:
        answers.append(policy.decide(now, each))
        now += policy.interval
    return answers
