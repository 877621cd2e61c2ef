"""RET-7: the wait before a retry grows beyond an hour."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import HOUR, count, duration
from simulator.rules._fixes import on_component
from simulator.rules._parts import component, queues_of, workers
from simulator.rules._retries import longest_wait

# Seconds: what a fix sets, as Celery does.
CAP = 600


class WaitsGrowTooLong(Rule):
    """The wait before a retry can grow beyond an hour.

    ## What it does
    Looks for workers whose waits grow, and whose longest wait before a retry is more than an hour.

    ## Why it matters
    Doubling is slow at first and then not: after twelve failures a wait of a second is more than an
    hour. By then the outage has long been over, and the message waits all the same. What was ten
    minutes of trouble is seen as hours of delay.

    ## Example
    1 s, 2 s, 4 s … without a cap: the fifteenth retry waits for four and a half hours.

    ## What to do
    Cap the wait at a few minutes. It need not be longer than it takes a dependency to recover.

    ## Sources
    Celery documentation, Task.retry_backoff_max: 600 s. An hour is our choice.
    """

    title: ClassVar[str] = "Waits before retries grow beyond an hour"
    severity: ClassVar[Severity] = Severity.HINT

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker whose waits grow so long."""
        for worker in workers(design):
            grows = worker.settings.backoff_growth in ("linear", "exponential", "polynomial")
            if grows and queues_of(design, worker) and longest_wait(worker) > HOUR:
                yield self._finding(worker, measured)

    def _finding(self, worker: Worker, measured: Measured | None) -> Finding:
        longest = longest_wait(worker)
        return self.finding(
            component(worker.id),
            f"The wait of “{worker.title}” before a retry grows up to {duration(longest)}.",
            size=0.0,
            evidence=(
                Evidence("Longest wait", duration(longest), duration(CAP)),
                *_measured(worker, measured),
            ),
            columns=("now", "capped"),
            fix=on_component(worker, f"at most {duration(CAP)}", backoff_cap=CAP),
        )


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    failed = measured.component(worker.id).total("failed")
    if failed is not None:
        yield Evidence("Failed in the run", count(failed))
