"""Jobs: what kinds of work a client sends."""

from typing import Self

from pydantic import model_validator

from simulator.design.declarations import groups_setting, priority_setting
from simulator.design.distributions import mistake
from simulator.design.quantities import Number, Share, Whole
from simulator.design.settings import Settings, setting

GROUP = "Jobs"


class MessageClass(Settings):
    """One kind of job that a client sends."""

    name: str = setting(
        ..., label="Name", help="What the jobs of this class are called.", among="distinct"
    )
    share: Share = setting(
        1.0, label="Share", minimum=0, maximum=1_000, help="Its weight beside the other classes."
    )
    size: Number = setting(
        1.0,
        label="Size",
        minimum=0.001,
        maximum=1_000,
        help="Multiplies the processing time of a worker: 2 takes twice as long.",
    )
    priority: Whole = priority_setting()


class JobSettings(Settings):
    """Which classes jobs are of, and which groups they belong to."""

    classes: tuple[MessageClass, ...] = setting(
        (),
        label="Classes",
        help="Kinds of jobs of different size. Empty: all alike.",
        source="our choice: one class",
        group=GROUP,
        nothing="all alike",
        entry="class",
    )
    groups: Whole = groups_setting(
        help="How many keys there are (customers, orders); queues that are FIFO by group keep "
        "the order within each.",
        source="our choice: 100",
        group=GROUP,
    )
    group_skew: Number = setting(
        0.0,
        label="Skew",
        minimum=0,
        maximum=5,
        help="How uneven the keys are used: 0 all alike, 1 as words in a language (Zipf).",
        source="our choice: all alike",
        group=GROUP,
    )

    @model_validator(mode="after")
    def _some_class_comes(self) -> Self:
        if self.classes and not any(each.share > 0 for each in self.classes):
            raise mistake("At least one class needs a share above 0.")
        return self
