"""PRE-6: jobs that wait for a rate limit hold the slots of those that need not."""

from collections.abc import Iterator
from typing import Any, ClassVar

from simulator.components.service import Service
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Change, Evidence, Finding, Fix, Measured, Rule, Severity
from simulator.feedback.wording import count, duration, rate, share
from simulator.rules._flow import flow_of
from simulator.rules._load import load_of
from simulator.rules._parts import component, free_id
from simulator.rules._slots import deepest

# The worker that a fix puts behind the limit only passes messages on.
PASSED_ON_IN = 0.001
# Where the new parts are drawn: below, in the direction of work.
BELOW, ASIDE = 200, 240


class LimitedHoldSlots(Rule):
    """Some jobs wait for a rate limit with a slot in their hands, until no slot is left.

    ## What it does
    Looks for workers and services that send along an edge with a rate limit at which they wait, and
    compares what they would send with the limit. A sender holds its slot until its message is gone.

    ## Why it matters
    Jobs that are limited and jobs that are not share the slots. Each limited one that waits for its
    turn takes a slot away from the others, and if more of them come than may go, in the end all
    slots wait for the limit: the unlimited jobs, which nobody wanted to slow down, go at the pace
    of the limit as well. More slots only hold more of those that wait.

    ## Example
    Every second job sends an SMS, at most one a second; four jobs a second come. Of 16 slots all
    wait for the provider after a quarter of a minute, and two jobs a second are done instead of
    four.

    ## What to do
    Give what is limited a queue and a worker of its own that has the limit. Whoever sends puts his
    message there and goes on. Celery: route tasks with a rate_limit to a queue of their own.

    ## Sources
    Celery documentation, Task.rate_limit: limited tasks are held by the worker that received them.
    Little's law.
    """

    title: ClassVar[str] = "Jobs wait for a rate limit and hold their slots"
    severity: ClassVar[Severity] = Severity.ERROR
    hides: ClassVar[frozenset[str]] = frozenset({"CAP-1", "CAP-2"})
    hides_near: ClassVar[frozenset[str]] = frozenset({"BP-1", "LIFO-1", "QUE-1"})

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each sender that more is limited of than may go."""
        flow = flow_of(design)
        for edge in design.edges.values():
            part = design.components[edge.source]
            if edge.kind != "message" or not isinstance(part, Worker | Service):
                continue
            wanted = edge.settings
            if wanted.rate_limit is None or wanted.over_limit != "wait":
                continue
            load = load_of(flow, part.id)
            wish = min(load.rate, load.capacity) * wanted.share * wanted.copies
            if wish > wanted.rate_limit:
                yield self._finding(design, part, edge, wish, measured)

    def _finding(
        self,
        design: Design,
        part: Worker | Service,
        edge: Edge,
        wish: float,
        measured: Measured | None,
    ) -> Finding:
        limit, wanted = edge.settings.rate_limit, edge.settings
        load = load_of(flow_of(design), part.id)
        can, slots = limit / (wanted.share * wanted.copies), load.slots
        into = design.components[edge.target]
        # Each second so many more slots wait than are let go.
        stuck = slots / (wish - limit) * wanted.copies
        least = min(load.rate, load.capacity)
        return self.finding(
            component(part.id),
            f"{rate(wish)} would go from “{part.title}” to “{into.title}”, and {rate(limit)} may. "
            f"What waits holds its slot: after {duration(stuck)} all {count(slots)} slots wait, "
            f"and {rate(can)} jobs are done, those that send nothing there included.",
            size=1 - can / least,
            evidence=(
                Evidence("Jobs done", rate(can), rate(least)),
                Evidence("Of which are limited", share(min(1.0, wanted.share))),
                Evidence("Would be sent", rate(wish), rate(wish)),
                Evidence("May be sent", rate(limit), rate(limit)),
                *_measured(part, measured),
            ),
            columns=("now", "limited behind a queue"),
            watch=deepest(design, part, measured),
            fix=_queue_of_its_own(design, part, edge),
        )


def _queue_of_its_own(design: Design, part: Worker | Service, edge: Edge) -> Fix:
    """What is limited goes into a queue, and a worker with the limit sends it on from there."""
    queue = free_id(design.components, f"{edge.id[:30]}-limited")
    sender = free_id(design.components, f"{edge.id[:30]}-sender")
    put = free_id(design.edges, f"{edge.id[:30]}-put")
    take = free_id(design.edges, f"{edge.id[:30]}-take")
    into, wanted = design.components[edge.target], edge.settings
    settings = {"instances": 1, "concurrency": 1, "processing_time": PASSED_ON_IN}
    limits = {"rate_limit": wanted.rate_limit, "rate_burst": wanted.rate_burst, "rate_scope": "all"}
    own = ("edges", edge.id)
    changes = [
        Change(("components", queue), _part("queue", f"Limited, for {into.title[:60]}", {})),
        Change(
            ("components", sender),
            _part("worker", f"Sender to {into.title[:60]}", settings | limits),
        ),
        Change(
            ("edges", put), _edge(part.id, queue, {"share": wanted.share, "copies": wanted.copies})
        ),
        Change(("edges", take), _edge(queue, sender, {})),
        Change((*own, "source"), sender),
        *(
            Change((*own, "settings", name), value)
            for name, value in (("rate_limit", None), ("share", 1), ("copies", 1))
        ),
    ]
    place = design.layout.get(part.id)
    if place is not None:
        changes += [
            Change(("layout", queue), {"x": place.x, "y": place.y + BELOW}),
            Change(("layout", sender), {"x": place.x + ASIDE, "y": place.y + BELOW}),
        ]
    return Fix("Apply fix: a queue of its own for what is limited", tuple(changes))


def _part(type: str, label: str, settings: dict[str, Any]) -> dict[str, Any]:
    return {"type": type, "label": label, "settings": settings}


def _edge(source: str, target: str, settings: dict[str, Any]) -> dict[str, Any]:
    return {"source": source, "target": target, "kind": "message", "settings": settings}


def _measured(part: Worker | Service, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    busy = measured.component(part.id).mean("utilisation")
    if busy is not None:
        yield Evidence("Slots in use during the run", share(busy))
