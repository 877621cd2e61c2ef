"""HPA: Kubernetes' Horizontal Pod Autoscaler on the messages of each pod."""

import math

from simulator.mechanics.scaling.behaviour import Behaviour
from simulator.mechanics.scaling.metric import Metric, Reading
from simulator.mechanics.scaling.policy import HAIR, Load, Policy, ScaleSettings, instances_for


class Hpa(Policy):
    """`ceil(ready × metric / target)`, unless metric and target are within the tolerance.

    On the way up, pods that are not ready count with a metric of nothing; where that would turn
    the direction or come within the tolerance, nothing changes. While no pod is ready there is no
    metric and no change. From 0, which needs the feature HPAScaleToZero, it is messages / target.
    Source: kubernetes.io, "Horizontal Pod Autoscaling", algorithm details; every 15 s, ±10 %.
    """

    def __init__(self, settings: ScaleSettings) -> None:
        super().__init__(settings)
        self._target = settings.scale_target
        self._tolerance = settings.scale_tolerance
        self._metric = Metric(settings)
        self._behaviour = Behaviour(settings.scale_stabilisation)

    def decide(self, now: float, load: Load) -> int:
        """The recommendation, as fast as the behaviour lets it be followed."""
        pods = self.within(load.instances)
        reading = self._metric.read(now, load)
        if reading is None:
            return pods
        recommended = self._recommend(reading, load)
        return self._behaviour.follow(now, pods, recommended, self.low, self.high)

    def _recommend(self, reading: Reading, load: Load) -> int:
        if load.instances == 0:
            return instances_for(reading.messages, self._target)
        if load.ready == 0 or reading.ready == 0:
            return load.instances
        ratio = reading.messages / reading.ready / self._target
        counted = load.ready
        if ratio > 1 and load.starting:
            counted = load.instances
            ratio *= load.ready / counted
            if ratio < 1:
                return load.instances
        if within_tolerance(ratio, self._tolerance):
            return load.instances
        return math.ceil(ratio * counted - HAIR)


def within_tolerance(ratio: float, tolerance: float) -> bool:
    """Whether metric and target are near enough to leave everything as it is."""
    return abs(1 - ratio) <= tolerance + HAIR
