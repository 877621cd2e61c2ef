"""NOTO-1: a call may wait for ever, and holds its slot."""

from collections.abc import Iterator
from typing import ClassVar

from simulator import limits
from simulator.components.database import Database
from simulator.components.service import Service
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity, Subject
from simulator.feedback.wording import count, duration, figure, nice_time_above
from simulator.rules._fixes import number, on_edge
from simulator.rules._flow import Flow, flow_of
from simulator.rules._locks import time_limit
from simulator.rules._outages import slowest

# So many times the longest answer in a hundred of a good day.
ROOM = 5.0


class NoTimeout(Rule):
    """A worker waits without a timeout for something that may not answer for long.

    ## What it does
    Looks for calls of workers that have no timeout, where the worker has no time limit either, and
    where the design itself makes the answer late: a database whose callers wait for a connection as
    long as it takes, or a timeline that makes the callee slow.

    ## Why it matters
    An attempt that waits holds its slot. One call that hangs is one slot; as many as there are
    slots, and the worker stands still while everything it needs is there again. Nothing fails, so
    nothing retries, and no counter moves but the age of the oldest message.

    ## Example
    A pool of 20 connections is taken by reports for ten minutes. 40 workers wait for a connection,
    each with a message whose visibility timeout is long over.

    ## What to do
    Give every call a timeout, a few times what it takes on a good day, and the worker a time limit.

    ## Sources
    Celery documentation, Tasks: a task that blocks indefinitely may eventually stop the worker from
    doing any other work. Five times is our choice.
    """

    title: ClassVar[str] = "A call may hold its slot for ever"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each call that may wait without an end."""
        flow = flow_of(design)
        for edge in design.edges.values():
            caller = design.components[edge.source]
            if edge.kind != "call" or edge.settings.timeout is not None:
                continue
            unlimited = isinstance(caller, Worker) and time_limit(caller) == float("inf")
            if isinstance(caller, Worker) and unlimited and _may_be_late(design, edge):
                yield self._finding(flow, edge, caller, measured)

    def _finding(
        self, flow: Flow, edge: Edge, worker: Worker, measured: Measured | None
    ) -> Finding:
        callee = flow.design.components[edge.target]
        answer = flow.holding(edge.target)
        then = min(nice_time_above(ROOM * answer.p99()), limits.SECONDS_MAX)
        slots = flow.slots(worker.id)
        return self.finding(
            Subject("edge", edge.id),
            f"“{worker.title}” waits for “{callee.title}” as long as it takes, in one of its "
            f"{count(slots)} slots. It usually takes {duration(answer.mean)}, and nothing ends the "
            "wait when it does not answer.",
            size=0.0,
            evidence=(
                Evidence("A slot is held by one call, at most", "no limit", duration(then)),
                Evidence("Calls a second with every slot waiting", figure(0), figure(slots / then)),
                *_measured(worker, measured),
            ),
            columns=("now", f"timeout {duration(then)}"),
            watch=measured.component(worker.id).peak_at("busy") if measured else None,
            fix=on_edge(edge, f"timeout of {duration(then)}", timeout=number(then)),
        )


def _may_be_late(design: Design, edge: Edge) -> bool:
    callee = design.components[edge.target]
    if isinstance(callee, Database) and callee.settings.pool_timeout is None:
        return True
    slow = isinstance(callee, Database | Service) and slowest(design, edge.target) > 1
    return slow


def _measured(worker: Worker, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    longest = measured.component(worker.id).percentile("work", "max")
    if longest is not None:
        yield Evidence("Longest attempt of the run", duration(longest))
