"""BRK-1: during an outage every slot waits for a timeout."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.service import Service
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity, Subject
from simulator.feedback.wording import count, counted, duration, rate
from simulator.rules._fixes import on_edge
from simulator.rules._flow import Flow, flow_of

# Seconds from which a slot that waits is a slot that is missing.
LONG = 1.0


class NoBreaker(Rule):
    """A slot waits for all timeouts of a call that cannot succeed.

    ## What it does
    Looks for calls of services and workers with a timeout of a second or more and several attempts,
    and no circuit breaker.

    ## Why it matters
    While a dependency hangs, each slot that calls it is held for the timeout times the attempts.
    The caller's capacity falls to its slots divided by that time, for all of its work: also for
    requests that would have succeeded without the dependency. Its own callers time out, and the
    outage has gone up one layer.

    ## Example
    16 slots, a timeout of 5 s and 3 attempts: while the dependency hangs, 1.1 requests a second are
    done, where 80 were.

    ## What to do
    Put a circuit breaker before the call: when half of the calls fail, it lets the others fail at
    once for a while.

    ## Sources
    resilience4j, CircuitBreakerConfig: 50 % of 100 calls, open for 60 s. M. Nygard, Release It!
    (2007). A second is our choice.
    """

    title: ClassVar[str] = "An outage holds every slot for its timeouts"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each call that holds its slot for long and has no breaker."""
        flow = flow_of(design)
        for edge in design.edges.values():
            caller = design.components[edge.source]
            if edge.kind != "call" or not isinstance(caller, Service | Worker):
                continue
            wanted = edge.settings
            retried = wanted.max_attempts > 1 and not wanted.breaker
            if retried and (wanted.timeout or 0.0) >= LONG:
                yield self._finding(flow, edge, caller, measured)

    def _finding(
        self, flow: Flow, edge: Edge, caller: Service | Worker, measured: Measured | None
    ) -> Finding:
        wanted, callee = edge.settings, flow.design.components[edge.target]
        held = (wanted.timeout or 0.0) * wanted.max_attempts * wanted.calls
        slots, usual = flow.slots(caller.id), flow.holding(caller.id).mean
        can = rate(slots / usual) if usual else "no limit"
        return self.finding(
            Subject("edge", edge.id),
            f"While “{callee.title}” hangs, each slot of “{caller.title}” is held for "
            f"{duration(held)}: {counted(wanted.max_attempts, 'attempt')} of "
            f"{duration(wanted.timeout)}. With {counted(slots, 'slot')} {rate(slots / held)} can "
            "then be done.",
            size=0.0,
            evidence=(
                Evidence("A slot is held for", duration(held), duration(usual)),
                Evidence("Can be done during an outage", rate(slots / held), can),
                *_measured(edge, measured),
            ),
            columns=("now", "once a breaker is open"),
            fix=on_edge(edge, "circuit breaker", breaker=True),
        )


def _measured(edge: Edge, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    failed = measured.component(edge.source).total("failed")
    if failed is not None:
        yield Evidence("Failed in the run", count(failed))
