"""DLQ-13: a message that crashes its worker takes its neighbours along."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.queue import Queue
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, share
from simulator.rules._fixes import on_component
from simulator.rules._letters import buried
from simulator.rules._parts import component, deliveries
from simulator.rules._retries import queue_limit


class NeighboursCount(Rule):
    """Each crash counts against every message that the instance had fetched in advance.

    ## What it does
    Looks for workers that fetch more than they work on and whose poison messages crash the
    instance, behind a queue that counts and has a limit.

    ## Why it matters
    The queue cannot tell which message brought the instance down. It counts one more for all that
    come back, the healthy ones in the buffer included. They come back together, are fetched
    together, and after as many crashes as the limit allows they are given up together.

    ## Example
    A prefetch of 50, a limit of 20, one message that runs the process out of memory: after 21
    crashes up to 50 messages are dead letters, and 49 of them were healthy.

    ## What to do
    Fetch nothing in advance where jobs may bring the process down, or run each in a process of its
    own, so that only its own slot dies.

    ## Sources
    RabbitMQ documentation, Quorum queues, poison message handling: the count of every unacked
    message goes up when a consumer's connection is lost.
    """

    title: ClassVar[str] = "A crash counts against healthy neighbours"
    severity: ClassVar[Severity] = Severity.WARNING
    hides: ClassVar[frozenset[str]] = frozenset({"PRE-2"})
    hides_near: ClassVar[frozenset[str]] = frozenset({"DLQ-7"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker whose crashes take neighbours along."""
        for queue, worker in deliveries(design):
            wanted = worker.settings
            crashes = wanted.poison_share > 0 and wanted.poison_effect == "kills_instance"
            ahead = (wanted.prefetch or 0) > wanted.concurrency and wanted.ack != "receive"
            if crashes and ahead and not math.isinf(queue_limit(design, queue)):
                yield self._finding(design, queue, worker, measured)

    def _finding(
        self, design: Design, queue: Queue, worker: Worker, measured: Measured | None
    ) -> Finding:
        held, slots = worker.settings.prefetch or 0, worker.settings.concurrency
        limit = queue_limit(design, queue)
        return self.finding(
            component(worker.id),
            f"A poison message crashes an instance of “{worker.title}”, which holds up to "
            f"{count(held)} messages. “{queue.title}” counts the crash for all of them, and gives "
            f"them up after {count(limit)}.",
            severity=Severity.ERROR if buried(design, queue, measured) else None,
            size=worker.settings.poison_share * held,
            evidence=(
                Evidence("Counted for one crash, at most", count(held), count(slots)),
                Evidence("Poison", share(worker.settings.poison_share)),
                *_measured(queue, worker, measured),
            ),
            columns=("now", "without prefetch"),
            fix=on_component(worker, "no prefetch", prefetch=None),
        )


def _measured(queue: Queue, worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    crashes = measured.component(worker.id).total("crashes")
    if crashes is not None:
        yield Evidence("Crashes in the run", count(crashes))
    dead = measured.component(queue.id).total("dead")
    if dead is not None:
        yield Evidence("Dead letters of the run", count(dead))
