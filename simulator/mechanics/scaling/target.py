"""Target tracking: AWS keeps the backlog per instance near a target by two alarms."""

import math

from simulator.mechanics.scaling.cooldowns import Cooldowns
from simulator.mechanics.scaling.metric import Metric, Reading
from simulator.mechanics.scaling.policy import HAIR, Load, Policy, ScaleSettings

PERIODS_OUT = 3
"""Periods in a row above the target before instances are added: 3 datapoints of a minute."""

PERIODS_IN = 15
"""Periods in a row below it before any is taken away: 15 datapoints of a minute."""

BELOW = 0.9
"""What counts as below: the lower alarm stands at nine tenths of the target."""


class TargetTracking(Policy):
    """Two alarms on the backlog per instance; then `ceil(ready × metric / target)`.

    Instances that are starting take no part in the formula, and none is taken away meanwhile: a
    second alarm for the same load adds nothing. Messages without any instance are above any target
    (our choice; AWS has no datapoint then).
    Source: Amazon EC2 Auto Scaling, "Scaling policy based on Amazon SQS" and "Target tracking";
    the alarms (3 of 3, 15 of 15, nine tenths) are those that AWS makes.
    """

    def __init__(self, settings: ScaleSettings) -> None:
        super().__init__(settings)
        self._target = settings.scale_target
        self._metric = Metric(settings)
        self._cooldowns = Cooldowns(settings)
        self._above = self._below = 0

    def decide(self, now: float, load: Load) -> int:
        """One period: look at both alarms, and follow the one that rings."""
        instances = self.within(load.instances)
        reading = self._metric.read(now, load)
        if reading is None:
            return instances
        each = _each(reading)
        self._above = self._above + 1 if each > self._target + HAIR else 0
        self._below = self._below + 1 if each < BELOW * self._target - HAIR else 0
        wanted = self._asked(each, load, instances)
        return self._cooldowns.hold(now, instances, self.within(wanted))

    def _asked(self, each: float, load: Load, instances: int) -> int:
        if self._above >= PERIODS_OUT:
            return max(instances, self._proportional(each, load))
        if self._below >= PERIODS_IN and not load.starting:
            return min(instances, self._proportional(each, load))
        return instances

    def _proportional(self, each: float, load: Load) -> int:
        if math.isinf(each):
            return 1
        return math.ceil(load.ready * each / self._target - HAIR)


def _each(reading: Reading) -> float:
    if reading.ready == 0:
        return math.inf if reading.messages else 0.0
    return reading.messages / reading.ready
