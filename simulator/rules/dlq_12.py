"""DLQ-12: nobody counts the attempts at a message that always fails."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, share
from simulator.rules._fixes import on_component, together
from simulator.rules._flow import flow_of
from simulator.rules._letters import add_dead_letters, enough_receives
from simulator.rules._parts import component, deliveries, redrive
from simulator.rules._retries import most_attempts, pause


class NobodyCounts(Rule):
    """Messages that always fail go round for ever, because neither queue nor worker counts.

    ## What it does
    Looks for workers without a limit on attempts that meet messages which always fail, behind
    queues that count nothing, or that see every attempt as a new message.

    ## Why it matters
    A dead-letter queue does not help here: nothing ever moves a message into it. Without a wait
    between attempts the message comes back the moment it was given back. One poison message then
    keeps one slot busy all the time, and a handful of them keep all.

    ## Example
    A classic queue in RabbitMQ knows only that a message was delivered before. A handler of 50 ms
    that nacks it with requeue runs 20 times a second for one message, for ever.

    ## What to do
    Count in the worker: give up or dead-letter after a few attempts. Or use a queue that counts,
    such as a quorum queue.

    ## Sources
    RabbitMQ documentation, Consumer Acknowledgements and Publisher Confirms: requeue and redelivery
    loops. Celery counts by max_retries, Sidekiq by retry.
    """

    title: ClassVar[str] = "Nobody counts the attempts"
    severity: ClassVar[Severity] = Severity.ERROR
    hides: ClassVar[frozenset[str]] = frozenset({"RET-3"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each queue and worker between which poison goes round uncounted."""
        for queue, worker in deliveries(design):
            wanted = worker.settings
            uncounted = queue.settings.counts == "nothing" or wanted.retry == "republish"
            fails = wanted.poison_share > 0 and wanted.poison_effect == "fails"
            endless = math.isinf(most_attempts(design, queue, worker, poison=True))
            if uncounted and fails and endless:
                yield self._finding(design, queue, worker, measured)

    def _finding(
        self, design: Design, queue: Queue, worker: Worker, measured: Measured | None
    ) -> Finding:
        flow, poison = flow_of(design), worker.settings.poison_share
        again, enough = pause(worker, queue), enough_receives(worker)
        holding, slots = flow.holding(worker.id).mean, flow.slots(worker.id)
        receives = queue.settings.retention / again
        of_one = min(1.0, holding / again)
        letters = None if redrive(design, queue) else add_dead_letters(design, queue, enough)
        limit = on_component(worker, "", max_attempts=enough)
        return self.finding(
            component(queue.id),
            f"{share(poison)} of messages always fail. Neither “{queue.title}” nor "
            f"“{worker.title}” counts the attempts, so each comes back every {duration(again)} for "
            f"as long as it is kept, and takes {share(of_one)} of a slot, of which there "
            f"{'is one' if slots == 1 else f'are {count(slots)}'}.",
            size=min(1.0, poison * receives),
            evidence=(
                Evidence("Attempts at one poison message", count(receives), count(enough)),
                Evidence(
                    "Worker time on one", duration(receives * holding), duration(enough * holding)
                ),
                *_measured(queue, measured),
            ),
            columns=("now", f"with {enough} attempts"),
            fix=together(f"{enough} attempts", limit, letters),
        )


def _measured(queue: Queue, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    retries = measured.component(queue.id).total("retries")
    if retries is not None:
        yield Evidence("Retries in the run", count(retries))
