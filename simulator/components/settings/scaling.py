"""Scaling: how the number of a worker's instances follows its load.

The formulas are those of the products; `simulator/mechanics/scaling/` has them with their sources.
"""

from functools import partial
from typing import Literal, Self

from pydantic import model_validator

from simulator import limits
from simulator.design.distributions import mistake
from simulator.design.quantities import Duration, Number, Share, Whole, YesNo
from simulator.design.settings import Settings, setting

GROUP = "Scaling"
BY_TARGET = ("backlog", "target", "keda", "hpa")
BY_BACKLOG = ("backlog", "target", "step", "keda", "hpa")
WITH_COOLDOWN = ("backlog", "target", "step")
ANY = (*BY_BACKLOG, "celery", "lambda")

_time_setting = partial(setting, unit="s", maximum=86_400, group=GROUP)
_count_setting = partial(setting, maximum=limits.INSTANCES_MAX, group=GROUP)


class ScalingStep(Settings):
    """From this backlog on, this change."""

    backlog: Whole = setting(
        ...,
        label="Backlog from",
        unit="messages",
        minimum=0,
        maximum=limits.MESSAGES_MAX,
        help="From so many messages on, up to the next step.",
        among="rising",
    )
    change: Whole = setting(
        ...,
        label="Change",
        unit="instances",
        minimum=-limits.INSTANCES_MAX,
        maximum=limits.INSTANCES_MAX,
        help="Instances added there; below 0, taken away.",
    )


class ScalingSettings(Settings):
    """Whether and how instances are added and taken away."""

    autoscaler: Literal["none", "backlog", "target", "step", "keda", "hpa", "celery", "lambda"] = (
        setting(
            "none",
            label="Autoscaler",
            help="By what rule the number of instances follows the load.",
            source="our choice: none",
            group=GROUP,
            choices={
                "none": ("None", "As many instances as are set."),
                "backlog": (
                    "Backlog per instance",
                    "As many instances as the backlog divided by the target.",
                ),
                "target": (
                    "Target tracking",
                    "AWS: alarms on the backlog per instance, out after 3 periods, in after 15.",
                ),
                "step": ("Step scaling", "AWS: so many more or fewer by how large the backlog is."),
                "keda": ("KEDA", "From 0 by KEDA's own polling, from 1 on by the HPA's formula."),
                "hpa": ("HPA", "Kubernetes: the ratio of metric and target, with stabilisation."),
                "celery": (
                    "Celery autoscale",
                    "Each instance grows and shrinks its own slots by what it has reserved.",
                ),
                "lambda": ("Lambda pollers", "5 at once, 300 more a minute, while there is work."),
            },
        )
    )
    scale_min: Whole = _count_setting(
        1,
        label="At least",
        minimum=0,
        help="Instances there are always; for Celery, slots of an instance.",
        source="our choice: 1; KEDA 0",
        visible_when={"autoscaler": ANY},
    )
    scale_max: Whole = _count_setting(
        20,
        label="At most",
        minimum=1,
        help="Instances there are never more of; for Celery, slots of an instance.",
        source="our choice: 20; KEDA 100, Lambda 1,000",
        visible_when={"autoscaler": ANY},
    )
    scale_target: Number = setting(
        10.0,
        label="Target",
        unit="messages each",
        minimum=0,
        above=True,
        maximum=1_000_000,
        help="Messages for each instance: acceptable wait divided by the processing time.",
        source="our choice: 10; KEDA 5 for SQS, 20 for RabbitMQ",
        group=GROUP,
        visible_when={"autoscaler": BY_TARGET},
    )
    scale_steps: tuple[ScalingStep, ...] = setting(
        (
            ScalingStep(backlog=0, change=-1),
            ScalingStep(backlog=100, change=1),
            ScalingStep(backlog=1_000, change=4),
        ),
        label="Steps",
        help="From each backlog on, a change. What is starting counts as added; below the first "
        "step, nothing changes.",
        source="our choice",
        group=GROUP,
        visible_when={"autoscaler": ("step",)},
        nothing="none",
        entry="step",
    )
    scale_counts_in_flight: YesNo = setting(
        True,
        label="Counts in flight",
        help="Off: only what waits is counted, and all may be scaled in while everybody is busy.",
        source="KEDA scaleOnInFlight: on; AWS ApproximateNumberOfMessagesVisible: off",
        group=GROUP,
        visible_when={"autoscaler": BY_BACKLOG},
    )
    scale_interval: Duration = _time_setting(
        15.0,
        label="Decides every",
        minimum=0.1,
        help="How often the number is decided; of target tracking, the alarm's period.",
        source="HPA 15 s; CloudWatch 60 s; Celery 1 s",
        visible_when={"autoscaler": (*BY_BACKLOG, "celery")},
    )
    scale_metric_delay: Duration = setting(
        0.0,
        label="Metric delay",
        unit="s",
        minimum=0,
        maximum=3_600,
        help="How old the number is by which it decides.",
        source="our choice: none; CloudWatch a minute or two",
        group=GROUP,
        visible_when={"autoscaler": BY_BACKLOG},
    )
    scale_start_time: Duration = _time_setting(
        20.0,
        label="Starts in",
        minimum=0,
        help="From the decision to the first message of a new instance.",
        source="our choice: 20 s (image, boot, warm-up)",
        visible_when={"autoscaler": ANY},
    )
    scale_tolerance: Share = setting(
        0.1,
        label="Tolerance",
        minimum=0,
        maximum=1,
        help="Nothing is changed while metric and target are as near as this.",
        source="HPA: 10 %",
        group=GROUP,
        visible_when={"autoscaler": ("keda", "hpa")},
    )
    scale_stabilisation: Duration = _time_setting(
        300.0,
        label="Stabilisation",
        minimum=0,
        help="Scaling in follows the highest number wanted within this time.",
        source="HPA: 300 s",
        visible_when={"autoscaler": ("keda", "hpa")},
    )
    scale_out_cooldown: Duration = _time_setting(
        30.0,
        label="Cooldown out",
        minimum=0,
        help="How long after adding instances no more are added.",
        source="our choice: 30 s; AWS 300 s",
        visible_when={"autoscaler": WITH_COOLDOWN},
    )
    scale_in_cooldown: Duration = _time_setting(
        300.0,
        label="Cooldown in",
        minimum=0,
        help="How long after a change no instance is taken away; of KEDA, before it goes to 0; of "
        "Celery, after growing.",
        source="AWS and KEDA: 300 s; Celery AUTOSCALE_KEEPALIVE 30 s",
        visible_when={"autoscaler": (*WITH_COOLDOWN, "keda", "celery")},
    )
    scale_polling: Duration = _time_setting(
        30.0,
        label="Polls at zero",
        minimum=0.1,
        help="How often KEDA looks for work while there is no instance.",
        source="KEDA pollingInterval: 30 s",
        visible_when={"autoscaler": ("keda",)},
    )
    scale_activation: Number = setting(
        0.0,
        label="Activation",
        unit="messages",
        minimum=0,
        maximum=1_000_000,
        help="KEDA leaves 0 only above so many messages, and goes back at or below it.",
        source="KEDA activationQueueLength: 0",
        group=GROUP,
        visible_when={"autoscaler": ("keda",)},
    )
    scale_in: Literal["drain", "kill"] = setting(
        "drain",
        label="Scaling in",
        help="What an instance that is taken away does with its work.",
        source="our choice: it may finish within the shutdown grace",
        group=GROUP,
        choices={
            "drain": ("Drains", "It takes nothing more and has the shutdown grace to finish."),
            "kill": ("Is killed", "As in a crash."),
        },
        visible_when={"autoscaler": ANY},
    )

    @model_validator(mode="after")
    def _bounds_fit(self) -> Self:
        if self.autoscaler == "none":
            return self
        if self.scale_min > self.scale_max:
            raise mistake("An autoscaler's “at least” must not be above its “at most”.")
        if self.autoscaler == "step" and not self.scale_steps:
            raise mistake("Step scaling needs at least one step.")
        return self
