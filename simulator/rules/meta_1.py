"""META-1: the cause of an overload is gone, and the overload stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from simulator.components.service import Service
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import clock, count, duration, rate, share
from simulator.rules._fixes import on_component, on_edge, together
from simulator.rules._flow import flow_of
from simulator.rules._load import Load, load_of
from simulator.rules._parts import component, joined, queues_of
from simulator.rules._slots import held_up
from simulator.theory import drain_time

# The line should have been worked off this many times over by the end of the run.
TIMES = 5.0
# Half of all work is repetition, and half of the longest line still stands.
REPEATED, STANDING = 0.5, 0.5
# All slots are in use at the end, or as good as all.
BUSY = 0.95
# A retry budget of a tenth, or less where there is less room to spare.
BUDGET_MAX = 0.1


@dataclass(frozen=True)
class _Found:
    """What a run left of a component long after its trouble ended."""

    load: Load
    waiting: float
    repeated: float
    """Share of what came that was tried before."""
    ended: float
    most: float
    """The longest line there was."""


class OverloadThatStays(Rule):
    """What overloaded a component has ended, less comes than it can do, and it does not recover.

    ## What it does
    Looks, after a run, for services and workers that the timeline disturbed, by a peak, an outage
    or a higher rate for a while. It speaks up where the disturbance ended long ago, where less new
    work comes than can be done, and where at the end all slots are in use all the same, the line
    stands, and more than half of the work was tried before.

    ## Why it matters
    The overload feeds itself. Whoever waits too long gives up and asks again; the component works
    for those who have gone and has no time for those who come; so everybody waits too long. Waiting
    for the load to fall does not help, since the load is not the cause any more. Restarting is no
    help either, if the line and the callers are still there. It stays until somebody takes the load
    away for good, or forbids the retries.

    ## Example
    A service can answer 100 a second, and for five minutes 101 come. Ten minutes after the load has
    fallen to 90 it still answers hardly anybody: four attempts each make 360 a second.

    ## What to do
    At once: drop the line, refuse most of what comes, stop the retries. For good: a retry budget,
    so that retries never are more than a few per cent; a circuit breaker; a waiting room so short
    that nobody in it has given up; timeouts that end the work too.

    ## Sources
    N. Bronson et al., Metastable Failures in Distributed Systems (HotOS 2021). Google SRE book,
    chapter 22. Five times and the halves are our choice.
    """

    title: ClassVar[str] = "The overload stays after its cause is gone"
    severity: ClassVar[Severity] = Severity.ERROR
    hides: ClassVar[frozenset[str]] = frozenset({"CAP-1", "CAP-2"})
    hides_near: ClassVar[frozenset[str]] = frozenset({"RET-3"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each component that does not recover; nothing without a run."""
        if measured is None:
            return
        for part in design.components.values():
            if isinstance(part, Service | Worker):
                found = _look(design, part, measured)
                if found is not None:
                    yield self._finding(design, part, found, measured)

    def _finding(
        self, design: Design, part: Service | Worker, found: _Found, measured: Measured
    ) -> Finding:
        load, since = found.load, design.run.duration - found.ended
        return self.finding(
            component(part.id),
            f"What disturbed “{part.title}” ended at {clock(found.ended)}. Since then "
            f"{rate(load.rate)} come and {rate(load.capacity)} can be done, but {duration(since)} "
            f"later all slots are in use and {count(found.waiting)} wait: {share(found.repeated)} "
            "of what came to it had been tried before.",
            size=found.repeated,
            evidence=(
                Evidence("Comes, retries left out", rate(load.rate), rate(load.rate)),
                Evidence("Can be done", rate(load.capacity), rate(load.capacity)),
                Evidence("Tried before", share(found.repeated), share(_budget(load))),
                Evidence(
                    f"Recovered {duration(since)} after the end",
                    "no",
                    f"within {duration(_recovers(found.most, load, _budget(load)))}",
                ),
            ),
            columns=("in the run", "with a retry budget"),
            watch=found.ended + TIMES * _recovers(found.most, load),
            fix=_fix(design, part, _budget(load)),
        )


def _look(design: Design, part: Service | Worker, measured: Measured) -> _Found | None:
    flow = flow_of(design)
    load, ended = load_of(flow, part.id), _ended(design, part.id)
    if ended is None or not 0 < load.utilisation < 1 or held_up(design, flow, part, measured):
        return None
    seen = measured.component(part.id)
    busy, slots = seen.last("busy") or 0.0, seen.last("slots") or 0.0
    waiting, most = _line(design, part, measured)
    long_ago = design.run.duration - ended > TIMES * _recovers(most, load)
    repeated = _repeated(design, part, measured)
    stands = busy >= BUSY * slots > 0 and waiting > max(1.0, STANDING * most)
    if not (long_ago and stands and repeated > REPEATED):
        return None
    return _Found(load, waiting, repeated, ended, most)


def _recovers(line: float, load: Load, budget: float = 0.0) -> float:
    """Seconds until a line is worked off, if no more than a budget is tried again."""
    return drain_time(line, load.capacity, load.rate * (1 + budget))


def _ended(design: Design, id: str) -> float | None:
    """When the last thing that the timeline did to what a component feels was over."""
    near = joined(design, id)
    ends = [
        action.at + float(getattr(action.settings, "lasts", 0.0))
        for action in design.timeline.values()
        if action.target in near
    ]
    return max(ends, default=None)


def _line(design: Design, part: Service | Worker, measured: Measured) -> tuple[float, float]:
    """What waits at the end, and at most."""
    ids = [q.id for q in queues_of(design, part)] if isinstance(part, Worker) else [part.id]
    seen = [measured.component(id) for id in ids]
    last = sum(each.last("waiting") or 0.0 for each in seen)
    return last, sum(each.peak("waiting") or 0.0 for each in seen)


def _repeated(design: Design, part: Service | Worker, measured: Measured) -> float:
    """Share of what came that had been tried before."""
    if isinstance(part, Worker):
        seen = [measured.component(queue.id) for queue in queues_of(design, part)]
        came = sum(each.total("receives") or 0.0 for each in seen)
        again = sum(each.total("retries") or 0.0 for each in seen)
    else:
        edges = [measured.edge(edge.id) for edge in design.edges_to(part.id, "call")]
        came = sum(each.total("sent") or 0.0 for each in edges)
        again = sum(each.total("retried") or 0.0 for each in edges)
    return again / came if came else 0.0


def _budget(load: Load) -> float:
    """The retries that half of the room to spare allows, for each first attempt."""
    return min(BUDGET_MAX, round((1 / load.utilisation - 1) / 2, 2))


def _fix(design: Design, part: Service | Worker, budget: float) -> Fix | None:
    words = f"a retry budget of {share(budget)}"
    if isinstance(part, Worker):
        fails = part.settings.transient_failure or part.settings.poison_share
        return on_component(part, words, retry_budget=budget) if fails and budget else None
    asking = [edge for edge in design.edges_to(part.id, "call") if _retries(edge)]
    if not asking or not budget:
        return None
    return together(words, *(on_edge(edge, "", retry_budget=budget) for edge in asking))


def _retries(edge: Edge) -> bool:
    return bool(edge.settings.max_attempts > 1)
