"""ASC-1: new instances come when the peak is nearly over."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, counted, duration, rate
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._parts import component, queues_of, workers
from simulator.rules._peaks import Peak, at_peak, highest
from simulator.rules._sizes import sources_before
from simulator.theory import drain_time

# Help that comes after so much of a peak is over comes too late.
LATE = 0.5
# Periods after which target tracking adds instances.
PERIODS = 3


class ScalesTooLate(Rule):
    """A peak is half over before the instances that an autoscaler ordered are there.

    ## What it does
    Adds up the delay of the metric, the time between two decisions and the start of an instance,
    and compares the sum with the peaks of the clients: those of their pattern, and those of the
    timeline. It speaks up where the instances that there are always cannot do the peak.

    ## Why it matters
    An autoscaler answers what has happened. Until its instances are up, everything beyond the
    capacity of the few waits, and when they come they work off a backlog instead of a peak, for
    longer than the peak itself lasted.

    ## Example
    10 jobs a second become 100 for three minutes. The metric is a minute old, a decision takes half
    a minute and a start 90 s: help comes after the peak, and finds 14,400 jobs.

    ## What to do
    Keep enough instances for peaks that come without notice; add them by the clock before those
    that are known; make them start faster.

    ## Sources
    Amazon EC2 Auto Scaling user guide: alarms after 3 periods. Half of the peak is our choice.
    """

    title: ClassVar[str] = "New instances come after the peak"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker that is scaled too late for a peak."""
        flow = flow_of(design)
        for worker in workers(design):
            wanted = worker.settings
            work = flow.holding(worker.id).mean
            if wanted.autoscaler in ("none", "celery") or not work:
                continue
            takes = _until_there(worker)
            each = wanted.concurrency / work
            for part in sources_before(design, worker.id):
                peak = highest(design, part)
                comes = at_peak(design, flow, worker, part, peak)
                few = comes > wanted.scale_min * each and queues_of(design, worker)
                if few and takes > LATE * peak.lasts:
                    yield self._finding(worker, peak, takes, comes, each, measured)
                    break

    def _finding(
        self,
        worker: Worker,
        peak: Peak,
        takes: float,
        comes: float,
        each: float,
        measured: Measured | None,
    ) -> Finding:
        wanted = worker.settings
        always, enough = wanted.scale_min * each, math.ceil(comes / each)
        backlog = (comes - always) * min(takes, peak.lasts)
        works_off = drain_time(backlog, wanted.scale_max * each, 0)
        return self.finding(
            component(worker.id),
            f"A peak of {rate(comes)} lasts {duration(peak.lasts)}, and new instances of "
            f"“{worker.title}” are there after {duration(takes)}. The {count(wanted.scale_min)} "
            f"that are there always do {rate(always)}, so {counted(backlog, 'job')} wait by then.",
            size=min(1.0, takes / peak.lasts) * (1 - always / comes),
            evidence=(
                Evidence("Help comes after", duration(takes), "at once"),
                Evidence("Waiting by then", count(backlog), "0"),
                Evidence("All instances work it off in", duration(works_off)),
                *_measured(worker, measured),
            ),
            columns=("now", f"with {count(enough)} always"),
            watch=measured.component(worker.id).peak_at("starting") if measured else None,
            fix=_fix(worker, enough),
        )


def _until_there(worker: Worker) -> float:
    """Seconds from the beginning of a peak to the first message of a new instance."""
    wanted = worker.settings
    if wanted.autoscaler == "lambda":
        return float(wanted.scale_start_time)
    decides = wanted.scale_interval * (PERIODS if wanted.autoscaler == "target" else 1)
    return float(wanted.scale_metric_delay + decides + wanted.scale_start_time)


def _fix(worker: Worker, enough: int) -> Fix | None:
    if enough > worker.settings.scale_max:
        return None
    return on_component(worker, f"always {count(enough)} instances", scale_min=enough)


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    most = measured.component(worker.id).peak("instances")
    if most is not None:
        yield Evidence("Instances at most in the run", count(most))
