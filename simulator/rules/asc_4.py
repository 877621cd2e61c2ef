"""ASC-4: an autoscaler is content with a longer wait than the work is worth."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.settings.scaling import BY_TARGET
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.finding import Json
from simulator.feedback.wording import duration, figure
from simulator.rules._fixes import number, on_component
from simulator.rules._flow import flow_of
from simulator.rules._parts import component, queues_of, workers

# Seconds that a message may wait where nothing says how long it is of use.
BEARABLE = 300.0
# A target below this would order an instance for each message many times over.
TARGET_MIN = 0.1


class TargetAllowsLongWait(Rule):
    """The target of an autoscaler lets messages wait longer than they are of use.

    ## What it does
    Multiplies the target, messages for each instance, with the time that each takes and divides it
    by the slots of an instance: so long the last of them waits while the autoscaler sees no reason
    to do anything. It compares that with the time to live of the queue, or with five minutes where
    there is none.

    ## Why it matters
    An autoscaler that goes by the backlog keeps the backlog at its target. If the target is a
    number that somebody thought small, and the work is slow, a wait of half an hour is what it
    aims at, with room for as many instances as you like.

    ## Example
    Ten messages for each instance, one slot each, jobs of two minutes: the last waits for 20
    minutes, and that is on target. For five minutes the target is 2.5.

    ## What to do
    Set the target to the acceptable wait, divided by the time of a job, times the slots of an
    instance.

    ## Sources
    Amazon EC2 Auto Scaling user guide, Scaling policy based on Amazon SQS: acceptable backlog per
    instance is the acceptable latency divided by the processing time. Five minutes is our choice.
    """

    title: ClassVar[str] = "The autoscaler aims at a long wait"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker whose target is too high."""
        flow = flow_of(design)
        for worker in workers(design):
            wanted, work = worker.settings, flow.holding(worker.id).mean
            if wanted.autoscaler not in BY_TARGET or not work or not queues_of(design, worker):
                continue
            bearable = _bearable(design, worker)
            waits = wanted.scale_target * work / wanted.concurrency
            if waits > bearable:
                yield self._finding(design, worker, work, waits, bearable, measured)

    def _finding(
        self,
        design: Design,
        worker: Worker,
        work: float,
        waits: float,
        bearable: float,
        measured: Measured | None,
    ) -> Finding:
        target = worker.settings.scale_target
        enough = _enough(bearable * worker.settings.concurrency / work)
        then = enough * work / worker.settings.concurrency
        return self.finding(
            component(worker.id),
            f"“{worker.title}” is scaled to {figure(target)} messages for each instance. At "
            f"{duration(work)} each the last of them waits for {duration(waits)}, and no instance "
            f"is added for it. {duration(bearable)} is {_why(design, worker)}.",
            size=1 - bearable / waits,
            evidence=(
                Evidence("Messages for each instance", figure(target), figure(enough)),
                Evidence("The last of them waits", duration(waits), duration(then)),
                *_measured(design, worker, measured),
            ),
            columns=("now", f"with {figure(enough)}"),
            watch=measured.component(worker.id).peak_at("instances") if measured else None,
            fix=_fix(worker, enough),
        )


def _bearable(design: Design, worker: Worker) -> float:
    """How long a message may wait: as long as it is of use."""
    lives = [queue.settings.time_to_live for queue in queues_of(design, worker)]
    return min((each.mean for each in lives if each is not None), default=BEARABLE)


def _why(design: Design, worker: Worker) -> str:
    limited = any(q.settings.time_to_live is not None for q in queues_of(design, worker))
    return "as long as a message is of use" if limited else "long enough for most work"


def _enough(target: float) -> float:
    """A target of at most this, in whole messages where there is at least one."""
    return float(math.floor(target)) if target >= 1 else float(f"{target:.1g}")


def _fix(worker: Worker, enough: float) -> Fix | None:
    if enough < TARGET_MIN:
        return None
    value: Json = number(enough)
    return on_component(worker, f"target {figure(enough)}", scale_target=value)


def _measured(design: Design, worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    for queue in queues_of(design, worker):
        wait = measured.component(queue.id).percentile("wait", "p95")
        if wait is not None:
            yield Evidence(f"One wait in twenty in “{queue.title}”", duration(wait))
