"""Scaling: how many instances an autoscaler wants, one module a policy.

The policies only decide. Whoever runs a worker asks for the policy of its settings, calls `decide`
every `interval` seconds, and starts or stops instances itself:

    policy = scaling_of(settings)
    instances = policy.at_start(settings.instances)
    wanted = policy.decide(now, Load(visible=1_500, ready=10))

A policy keeps what it must remember (alarms, cooldowns, recommendations), so each worker needs one
of its own; of Celery's, which counts the slots of one instance, each instance.
"""

from simulator.mechanics.scaling.backlog import Backlog
from simulator.mechanics.scaling.celery import Celery
from simulator.mechanics.scaling.hpa import Hpa
from simulator.mechanics.scaling.keda import Keda
from simulator.mechanics.scaling.policy import Load, Policy, ScaleSettings
from simulator.mechanics.scaling.pollers import Pollers
from simulator.mechanics.scaling.step import StepScaling
from simulator.mechanics.scaling.target import TargetTracking

__all__ = ["POLICIES", "Load", "Policy", "scaling_of"]

POLICIES: dict[str, type[Policy]] = {
    "backlog": Backlog,
    "target": TargetTracking,
    "step": StepScaling,
    "keda": Keda,
    "hpa": Hpa,
    "celery": Celery,
    "lambda": Pollers,
}


def scaling_of(settings: ScaleSettings) -> Policy | None:
    """A fresh policy for these settings; None where nothing scales."""
    if settings.autoscaler == "none":
        return None
    return POLICIES[settings.autoscaler](settings)
