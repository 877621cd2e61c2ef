"""Policy: what every autoscaler is asked, what it sees, and the settings that it reads."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

HAIR = 1e-9
"""Times and ratios are compared this loosely, or rounding would decide."""


@dataclass(frozen=True, slots=True)
class Load:
    """A queue and its worker at one moment, as far as autoscalers look at them.

    Instances that are being taken away count nowhere. For Celery the instances are the slots of
    one instance, and `reserved` is what that instance holds.
    """

    visible: int = 0
    """Messages that a worker could receive now."""
    in_flight: int = 0
    """Messages that were handed out and are not acknowledged."""
    ready: int = 0
    """Instances that take messages."""
    starting: int = 0
    """Instances that were asked for and do not take messages yet, or not again after a crash."""
    busy: int = 0
    """Slots in use."""
    reserved: int = 0
    """Messages that the instance has prefetched or has in work."""

    @property
    def instances(self) -> int:
        """All instances that were asked for."""
        return self.ready + self.starting


class ScaleStep(Protocol):
    """From this backlog on, this change in instances."""

    @property
    def backlog(self) -> int: ...
    @property
    def change(self) -> int: ...


class ScaleSettings(Protocol):
    """Settings that describe an autoscaler."""

    @property
    def autoscaler(self) -> str: ...
    @property
    def scale_min(self) -> int: ...
    @property
    def scale_max(self) -> int: ...
    @property
    def scale_target(self) -> float: ...
    @property
    def scale_steps(self) -> Sequence[ScaleStep]: ...
    @property
    def scale_counts_in_flight(self) -> bool: ...
    @property
    def scale_interval(self) -> float: ...
    @property
    def scale_metric_delay(self) -> float: ...
    @property
    def scale_tolerance(self) -> float: ...
    @property
    def scale_stabilisation(self) -> float: ...
    @property
    def scale_out_cooldown(self) -> float: ...
    @property
    def scale_in_cooldown(self) -> float: ...
    @property
    def scale_polling(self) -> float: ...
    @property
    def scale_activation(self) -> float: ...


class Policy(ABC):
    """An autoscaler: decides every `interval` seconds how many instances there should be."""

    def __init__(self, settings: ScaleSettings) -> None:
        self.low, self.high = settings.scale_min, settings.scale_max
        self._interval = settings.scale_interval

    @property
    def interval(self) -> float:
        """Seconds to the next decision. Read it after each: KEDA looks less often at zero."""
        return self._interval

    def at_start(self, instances: int) -> int:
        """How many there are when a run begins, of so many that are set."""
        return self.within(instances)

    def within(self, instances: int) -> int:
        """The number itself, or the bound that it passes."""
        return max(self.low, min(self.high, instances))

    @abstractmethod
    def decide(self, now: float, load: Load) -> int:
        """The instances wanted from now on, those that are starting included."""


def instances_for(messages: float, target: float) -> int:
    """The fewest instances of which none has more than the target."""
    return math.ceil(messages / target - HAIR)
