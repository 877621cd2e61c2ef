"""ASC-6: an instance that is to stop has less time than a job takes."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, nice_time_above, share
from simulator.rules._fixes import number, on_component
from simulator.rules._locks import longest_attempt
from simulator.rules._parts import component, queues_of, workers
from simulator.rules._sizes import outlasting

GRACE_MAX = 86_400.0
STOPPING = ("stop", "deploy")


class GraceTooShort(Rule):
    """Stopping an instance kills jobs that would have been done a little later.

    ## What it does
    Where instances are stopped in order, by an autoscaler or by a stop or a deployment of the
    timeline, compares their shutdown grace with the 99th percentile of the processing time.

    ## Why it matters
    Each deployment and each scaling in ends jobs half-way. With late acks they are done again from
    the start, with early acks they are lost. A design that deploys ten times a day and scales in
    every night does that every day, and long jobs are hit most.

    ## Example
    A pod gets 30 s to end, and one job in a hundred takes 45 s or more. With 40 busy slots, every
    deployment kills one or two of them.

    ## What to do
    Give as much grace as the longest job needs, or let a stopped instance give its work back first.
    Jobs of hours belong into a process of their own, which nobody scales in.

    ## Sources
    Kubernetes: terminationGracePeriodSeconds 30. Sidekiq: timeout 25. KEDA documentation,
    Long-running executions.
    """

    title: ClassVar[str] = "Stopping an instance kills its jobs"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker whose instances are stopped with too little grace."""
        for worker in workers(design):
            wanted = worker.settings
            work = longest_attempt(design, worker)
            short = wanted.shutdown_grace < work and wanted.after_grace == "killed"
            if short and queues_of(design, worker) and _is_stopped(design, worker):
                yield self._finding(design, worker, work, measured)

    def _finding(
        self, design: Design, worker: Worker, work: float, measured: Measured | None
    ) -> Finding:
        now = worker.settings.shutdown_grace
        then = min(nice_time_above(work), GRACE_MAX)
        before, after = (outlasting(design, worker, grace) for grace in (now, then))
        fix = on_component(worker, f"grace of {duration(then)}", shutdown_grace=number(then))
        return self.finding(
            component(worker.id),
            f"An instance of “{worker.title}” that is to stop has {duration(now)} to finish, and "
            f"one job in a hundred takes {duration(work)} or more. What is not done by then is "
            "killed.",
            size=before,
            evidence=(
                Evidence("Grace", duration(now), duration(then)),
                Evidence("Jobs that take longer", share(before), share(after)),
                *_measured(worker, measured),
            ),
            columns=("now", "with more grace"),
            fix=fix if then >= work else None,
        )


def _is_stopped(design: Design, worker: Worker) -> bool:
    wanted = worker.settings
    if wanted.autoscaler not in ("none", "celery") and wanted.scale_in == "drain":
        return True
    return any(
        action.target == worker.id
        and action.action in STOPPING
        and getattr(action.settings, "mode", "drain") == "drain"
        for action in design.timeline.values()
    )


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    killed = measured.component(worker.id).total("killed")
    if killed is not None:
        yield Evidence("Attempts cut short in the run", count(killed))
