"""Worker: takes messages from a queue, does the slow part, and says when it is done."""

from typing import ClassVar, Literal

from simulator import limits
from simulator.components.running.traced_crew import make_crew
from simulator.components.running.worker import RunningWorker
from simulator.components.settings.crashes import CrashSettings
from simulator.components.settings.failures import FailureSettings
from simulator.components.settings.receiving import ReceivingSettings
from simulator.components.settings.scaling import ScalingSettings
from simulator.design.actions import ActionKind
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
from simulator.design.quantities import Whole
from simulator.design.settings import Settings, all_default, setting
from simulator.engine.part import Part
from simulator.engine.world import World


class CrashActionSettings(Settings):
    """How many instances crash."""

    instances: Whole | None = setting(
        None,
        label="Instances",
        minimum=1,
        maximum=limits.INSTANCES_MAX,
        help="How many of them.",
        source="our choice: all",
        nothing="all",
    )


class StopSettings(Settings):
    """How instances stop."""

    mode: Literal["drain", "kill"] = setting(
        "drain",
        label="How",
        help="What they do with the work that they hold.",
        source="our choice: they may finish within the shutdown grace",
        choices={
            "drain": ("They drain", "They take nothing more and have the grace to finish."),
            "kill": ("They are killed", "As in a crash."),
        },
    )


PLAIN = frozenset(
    {
        "instances",
        "concurrency",
        "processing_time",
        "redraw",
        "idempotent",
        "transient_failure",
        "poison_share",
        "retry",
        "backoff_growth",
        "backoff_base",
        "backoff_factor",
        "backoff_cap",
        "backoff_jitter",
    }
)
"""Settings that the fast path knows."""


class WorkerSettings(  # the last group comes first in a form
    ScalingSettings, CrashSettings, ReceivingSettings, FailureSettings, SlotSettings
):
    """How many jobs at once, how long each takes, and what a failure leads to."""

    instances: Whole = instances_setting(
        4,
        help="Separate processes. Each takes messages on its own.",
        source="our choice",
        changeable=True,
    )
    concurrency: Whole = concurrency_setting(
        4,
        help="Slots of one instance. Instances × concurrency is what can be in work at once.",
        source="our choice; Sidekiq 5, BullMQ 1, Celery one a processor",
        changeable=True,
    )


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
    Instances with slots, processing times that belong to the message, calls and messages made while
    the slot is held. How messages are taken: one by one, in batches, into a prefetch buffer, held
    until they are due, at most so many a second or together. When they are acknowledged: at the
    receive, when work begins, when it is done. What goes wrong: transient failures, poison that
    fails always or a few times, crashes of an instance, slots killed by memory or a limit of time.
    What follows: the rest of the timeout, a nack, a reject, a message sent again after a wait that
    grows, the dead letters, giving up; attempts and retries may be limited. Stopping with a grace,
    deploying one after another, and autoscalers as KEDA, the HPA, AWS, Celery and Lambda decide.
    Handlers that are idempotent or not, for ever or for a while.

    ## What is left out
    Memory and processor time as such: a kill has a probability. Threads that share a processor, the
    time a handler needs to start, and what a handler does with the outside world beyond its calls.

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
        actions=(
            ActionKind(
                "crash",
                "Crash",
                "Instances die with everything that they hold, and restart.",
                CrashActionSettings,
            ),
            ActionKind("stop", "Stop", "All instances stop, until a start.", StopSettings),
            ActionKind("start", "Start", "Starts the instances that were stopped."),
            ActionKind(
                "deploy",
                "Deploy",
                "Replaces all instances, one after another: each drains, then the next one starts.",
            ),
        ),
        further=(
            gauge("instances", "Instances up", "Instances that take messages."),
            gauge("starting", "Starting", "Instances that are asked for and not there yet."),
            gauge("draining", "Draining", "Instances that only finish what they have in work."),
            gauge("prefetched", "Prefetched", "Messages that instances hold for a free slot."),
            counter("crashes", "Crashes", "Instances that crashed."),
            counter("killed", "Killed", "Attempts cut short by a crash, a limit or a shutdown."),
            counter("lost", "Lost", "Messages acked before or without their work, and lost."),
            counter("given_up", "Given up", "Messages whose last attempt failed."),
            counter("retried", "Sent again", "Messages that the worker sent again to be retried."),
            counter("skipped", "Skipped", "Duplicates that an idempotent handler knew."),
            counter("effects", "Double effects", "Effects beyond the first of their message."),
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
                {
                    "label": "Instances",
                    "metric": "instances",
                    "plus": "starting",
                    "quiet": True,
                    "varies": True,
                },
                {"label": "Draining", "metric": "draining", "quiet": True},
                {"label": "Prefetched", "metric": "prefetched", "quiet": True},
                {"label": "Lost", "metric": "lost", "quiet": True, "alert": True},
            ),
        ),
    )

    def build(self, world: World) -> Part:
        """The running part."""
        return RunningWorker(world, self) if world.is_plain else make_crew(world, self)

    def fixed(self, setting: str) -> str:
        """What an autoscaler decides cannot be set."""
        scaled = {"celery": "concurrency"}.get(self.settings.autoscaler, "instances")
        if self.settings.autoscaler != "none" and setting == scaled:
            return "Its autoscaler decides about that."
        return ""

    def is_plain(self) -> bool:
        """Whether the fast path knows all that is set."""
        plain_retry = self.settings.retry in ("visibility", "backoff")
        return plain_retry and all_default(self.settings, PLAIN)

    def work_time(self) -> float:
        """The mean of the processing time."""
        return self.settings.processing_time.mean

    def slots(self) -> int:
        """Instances × concurrency."""
        return self.settings.slots
