"""Capacity: the settings of a component that has instances with slots."""

from functools import partial
from typing import Self

from pydantic import model_validator

from simulator import limits
from simulator.design.distributions import mistake
from simulator.design.quantities import Whole
from simulator.design.settings import Settings, setting

instances_setting = partial(
    setting, label="Instances", minimum=1, maximum=limits.INSTANCES_MAX, group="Capacity"
)
concurrency_setting = partial(
    setting,
    label="Concurrency",
    unit="each",
    minimum=1,
    maximum=limits.CONCURRENCY_MAX,
    group="Capacity",
)


class SlotSettings(Settings):
    """Base of the settings of such a component, which gives both fields defaults and words."""

    instances: Whole
    concurrency: Whole

    @property
    def slots(self) -> int:
        """How much can be in work at once."""
        return self.instances * self.concurrency

    @model_validator(mode="after")
    def _few_enough(self) -> Self:
        if self.slots > limits.SLOTS_MAX:
            raise mistake(
                f"It has {self.slots:,} slots, the most one component may have is "
                f"{limits.SLOTS_MAX:,}. Lower instances or concurrency."
            )
        return self
