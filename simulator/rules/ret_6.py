"""RET-6: a job is still tried when nobody needs it any more."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import DAY, count, counted, duration
from simulator.rules._fixes import on_component
from simulator.rules._parts import component, deliveries
from simulator.rules._retries import most_attempts, time_of_attempts, worker_limit

# Seconds. Few jobs are of use to anybody a day later.
USEFUL = float(DAY)


class RetriedForDays(Rule):
    """A job that fails is tried for more than a day.

    ## What it does
    Adds up the waits between all attempts of workers that send or give back failed messages with a
    delay, and speaks up where the last one comes more than a day after the first.

    ## Why it matters
    A job has a time at which it is of use. The mail that resets a password, sent three weeks late,
    is worse than none. And a bug that is mended on the third day does not end the waiting: with
    waits that have grown to a day, jobs come back the day after.

    ## Example
    Sidekiq tries 25 times more, over 20 days. A job whose cause was mended after three days waits
    for another 19 hours.

    ## What to do
    Allow fewer attempts, and give work that loses its meaning a time to live.

    ## Sources
    sidekiq, lib/sidekiq/job_retry.rb: 25 retries, count⁴ + 15 s. A day is our choice.
    """

    title: ClassVar[str] = "Failed jobs are tried for days"
    severity: ClassVar[Severity] = Severity.HINT
    hides: ClassVar[frozenset[str]] = frozenset({"RET-7"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker that tries for so long."""
        told = set[str]()
        for queue, worker in deliveries(design):
            tries = most_attempts(design, queue, worker)
            delayed = worker.settings.retry in ("backoff", "republish")
            if not delayed or math.isinf(tries) or worker.id in told:
                continue
            lasts = time_of_attempts(worker, queue, tries)
            if lasts > USEFUL and queue.settings.time_to_live is None:
                told.add(worker.id)
                yield self._finding(queue, worker, tries, lasts, measured)

    def _finding(
        self, queue: Queue, worker: Worker, tries: float, lasts: float, measured: Measured | None
    ) -> Finding:
        fewer = _fewer(worker, queue)
        return self.finding(
            component(worker.id),
            f"“{worker.title}” makes {counted(tries, 'attempt')} at a message, and the last comes "
            f"{duration(lasts)} after the first.",
            size=0.0,
            evidence=(
                Evidence("Attempts", count(tries), count(fewer)),
                Evidence(
                    "The last comes after",
                    duration(lasts),
                    duration(time_of_attempts(worker, queue, fewer)),
                ),
                *_measured(worker, measured),
            ),
            columns=("now", f"with {count(fewer)}"),
            fix=on_component(worker, f"{count(fewer)} attempts", max_attempts=fewer),
        )


def _fewer(worker: Worker, queue: Queue) -> int:
    """The most attempts that fit into a day."""
    low, high = 1, int(min(worker_limit(worker), 1_000))
    while high - low > 1:
        middle = (low + high) // 2
        fits = time_of_attempts(worker, queue, middle) <= USEFUL
        low, high = (middle, high) if fits else (low, middle)
    return low


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    retried = measured.component(worker.id).total("retried")
    if retried is not None:
        yield Evidence("Sent again in the run", count(retried))
