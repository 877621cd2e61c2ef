"""CAP-1: more work comes than can be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from simulator.components.database import Database
from simulator.components.service import Service
from simulator.components.worker import Worker
from simulator.design.component import Component
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import clock, count, counted, duration, rate, rates, share
from simulator.rules._bounds import bound_of
from simulator.rules._flow import flows_of
from simulator.rules._load import Load, load_measured, load_of
from simulator.rules._parts import component, is_changed, queues_of
from simulator.rules._slots import deepest, held_up, resize, step_of
from simulator.theory import drain_time, overload_backlog

# An overload that the timeline ends is worth a word from this share of the run.
LASTING = 0.05


@dataclass(frozen=True)
class _Overload:
    """More than can be done, from one moment of the run to another."""

    load: Load
    begins: float
    ends: float
    passes: bool
    """Whether the timeline sets something later that ends it."""


class TooMuchWork(Rule):
    """More work comes than the slots can do, so what waits grows for as long as it lasts.

    ## What it does
    Adds up what comes to each service, worker and database on average over the run, retries of
    failed attempts included, and compares it with what its slots can do: slots divided by the time
    that each attempt holds one. Calls that an attempt makes count into that time; time in which
    instances restart after crashes does not. What the timeline sets counts from then on, and an
    overload that it ends is told with its time. Outages and peaks that pass are left out.

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
    knows_phases: ClassVar[bool] = True

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each component that cannot keep up."""
        for part in design.components.values():
            if isinstance(part, Service | Worker | Database):
                found = _steady(design, part, measured) or _worst(design, part)
                if found is not None:
                    yield self._finding(design, part, found, measured)

    def _finding(
        self, design: Design, part: Component, found: _Overload, measured: Measured | None
    ) -> Finding:
        load = found.load
        # Enough for the worst of all, or the fix of one overload would leave another.
        worst = max((each.load for each in _passing(design, part)), key=_asked, default=load)
        enough = max(load, worst, key=_asked).enough_slots(step_of(part))
        comes, done = rates(load.rate, load.capacity)
        return self.finding(
            component(part.id),
            _sentence(design, part, found),
            severity=Severity.WARNING if found.passes else None,
            size=1 - load.capacity / load.rate,
            evidence=(
                Evidence("Comes", comes),
                Evidence("Can be done", done, rate(load.done_by(enough))),
                Evidence("Each holds a slot", duration(load.holding.mean)),
                *_down(load),
                Evidence("Slots", count(load.slots), count(enough)),
                Evidence(
                    "Slots asked for",
                    share(load.utilisation),
                    share(load.utilisation * load.slots / enough),
                ),
                *_measured(design, part, measured),
            ),
            columns=("now", f"with {count(enough)}"),
            watch=deepest(design, part, measured),
            fix=resize(part, enough),
        )


def _steady(design: Design, part: Component, measured: Measured | None) -> _Overload | None:
    """Overload as the timeline leaves it, or as the run found it."""
    last, flow = flows_of(design)[-1]
    load = load_of(flow, part.id)
    if load.utilisation < 1 and measured is not None and isinstance(part, Worker):
        # What an outage left behind is worked off after it, and a mean over two rates is neither.
        if is_changed(design, part.id) or held_up(design, flow, part, measured):
            return None
        load = load_measured(design, part, load, measured)
    if load.utilisation < 1:
        return None
    return _Overload(load, last.begins, last.ends, False)


def _asked(load: Load) -> float:
    """The slots that a load asks for."""
    return load.utilisation * load.slots


def _worst(design: Design, part: Component) -> _Overload | None:
    return max(_passing(design, part), key=lambda each: each.load.utilisation, default=None)


def _passing(design: Design, part: Component) -> list[_Overload]:
    """The overloads that the timeline ends by setting something."""
    *before, _ = flows_of(design)
    found = [
        _Overload(load_of(flow, part.id), phase.begins, phase.ends, True)
        for phase, flow in before
        if phase.ends - phase.begins > LASTING * design.run.duration
    ]
    return [each for each in found if each.load.utilisation >= 1]


def _sentence(design: Design, part: Component, found: _Overload) -> str:
    load, lasts = found.load, found.ends - found.begins
    comes, done = rates(load.rate, load.capacity)
    said = (
        f"{comes} come to “{part.title}” on average{_when(design, found)}, and {done} can be done."
    )
    if isinstance(part, Service):
        lost = 1 - load.capacity / load.rate
        return f"{said} At least {share(lost)} of the requests will be turned away or time out."
    if isinstance(part, Database):
        return f"{said} Callers wait for a connection, and more callers will not help."
    backlog = overload_backlog(load.rate, load.capacity, lasts)
    bound = bound_of(design, part, load.rate)
    if bound is not None and bound.holds < backlog:
        full = drain_time(bound.holds, load.rate, load.capacity)
        return (
            f"{said} After {duration(full)} {counted(bound.holds, 'job')} wait, and {bound.then}."
        )
    last = duration(drain_time(backlog, load.capacity, 0))
    return (
        f"{said} After {duration(lasts)} about {counted(backlog, 'job')} wait, "
        f"{last} of work for all slots together."
    )


def _when(design: Design, found: _Overload) -> str:
    if found.passes:
        return f" from {clock(found.begins)} to {clock(found.ends)}"
    return f" from {clock(found.begins)} on" if found.begins else ""


def _down(load: Load) -> Iterator[Evidence]:
    if load.up < 1:
        yield Evidence("Restarting after crashes", share(1 - load.up), share(1 - load.up))


def _measured(design: Design, part: Component, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    busy = measured.component(part.id).mean("utilisation")
    if busy is not None:
        yield Evidence("In use during the run", share(busy))
    if isinstance(part, Worker):
        left = [measured.component(q.id).last("waiting") for q in queues_of(design, part)]
        yield Evidence("Waiting at the end", count(sum(n for n in left if n is not None)))
