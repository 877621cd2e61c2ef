"""KEDA: from 0 to 1 and back by its own polling, from 1 on by an HPA that it makes."""

import math

from simulator.mechanics.scaling.behaviour import Behaviour
from simulator.mechanics.scaling.hpa import within_tolerance
from simulator.mechanics.scaling.metric import Metric
from simulator.mechanics.scaling.policy import HAIR, Load, Policy, ScaleSettings, instances_for


class Keda(Policy):
    """Active above the activation; then `ceil(messages / target)`, the HPA's AverageValue.

    The activation beats the target: 40 messages with a target of 10 and an activation of 50 are
    scaled to 0. Polling and cooldown apply to 0 only, so with a minimum of 1 or more it is an HPA.
    A worker that has not been active since the start goes to 0 without a cooldown.
    Source: keda.sh, "Scaling Deployments" and the ScaledObject specification: polling 30 s,
    cooldown 300 s; visible and in flight are counted, delayed messages are not.
    """

    def __init__(self, settings: ScaleSettings) -> None:
        super().__init__(settings)
        self._target = settings.scale_target
        self._tolerance = settings.scale_tolerance
        self._activation = settings.scale_activation
        self._polling = settings.scale_polling
        self._cooldown = settings.scale_in_cooldown
        self._metric = Metric(settings)
        self._behaviour = Behaviour(settings.scale_stabilisation)
        self._active_at = -math.inf
        self._at_zero = False

    @property
    def interval(self) -> float:
        """The polling interval while there is no instance, else the HPA's."""
        return self._polling if self._at_zero else self._interval

    def decide(self, now: float, load: Load) -> int:
        """Look whether there is work, then how much."""
        wanted = self._wanted(now, load)
        self._at_zero = wanted == 0
        return wanted

    def _wanted(self, now: float, load: Load) -> int:
        pods = self.within(load.instances)
        reading = self._metric.read(now, load)
        if reading is None:
            return pods
        active = reading.messages > self._activation
        if active:
            self._active_at = now
        if pods == 0:
            return 1 if active else 0
        if self.low == 0 and now >= self._active_at + self._cooldown - HAIR and not active:
            return 0
        recommended = self._recommend(reading.messages, pods)
        return self._behaviour.follow(now, pods, recommended, max(1, self.low), self.high)

    def _recommend(self, messages: int, pods: int) -> int:
        if within_tolerance(messages / (self._target * pods), self._tolerance):
            return pods
        return instances_for(messages, self._target)
