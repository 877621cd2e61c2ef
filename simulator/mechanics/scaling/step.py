"""Step scaling: so many instances more or fewer, by how large the backlog is."""

from simulator.mechanics.scaling.cooldowns import Cooldowns
from simulator.mechanics.scaling.metric import Metric
from simulator.mechanics.scaling.policy import Load, Policy, ScaleSettings


class StepScaling(Policy):
    """The change of the highest step that the backlog has reached; before the first, none.

    Instances that are starting count as added already: the same step adds nothing more meanwhile,
    a higher one the difference, and nothing is taken away. The steps are those of ChangeInCapacity;
    their alarms ring after one period, as is the default of AWS.
    Source: Amazon EC2 Auto Scaling, "Step and simple scaling policies" and "Set the default
    instance warmup".
    """

    def __init__(self, settings: ScaleSettings) -> None:
        super().__init__(settings)
        self._steps = settings.scale_steps
        self._metric = Metric(settings)
        self._cooldowns = Cooldowns(settings)

    def decide(self, now: float, load: Load) -> int:
        """The change that the backlog asks for, where a cooldown lets it."""
        instances = self.within(load.instances)
        reading = self._metric.read(now, load)
        if reading is None:
            return instances
        wanted = self.within(self._asked(reading.messages, load, instances))
        return self._cooldowns.hold(now, instances, wanted)

    def _asked(self, messages: int, load: Load, instances: int) -> int:
        reached = [step.change for step in self._steps if messages >= step.backlog]
        change = reached[-1] if reached else 0
        if change > 0:
            return max(instances, load.ready + change)
        return instances if load.starting else instances + change
