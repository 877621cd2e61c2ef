"""RET-5: all attempts are over before an outage is."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, counted, duration
from simulator.rules._fixes import on_component, on_edge, together
from simulator.rules._outages import longest_outage, outage_at
from simulator.rules._parts import component, deliveries, redrive
from simulator.rules._retries import (
    is_counted,
    most_attempts,
    queue_limit,
    time_of_attempts,
    worker_limit,
)

# Room beyond the outage, because waits are drawn.
ROOM = 1.5
# A fix asks for no more attempts than this: then the waits should be longer.
ATTEMPTS_MAX = 50


class OutageOutlastsRetries(Rule):
    """A dependency is down for longer than all attempts at a message last.

    ## What it does
    Where the timeline takes down what a worker calls, adds up the waits between all attempts at a
    message, and compares the sum with the outage.

    ## Why it matters
    Retries are there to get over what passes. Whatever arrives early in an outage uses up its
    attempts before it is over and is given up, though nothing is wrong with it. Five minutes
    without a database then mean an hour of sending dead letters back by hand.

    ## Example
    3 receives and a timeout of 30 s: the last attempt comes a minute after the first. All messages
    of the first four minutes of an outage of five are dead letters.

    ## What to do
    Allow more attempts, or let the wait between them grow, until the sum is longer than the outages
    that you know. Compare with what the job is still worth by then.

    ## Sources
    Arithmetic; the formulas of the waits are those of M. Brooker, Exponential backoff and jitter.
    """

    title: ClassVar[str] = "The outage outlasts all attempts"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker whose attempts are over before the outage is."""
        told = set[str]()
        for queue, worker in deliveries(design):
            outage = longest_outage(design, worker.id)
            tries = most_attempts(design, queue, worker)
            if not outage or math.isinf(tries) or worker.id in told:
                continue
            lasts = time_of_attempts(worker, queue, tries)
            if lasts < outage:
                told.add(worker.id)
                yield self._finding(design, queue, worker, tries, lasts, outage, measured)

    def _finding(
        self,
        design: Design,
        queue: Queue,
        worker: Worker,
        tries: float,
        lasts: float,
        outage: float,
        measured: Measured | None,
    ) -> Finding:
        enough = _enough(worker, queue, ROOM * outage)
        then = time_of_attempts(worker, queue, enough) if enough else None
        tried = f"its {counted(tries, 'attempt')} at a message last {duration(lasts)}"
        if tries == 1:
            tried = "it tries a message once"
        return self.finding(
            component(worker.id),
            f"What “{worker.title}” calls is down for {duration(outage)}, and {tried}. What "
            f"arrives in the first {duration(outage - lasts)} is given up.",
            size=(outage - lasts) / design.run.duration,
            evidence=(
                Evidence("Attempts", count(tries), count(enough) if enough else None),
                Evidence("They last", duration(lasts), None if then is None else duration(then)),
                Evidence("The outage lasts", duration(outage)),
                *_measured(queue, measured),
            ),
            columns=("now", f"with {count(enough)}" if enough else "then"),
            watch=outage_at(design, worker.id),
            fix=_fix(design, queue, worker, enough) if enough else None,
        )


def _enough(worker: Worker, queue: Queue, seconds: float) -> int | None:
    """The fewest attempts that last so long; None where it takes too many."""
    if worker.settings.retry in ("give_up", "dead_letter"):
        return None
    for tries in range(2, ATTEMPTS_MAX + 1):
        if time_of_attempts(worker, queue, tries) >= seconds:
            return tries
    return None


def _fix(design: Design, queue: Queue, worker: Worker, enough: int) -> Fix | None:
    """Raise every limit that is below."""
    changes = []
    if worker_limit(worker) < enough:
        if worker.settings.max_attempts is None:
            return None
        changes.append(on_component(worker, "", max_attempts=enough))
    if is_counted(queue, worker) and queue_limit(design, queue) < enough:
        edge = redrive(design, queue)
        changes.append(
            on_edge(edge, "", max_receives=enough)
            if edge is not None
            else on_component(queue, "", delivery_limit=enough)
        )
    return together(f"{count(enough)} attempts", *changes)


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    dead = measured.component(queue.id).total("dead")
    if dead is not None:
        yield Evidence("Dead letters of the run", count(dead))
