"""IDEM-2: duplicates come later than anybody remembers the first."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, nice_time_above
from simulator.rules._fixes import number, on_component
from simulator.rules._parts import component, queues, queues_of, redrive, workers, workers_of

# Room beyond the latest duplicate.
ROOM = 2.0


class ForgottenTooSoon(Rule):
    """Duplicates are known only for a while, and some come later than that.

    ## What it does
    Compares two memories with the time at which the last duplicate can come: how long an idempotent
    handler remembers what it has done, and the deduplication window of a queue whose dead letters
    are sent back.

    ## Why it matters
    Protection that ends after minutes does not hold against what comes after hours: a message whose
    worker died and whose timeout is long, or one that lay among the dead letters although it had
    been done. It has its effect again, long after everybody has forgotten the first.

    ## Example
    A FIFO queue knows what was sent in the last 5 minutes. Dead letters are sent back the next
    morning, and those that had been done are done again.

    ## What to do
    Remember in the handler, with the effect itself, for as long as any message can live.

    ## Sources
    Amazon SQS developer guide, Exactly-once processing: a deduplication interval of 5 minutes.
    Azure Service Bus, duplicate detection: 10 minutes unless set.
    """

    title: ClassVar[str] = "Duplicates may come after they are forgotten"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each handler, and each queue, that forgets too soon."""
        for worker in workers(design):
            kept = worker.settings.remembers_for
            if worker.settings.idempotent and kept is not None:
                latest = max((_latest(design, q) for q in queues_of(design, worker)), default=0.0)
                if kept < latest:
                    yield self._of_handler(worker, kept, latest, measured)
        for queue in queues(design):
            window = queue.settings.deduplication_window
            late = _redriven_after(design, queue)
            if window is not None and late > window:
                for worker in workers_of(design, queue):
                    if not worker.settings.idempotent:
                        yield self._of_queue(queue, worker, window, late)

    def _of_handler(
        self, worker: Worker, kept: float, latest: float, measured: Measured | None
    ) -> Finding:
        then = nice_time_above(ROOM * latest)
        return self.finding(
            component(worker.id),
            f"“{worker.title}” remembers what it has done for {duration(kept)}. A message can come "
            f"back after {duration(latest)}, and has its effect again.",
            size=0.0,
            evidence=(
                Evidence("Remembered for", duration(kept), duration(then)),
                Evidence("The latest duplicate", duration(latest), duration(latest)),
                *_measured(worker, measured),
            ),
            columns=("now", "remembered for longer"),
            fix=on_component(worker, f"remember for {duration(then)}", remembers_for=number(then)),
        )

    def _of_queue(self, queue: Queue, worker: Worker, window: float, late: float) -> Finding:
        return self.finding(
            component(queue.id),
            f"“{queue.title}” knows duplicates for {duration(window)}, and dead letters are sent "
            f"back to it after {duration(late)}. “{worker.title}” does not notice what it has done "
            "before.",
            size=0.0,
            evidence=(
                Evidence("Known for", duration(window)),
                Evidence("Sent back after", duration(late)),
            ),
            fix=on_component(worker, "idempotent handler", idempotent=True),
        )


def _redriven_after(design: Design, queue: Queue) -> float:
    """After how long the dead letters of a queue come back by themselves; 0 if they do not."""
    edge = redrive(design, queue)
    if edge is None:
        return 0.0
    return design.components[edge.target].settings.redrive_after or 0.0


def _latest(design: Design, queue: Queue) -> float:
    """How long after an attempt another may come at the same message."""
    hidden = queue.settings.hidden_until == "timeout"
    again = queue.settings.visibility_timeout if hidden else queue.settings.crash_return
    return float(max(again, _redriven_after(design, queue)))


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    effects = measured.component(worker.id).total("effects")
    if effects is not None:
        yield Evidence("Double effects in the run", count(effects))
