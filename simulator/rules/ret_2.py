"""RET-2: those who failed together come back together."""

import math
from collections.abc import Iterator
from typing import ClassVar

from simulator.components.worker import Worker
from simulator.design.component import Component
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity, Subject
from simulator.feedback.wording import count, duration
from simulator.rules._fixes import on_component, on_edge
from simulator.rules._flow import possible_slots
from simulator.rules._parts import component, queues_of, workers
from simulator.rules._retries import wait_before

# So many that come back at the same moment are a wave.
MANY = 10


class RetriesInStep(Rule):
    """Retries wait exactly as long as each other, so what failed together comes back together.

    ## What it does
    Looks for waits between attempts without any jitter, of workers and of calls, where more than
    ten can fail at the same moment.

    ## Why it matters
    When a dependency fails, it fails everybody at once. All wait the same time and return in one
    wave, which is as large as the one that hurt, and the next wave is as large again. A dependency
    that could serve them one after another is knocked over at every step.

    ## Example
    40 workers lose the database at the same moment. After 1 s, 2 s and 4 s all 40 of them are back
    within the same millisecond. With full jitter the second attempts come over a second, the third
    over two.

    ## What to do
    Mix chance into the wait: anything between nothing and the whole of it costs nobody anything.

    ## Sources
    M. Brooker, Exponential backoff and jitter (AWS Architecture Blog). Google SRE book, chapter 22:
    always use randomized exponential backoff. Ten is our choice.
    """

    title: ClassVar[str] = "What failed together comes back together"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each worker, and each call, whose waits have no jitter."""
        for worker in workers(design):
            wanted = worker.settings
            waits = wanted.retry in ("backoff", "republish") and wait_before(worker, 1) > 0
            tried = wanted.max_attempts != 1 and bool(queues_of(design, worker))
            together = possible_slots(worker)
            exact = waits and wanted.backoff_jitter == "none"
            if exact and tried and together > MANY and design.edges_from(worker.id, "call"):
                yield self._of_worker(worker, together, measured)
        for edge in design.edges.values():
            caller = design.components[edge.source]
            callers = _callers(caller)
            if edge.kind == "call" and callers > MANY and _in_step(edge):
                callee = design.components[edge.target]
                yield self._of_call(edge, caller, callee, callers, measured)

    def _of_worker(self, worker: Worker, together: int, measured: Measured | None) -> Finding:
        wait = wait_before(worker, 1)
        return self.finding(
            component(worker.id),
            f"All that “{worker.title}” has in work, up to {count(together)} messages, fails "
            f"together when what it calls is down, and comes back together after exactly "
            f"{duration(wait)}.",
            size=0.0,
            evidence=(
                Evidence("Come back within", "the same moment", duration(wait)),
                *_measured(worker, measured),
            ),
            columns=("now", "with full jitter"),
            fix=on_component(worker, "full jitter", backoff_jitter="full"),
        )

    def _of_call(
        self,
        edge: Edge,
        caller: Component,
        callee: Component,
        together: float,
        measured: Measured | None,
    ) -> Finding:
        wait = edge.settings.backoff_base
        open = "All open" if math.isinf(together) else f"Up to {count(together)}"
        return self.finding(
            Subject("edge", edge.id),
            f"{open} calls of “{caller.title}” fail together when “{callee.title}” is down, and "
            f"all are tried again after exactly {duration(wait)}.",
            size=0.0,
            evidence=(
                Evidence("Come back within", "the same moment", duration(wait)),
                *_retried(edge, measured),
            ),
            columns=("now", "with full jitter"),
            watch=measured.edge(edge.id).peak_at("open") if measured else None,
            fix=on_edge(edge, "full jitter", backoff_jitter="full"),
        )


def _callers(caller: Component) -> float:
    """How many calls of a component can be open together; infinite where nobody waits."""
    if isinstance(caller, Worker):
        return possible_slots(caller)
    return caller.users() or caller.slots()


def _in_step(edge: Edge) -> bool:
    wanted = edge.settings
    tried = wanted.max_attempts > 1 and wanted.backoff != "none" and wanted.backoff_base > 0
    return bool(tried and wanted.backoff_jitter == "none")


def _retried(edge: Edge, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    seen = measured.edge(edge.id)
    for counter, label in (("retried", "Tried again in the run"), ("sent", "Of all tries")):
        number = seen.total(counter)
        if number is not None:
            yield Evidence(label, count(number))


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    failed = measured.component(worker.id).total("failed")
    if failed is not None:
        yield Evidence("Failed in the run", count(failed))
