"""DLQ-1: messages that always fail have nowhere to go."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, share
from simulator.rules._flow import flow_of
from simulator.rules._letters import add_dead_letters, enough_receives
from simulator.rules._parts import component, queues, redrive, workers_of
from simulator.rules._retries import is_counted, most_attempts, pause

# So many times all slots.
OVER_AND_OVER = 10.0


class PoisonForEver(Rule):
    """Messages that always fail are tried again until the queue forgets them.

    ## What it does
    Looks for queues without a redrive policy whose workers meet messages that can never be handled,
    and counts how often each of them is tried. It says nothing where attempts have another end: a
    limit of the worker or the queue, or a handler that recognises the error. Where nobody counts
    the attempts, DLQ-11 and DLQ-12 speak.

    ## Why it matters
    Nothing but the retention ends a message that always fails. Until then it comes back every time
    its visibility timeout ends, takes a slot, and fails again. Each new one joins those before it,
    so they take a growing part of the workers from the healthy messages. In the end it is deleted
    without a word, and nobody ever saw it.

    ## Example
    At a visibility timeout of 30 s and a retention of 4 days, one poison message is received 11,520
    times. With a limit of 3 receives it is received 3 times and lies where it can be looked at.

    ## What to do
    Add a dead-letter queue. Three to five receives leave room for failures that pass.

    ## Sources
    Amazon SQS developer guide, Dead-letter queues.
    """

    title: ClassVar[str] = "Poison messages come back for ever"
    severity: ClassVar[Severity] = Severity.ERROR
    hides: ClassVar[frozenset[str]] = frozenset({"RET-3"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue without a redrive policy that poison can reach."""
        for queue in queues(design):
            if redrive(design, queue) is None:
                troubled = [w for w in workers_of(design, queue) if _for_ever(design, queue, w)]
                worst = max(troubled, key=lambda w: w.settings.poison_share, default=None)
                if worst:
                    yield self._finding(design, queue, worst, measured)

    def _finding(
        self, design: Design, queue: Queue, worker: Worker, measured: Measured | None
    ) -> Finding:
        flow = flow_of(design)
        wait = pause(worker, queue)
        receives = max(1, round(queue.settings.retention / wait))
        limit = enough_receives(worker)
        poison = worker.settings.poison_share
        coming = flow.rates()[queue.id].open * poison
        holding = flow.holding(worker.id).mean
        return self.finding(
            component(queue.id),
            f"{share(poison)} of messages always fail. “{queue.title}” has no redrive policy, so "
            f"each comes back every {duration(wait)} until its retention of "
            f"{duration(queue.settings.retention)} ends: {count(receives)} receives.",
            size=min(1.0, poison * receives),
            evidence=(
                Evidence("Receives of one poison message", count(receives), count(limit)),
                Evidence(
                    "Worker time on one",
                    duration(receives * holding),
                    duration(limit * holding),
                ),
                Evidence(
                    "Slots they end up holding",
                    _of_slots(coming * receives * holding / flow.slots(worker.id)),
                    _of_slots(coming * limit * holding / flow.slots(worker.id)),
                ),
                *_measured(queue, measured),
            ),
            columns=("now", f"with {limit} receives"),
            watch=measured.component(queue.id).peak_at("oldest") if measured else None,
            fix=add_dead_letters(design, queue, limit),
        )


def _for_ever(design: Design, queue: Queue, worker: Worker) -> bool:
    """Whether poison goes round for ever, and a dead-letter edge would end that."""
    if not worker.settings.poison_share:
        return False
    kills = worker.settings.poison_effect != "fails"
    endless = math.isinf(most_attempts(design, queue, worker, poison=True))
    return endless and is_counted(queue, worker, kills)


def _of_slots(part: float) -> str:
    """A share of the slots; far beyond all of them no number helps."""
    return share(part) if part < OVER_AND_OVER else "all, many times over"


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    found = measured.component(queue.id)
    retries, oldest = found.total("retries"), found.peak("oldest")
    if retries is not None:
        yield Evidence("Retries in the run", count(retries))
    if oldest:
        yield Evidence("Oldest message that waited", duration(oldest))
