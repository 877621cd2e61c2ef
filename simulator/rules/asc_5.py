"""ASC-5: an autoscaler does not see the work that is being done."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration
from simulator.rules._fixes import on_component
from simulator.rules._flow import flow_of
from simulator.rules._parts import component, queues_of, workers

BY_BACKLOG = ("backlog", "target", "step", "keda", "hpa")


class BlindToWork(Rule):
    """An autoscaler counts what waits and not what is in work, and takes busy instances away.

    ## What it does
    Looks for autoscalers that count visible messages only, where a job takes longer than the time
    between two decisions.

    ## Why it matters
    When every message has been taken, nothing waits: by that number there is nothing to do. The
    autoscaler takes instances away while all of them are busy. Their jobs are killed or, at best,
    finished with fewer hands for what comes next; then messages wait, and it adds instances again.

    ## Example
    20 instances work on 20 jobs of ten minutes each. No message is visible, so the autoscaler goes
    down to one, in the middle of 19 jobs.

    ## What to do
    Count what is in flight, too.

    ## Sources
    KEDA documentation, AWS SQS scaler: scaleOnInFlight, on by default.
    """

    title: ClassVar[str] = "The autoscaler does not count work in flight"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker that is scaled blindly."""
        flow = flow_of(design)
        for worker in workers(design):
            wanted = worker.settings
            blind = wanted.autoscaler in BY_BACKLOG and not wanted.scale_counts_in_flight
            work = flow.holding(worker.id).mean
            if blind and work > wanted.scale_interval and queues_of(design, worker):
                yield self._finding(worker, work, measured)

    def _finding(self, worker: Worker, work: float, measured: Measured | None) -> Finding:
        every = worker.settings.scale_interval
        return self.finding(
            component(worker.id),
            f"A job of “{worker.title}” takes {duration(work)}, and its autoscaler decides every "
            f"{duration(every)} by what waits alone. With every slot busy and nothing waiting it "
            f"goes down to {count(worker.settings.scale_min)}.",
            size=0.0,
            evidence=(
                Evidence("Decisions during one job", count(work / every), count(work / every)),
                Evidence("It counts", "what waits", "what waits and is in work"),
                *_measured(worker, measured),
            ),
            columns=("now", "with what is in flight"),
            watch=measured.component(worker.id).peak_at("instances") if measured else None,
            fix=on_component(worker, "count what is in flight", scale_counts_in_flight=True),
        )


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    killed = measured.component(worker.id).total("killed")
    if killed is not None:
        yield Evidence("Attempts cut short in the run", count(killed))
