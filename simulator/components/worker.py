"""Worker: takes messages from a queue, does the slow part, and says when it is done."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from simulator.components.running.worker import RunningWorker
from simulator.design.backoff import (
    Jitter,
    base_setting,
    cap_setting,
    factor_setting,
    jitter_setting,
)
from simulator.design.capacity import SlotSettings, concurrency_setting, instances_setting
from simulator.design.component import (
    About,
    Component,
    Face,
    counter,
    gauge,
    percentiles,
    utilisation,
)
from simulator.design.distributions import DurationDistribution, LogNormal, mistake
from simulator.design.quantities import Duration, Number, Share, Whole, YesNo
from simulator.design.settings import setting
from simulator.engine.part import Part
from simulator.engine.world import World


class WorkerSettings(SlotSettings):
    """How many jobs at once, how long each takes, and what a failure leads to."""

    instances: Whole = instances_setting(
        4,
        help="Separate processes. Each takes messages on its own.",
        source="our choice",
    )
    concurrency: Whole = concurrency_setting(
        4,
        help="Slots of one instance. Instances × concurrency is what can be in work at once.",
        source="our choice; Sidekiq 5, BullMQ 1, Celery one a processor",
    )
    processing_time: DurationDistribution = setting(
        LogNormal(mean=0.5, cv=0.5),
        label="Processing time",
        unit="s",
        minimum=0,
        help="Belongs to the message: a long job stays long when it is tried again.",
        source="our choice: 500 ms",
        group="Work",
    )
    redraw: YesNo = setting(
        False,
        label="Draw again at each attempt",
        help="On: the time is drawn anew at each attempt, as if chance lay in the worker.",
        source="our choice: off",
        group="Work",
    )
    idempotent: YesNo = setting(
        False,
        label="Idempotent handler",
        help="Off: a message that is handled twice has its effect twice.",
        source="our choice: off, which is what code is without extra care",
        group="Work",
    )
    transient_failure: Share = setting(
        0.0,
        label="Transient failures",
        minimum=0,
        maximum=1,
        help="How many attempts fail by chance; the next attempt may not.",
        source="our choice: none",
        group="Failures",
    )
    poison_share: Share = setting(
        0.0,
        label="Poison",
        minimum=0,
        maximum=1,
        help="How many messages fail at every attempt.",
        source="our choice: none",
        group="Failures",
    )
    retry: Literal["visibility", "backoff"] = setting(
        "visibility",
        label="After a failure",
        help="When a message whose attempt failed is seen again.",
        source="SQS consumers: the rest of the visibility timeout",
        group="Failures",
        choices={
            "visibility": (
                "Wait for the timeout",
                "Nothing is said; the queue's timeout runs out.",
            ),
            "backoff": ("Give it back, later", "A nack with a delay that grows with the receives."),
        },
    )
    backoff_base: Duration = base_setting(
        1.0,
        help="The delay after the first failure.",
        source="our choice",
        group="Failures",
        visible_when={"retry": ("backoff",)},
    )
    backoff_factor: Number = factor_setting(
        2.0,
        help="Each delay is this many times the one before.",
        source="Celery retry_backoff: 2",
        group="Failures",
        visible_when={"retry": ("backoff",)},
    )
    backoff_cap: Duration = cap_setting(
        60.0,
        help="No delay grows beyond it.",
        source="our choice; Celery retry_backoff_max 600 s",
        group="Failures",
        visible_when={"retry": ("backoff",)},
    )
    backoff_jitter: Jitter = jitter_setting(
        "full",
        help="How much chance is mixed into the delay.",
        source="Celery retry_jitter: full",
        group="Failures",
        visible_when={"retry": ("backoff",)},
    )

    @model_validator(mode="after")
    def _time_passes(self) -> Self:
        wait = min(self.backoff_base, self.backoff_cap)
        if self.retry == "backoff" and wait == 0 and self.processing_time.mean == 0:
            raise mistake(
                "A failed attempt would be tried again without any time passing, for ever. "
                "Give it a processing time or a wait."
            )
        return self


class Worker(Component[WorkerSettings]):
    """Takes messages from a queue, does the slow part, and says when it is done.

    ## What it is
    A free slot asks the queue for a message. The queue hands one over, hides it from everybody else
    and starts a clock, the visibility timeout. When the slot succeeds it acknowledges, and the
    queue deletes the message. When it fails or takes too long nobody acknowledges; the clock runs
    out and the message is visible again. The queue would rather have work done twice than not.

    ## When to use it
    The work takes seconds or minutes and nobody waits for the answer; load comes in bursts and may
    be done a little later; work must survive a crash and be tried again.

    ## When not
    Someone waits for the answer: use a service. Events are summed or joined over a window: that is
    a stream processor. The work takes under 100 ms: the queue costs more than it saves.

    ## What is modelled
    Instances with slots, processing times that belong to the message, transient failures of an
    attempt, poison messages, retries by the visibility timeout or by giving back with a growing
    delay, calls and messages made while the slot is held, acks that come too late, handlers that
    are idempotent or not.

    ## What is left out
    Prefetching, batches, memory and processor time, the cost of starting a process, crashes.

    ## Real-world examples
    A Celery or Sidekiq worker, an SQS consumer, a transcoder, a mailer, a report generator.

    ## Questions people ask
    **How many workers do I need?** Multiply the arrival rate by the mean processing time, and
    divide by 0.8. At 25 jobs a second and 500 ms each that is 12.5 busy slots on average, so 16
    slots leave room for bursts.

    **Is a worker the same as a thread?** A slot is. An instance is a process with several slots.

    **What happens to a job when its worker is too slow?** It comes back to the queue and may start
    a second time while the first attempt still runs. Both take a slot; one of them is wasted.
    """

    settings_class = WorkerSettings
    settings: WorkerSettings
    about: ClassVar[About] = About(
        type="worker",
        label="Worker",
        icon="c-worker",
        category="compute",
        summary="Takes messages from a queue and does the slow part.",
        width=188,
        sends=("call", "message"),
        accepts=("delivery",),
        refuses={"*": "A worker takes its work from a queue. Add the queue first."},
        metrics=(
            counter("attempts", "Attempts", "Attempts that began."),
            counter("done", "Done", "Attempts that completed their work."),
            counter("failed", "Failed", "Attempts that failed."),
            gauge("busy", "Busy", "Slots in use."),
            gauge("slots", "Slots", "Slots in all: instances × concurrency."),
            gauge("late", "Past the timeout", "Slots whose message is no longer hidden for them."),
            counter(
                "duplicates",
                "Duplicates",
                "Attempts at a message that was still in work elsewhere, or already done.",
            ),
            counter("repeated", "Repeated", "Work completed again after a first completion."),
            counter("wasted", "Wasted", "Slot seconds spent on duplicates.", "s"),
            utilisation("Slots in use, of all, averaged over the frame."),
            *percentiles("work", "Work", "How long an attempt held its slot."),
        ),
        face=Face(
            settings=(
                ("Instances", "instances"),
                ("Concurrency", "concurrency"),
                ("Processing", "processing_time"),
            ),
            instrument={
                "kind": "slots",
                "busy": "busy",
                "total": "slots",
                "late": "late",
                "failed": "failed",
            },
            rows=(
                {"label": "Busy", "metric": "busy", "of": "slots"},
                {"label": "Past the timeout", "metric": "late", "alert": True},
                {"label": "Done", "metric": "done"},
            ),
        ),
    )

    def build(self, world: World) -> Part:
        """The running part."""
        return RunningWorker(world, self)

    def work_time(self) -> float:
        """The mean of the processing time."""
        return self.settings.processing_time.mean

    def slots(self) -> int:
        """Instances × concurrency."""
        return self.settings.slots
