"""ASC-11: the first message after a pause waits for an instance to start."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._parts import component, queues_of, workers


class FromZero(Rule):
    """A worker is scaled to zero, and the first message after a pause waits for a start.

    ## What it does
    Adds up, for workers that KEDA may scale to zero, the time until it looks and the time that an
    instance needs to start, and speaks up where that is longer than the job.

    ## Why it matters
    Nobody is there to take the first message. It waits until KEDA polls, and then until an instance
    is up, and everything that comes meanwhile waits behind it. For work that somebody waits for,
    the pause is the slowest time of the day.

    ## Example
    KEDA looks every 30 s and an instance starts within 20 s: the first mail after a quiet hour is
    sent up to 50 s later than the next.

    ## What to do
    Keep one instance, or accept it for work that nobody waits for.

    ## Sources
    KEDA documentation, ScaledObject: pollingInterval 30 s applies from 0 to 1.
    """

    title: ClassVar[str] = "The first message waits for a start"
    severity: ClassVar[Severity] = Severity.HINT

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker that may be scaled to zero."""
        flow = flow_of(design)
        for worker in workers(design):
            wanted = worker.settings
            wait = wanted.scale_polling + wanted.scale_start_time
            from_zero = wanted.autoscaler == "keda" and wanted.scale_min == 0
            if from_zero and wait > flow.holding(worker.id).mean and queues_of(design, worker):
                yield self._finding(design, worker, wait, measured)

    def _finding(
        self, design: Design, worker: Worker, wait: float, measured: Measured | None
    ) -> Finding:
        wanted = worker.settings
        return self.finding(
            component(worker.id),
            f"“{worker.title}” may have no instance at all. The first message after a pause waits "
            f"up to {duration(wanted.scale_polling)} until it is seen, and "
            f"{duration(wanted.scale_start_time)} for an instance.",
            size=0.0,
            evidence=(
                Evidence("The first message waits, at most", duration(wait), "no time"),
                Evidence("Instances there are always", count(0), count(1)),
                *_measured(design, worker, measured),
            ),
            columns=("now", "with one instance"),
            fix=on_component(worker, "always one instance", scale_min=1),
        )


def _measured(design: Design, worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    for queue in queues_of(design, worker):
        wait = measured.component(queue.id).percentile("wait", "max")
        if wait is not None:
            yield Evidence(f"Longest wait in “{queue.title}”", duration(wait))
