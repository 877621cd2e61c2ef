"""Cooldowns: how long after a change the next one has to wait."""

import math

from simulator.mechanics.scaling.policy import HAIR, ScaleSettings


class Cooldowns:
    """Adding waits after adding; taking away waits after any change.

    As of Application Auto Scaling: a scale-out is not held back by a scale-in before it.
    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TargetTrackingScalingPolicyConfiguration.html
    """

    def __init__(self, settings: ScaleSettings) -> None:
        self._out, self._in = settings.scale_out_cooldown, settings.scale_in_cooldown
        self._added = self._changed = -math.inf

    def hold(self, now: float, instances: int, wanted: int) -> int:
        """The number wanted where the change may be made now, else the present one."""
        if wanted > instances:
            if now < self._added + self._out - HAIR:
                return instances
            self._added = self._changed = now
        elif wanted < instances:
            if now < self._changed + self._in - HAIR:
                return instances
            self._changed = now
        return wanted
