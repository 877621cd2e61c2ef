"""CAP-1: more work comes than can be done."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.database import Database
from simulator.components.service import Service
from simulator.components.worker import Worker
from simulator.design.component import Component
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import count, counted, duration, rate, share
from simulator.rules._flow import flow_of
from simulator.rules._load import Load, load_measured, load_of
from simulator.rules._parts import component, queues_of
from simulator.rules._slots import deepest, held_up, resize, step_of
from simulator.theory import drain_time, overload_backlog


class TooMuchWork(Rule):
    """More work comes than the slots can do, so what waits grows for as long as it lasts.

    ## What it does
    Adds up what comes to each service, worker and database on average over the run, retries of
    failed attempts included, and compares it with what its slots can do: slots divided by the time
    that each attempt holds one. Calls that an attempt makes count into that time.

    ## Why it matters
    Beyond a utilisation of 100 % there is no steady state. A queue grows by the difference every
    second, and every message waits longer than the one before, whatever the average says at the
    moment. A service turns requests away; callers of a database wait for a connection in vain.

    ## Example
    3 jobs a second that take 10 s each need 30 slots. On 24 slots the queue grows by 0.6 a
    second: after an hour 2,160 jobs wait, and the last of them for 15 minutes.

    ## What to do
    Add slots until they are in use for 80 % of the time, make the work shorter, or let less of it
    in. For a short peak that a queue is meant to take up, compare the time to drain it.

    ## Sources
    J. D. C. Little, A Proof for the Queuing Formula L = λW (1961). L. Kleinrock, Queueing Systems I
    (1975), section 3.5. That 80 % leaves enough room is convention.
    """

    title: ClassVar[str] = "More work comes than can be done"
    severity: ClassVar[Severity] = Severity.ERROR
    hides: ClassVar[frozenset[str]] = frozenset({"CAP-2"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each component that cannot keep up."""
        flow = flow_of(design)
        for part in design.components.values():
            if isinstance(part, Service | Worker | Database):
                load = load_of(flow, part.id)
                if load.utilisation < 1 and measured is not None and isinstance(part, Worker):
                    if held_up(design, flow, part, measured):
                        continue
                    load = load_measured(design, part, load, measured)
                if load.utilisation >= 1:
                    yield self._finding(design, part, load, measured)

    def _finding(
        self, design: Design, part: Component, load: Load, measured: Measured | None
    ) -> Finding:
        enough = load.enough_slots(step_of(part))
        backlog = overload_backlog(load.rate, load.capacity, design.run.duration)
        return self.finding(
            component(part.id),
            _sentence(design, part, load, backlog),
            size=1 - load.capacity / load.rate,
            evidence=(
                Evidence("Comes", rate(load.rate)),
                Evidence("Can be done", rate(load.capacity), rate(enough / load.holding.mean)),
                Evidence("Each holds a slot", duration(load.holding.mean)),
                Evidence("Slots", count(load.slots), count(enough)),
                Evidence(
                    "Slots asked for",
                    share(load.utilisation),
                    share(load.rate * load.holding.mean / enough),
                ),
                *_measured(design, part, measured),
            ),
            columns=("now", f"with {count(enough)}"),
            watch=deepest(design, part, measured),
            fix=resize(part, enough),
        )


def _sentence(design: Design, part: Component, load: Load, backlog: float) -> str:
    comes = (
        f"{rate(load.rate)} come to “{part.title}” on average, "
        f"and {rate(load.capacity)} can be done."
    )
    if isinstance(part, Service):
        lost = 1 - load.capacity / load.rate
        return f"{comes} At least {share(lost)} of the requests will be turned away or time out."
    if isinstance(part, Database):
        return f"{comes} Callers wait for a connection, and more callers will not help."
    after = duration(design.run.duration)
    last = duration(drain_time(backlog, load.capacity, 0))
    return (
        f"{comes} After {after} about {counted(backlog, 'job')} wait, "
        f"{last} of work for all slots together."
    )


def _measured(design: Design, part: Component, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    busy = measured.component(part.id).mean("utilisation")
    if busy is not None:
        yield Evidence("In use during the run", share(busy))
    if isinstance(part, Worker):
        left = [measured.component(q.id).last("waiting") for q in queues_of(design, part)]
        yield Evidence("Waiting at the end", count(sum(n for n in left if n is not None)))
