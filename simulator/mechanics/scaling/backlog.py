"""Backlog per instance: as many instances as the backlog divided by the target."""

from simulator.mechanics.scaling.cooldowns import Cooldowns
from simulator.mechanics.scaling.metric import Metric
from simulator.mechanics.scaling.policy import Load, Policy, ScaleSettings, instances_for


class Backlog(Policy):
    """`ceil(messages / target)` at every decision, held back by the cooldowns only.

    The target is the acceptable wait divided by the processing time: 10 s by 0.1 s are 100
    messages for each instance, so 1,500 messages want 15.
    Source: Amazon EC2 Auto Scaling, "Scaling policy based on Amazon SQS".
    """

    def __init__(self, settings: ScaleSettings) -> None:
        super().__init__(settings)
        self._target = settings.scale_target
        self._metric = Metric(settings)
        self._cooldowns = Cooldowns(settings)

    def decide(self, now: float, load: Load) -> int:
        """What the backlog asks for, where a cooldown lets it."""
        instances = self.within(load.instances)
        reading = self._metric.read(now, load)
        if reading is None:
            return instances
        wanted = self.within(instances_for(reading.messages, self._target))
        return self._cooldowns.hold(now, instances, wanted)
