"""DLQ-11: failures that the queue does not count as failures."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, figure
from simulator.rules._fixes import on_component, together
from simulator.rules._letters import add_dead_letters, enough_receives
from simulator.rules._parts import component, deliveries, redrive
from simulator.rules._retries import is_counted, most_attempts, pause, queue_limit


class NackIsNotCounted(Rule):
    """A worker gives failed messages back in a way that the queue does not count.

    ## What it does
    Looks for queues that count failed returns only, whose workers give messages back with a nack
    and set no limit of their own, and meet messages that always fail.

    ## Why it matters
    The limit of the queue looks like protection and is none. Since RabbitMQ 4.3 a nack with requeue
    does not raise the delivery count of a quorum queue, so a message that always fails is handed
    out again at once, for ever: it never reaches the limit, and never the dead letters.

    ## Example
    The limit is 20. A poison message that takes 100 ms is nacked ten times a second, 864,000 times
    a day, at the front of the queue. With a reject it is gone after 21 deliveries.

    ## What to do
    Reject what failed instead of nacking it, or count the attempts in the worker.

    ## Sources
    RabbitMQ documentation 4.3, Quorum queues, what raises the delivery count.
    """

    title: ClassVar[str] = "The queue does not count these failures"
    severity: ClassVar[Severity] = Severity.ERROR
    hides: ClassVar[frozenset[str]] = frozenset({"RET-3", "DLQ-10"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue and worker between which poison goes round uncounted."""
        for queue, worker in deliveries(design):
            wanted = worker.settings
            uncounted = not is_counted(queue, worker) and wanted.retry != "republish"
            if queue.settings.counts == "failed_returns" and uncounted:
                fails = wanted.poison_share > 0 and wanted.poison_effect == "fails"
                if fails and math.isinf(most_attempts(design, queue, worker, poison=True)):
                    yield self._finding(design, queue, worker, measured)

    def _finding(
        self, design: Design, queue: Queue, worker: Worker, measured: Measured | None
    ) -> Finding:
        again = pause(worker, queue)
        limit, words, fix = _remedy(design, queue, worker)
        receives = queue.settings.retention / again
        return self.finding(
            component(queue.id),
            f"“{queue.title}” counts rejects and crashes, and “{worker.title}” gives back what "
            f"failed as a nack. A message that always fails comes back every {duration(again)} and "
            "never reaches a limit.",
            size=min(1.0, worker.settings.poison_share * receives),
            evidence=(
                Evidence("Hand-outs of one poison message", count(receives), figure(limit)),
                *_measured(queue, measured),
            ),
            columns=("until its retention", words),
            fix=fix,
        )


def _remedy(design: Design, queue: Queue, worker: Worker) -> tuple[float, str, Fix]:
    """Reject instead of nack; where there is a wait to keep, a limit of the worker's own."""
    enough = enough_receives(worker)
    letters = None if redrive(design, queue) else add_dead_letters(design, queue, enough)
    if worker.settings.retry == "backoff":
        words = f"{enough} attempts"
        own = on_component(worker, words, max_attempts=enough)
        return enough, words, together(words, own, letters)
    limit = queue_limit(design, queue)
    limit = enough if letters is not None or math.isinf(limit) else limit
    reject = on_component(worker, "reject", retry="reject")
    return limit, "with a reject", together("reject what failed", reject, letters)


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    retries = measured.component(queue.id).total("retries")
    if retries is not None:
        yield Evidence("Retries in the run", count(retries))
