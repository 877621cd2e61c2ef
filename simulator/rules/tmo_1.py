"""TMO-1: the callee goes on working when the caller has given up."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.service import Service
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.feedback import Evidence, Finding, Fix, Measured, Rule, Severity, Subject
from simulator.feedback.wording import count, duration
from simulator.rules._fixes import number, on_component, on_edge, together

# How much of the caller's time the callee may use.
INNER = 0.9


class InvertedTimeouts(Rule):
    """A call is given up before the calls behind it are, so the callee works for nobody.

    ## What it does
    Compares the timeout of each call with the timeouts behind it: that of the service it calls, and
    those of the calls which the service makes, with all their attempts.

    ## Why it matters
    When the caller gives up, nobody tells the callee. It holds its slot, goes on waiting, tries
    again, and its answer is thrown away. The caller meanwhile asks once more, and the second
    request waits behind the first one's remains: retries at the top, work for nobody at the bottom.

    ## Example
    A gateway gives up after 2 s, and the service behind it asks a database three times with a
    timeout of 1 s each. The third attempt always works for nobody.

    ## What to do
    Let time grow shorter on the way in: each layer gets less than the one above it has left.

    ## Sources
    Google SRE book, chapter 22, Deadline propagation.
    """

    title: ClassVar[str] = "The caller gives up before the callee does"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each call whose timeout is shorter than those behind it."""
        for edge in design.edges.values():
            callee = design.components[edge.target]
            if edge.kind == "call" and edge.settings.timeout and isinstance(callee, Service):
                longest = _behind(design, callee)
                if longest > edge.settings.timeout:
                    yield self._finding(design, edge, callee, longest, measured)

    def _finding(
        self,
        design: Design,
        edge: Edge,
        callee: Service,
        longest: float,
        measured: Measured | None,
    ) -> Finding:
        caller, limit = design.components[edge.source], edge.settings.timeout
        return self.finding(
            Subject("edge", edge.id),
            f"“{caller.title}” waits {duration(limit)} for “{callee.title}”, which itself may go "
            f"on for {duration(longest)}. For the difference it works for nobody.",
            size=0.0,
            evidence=(
                Evidence("The caller waits", duration(limit), duration(limit)),
                Evidence("The callee goes on for", duration(longest), duration(INNER * limit)),
                *_measured(edge, callee, measured),
            ),
            columns=("now", "shorter behind"),
            fix=_fix(design, callee, INNER * limit),
        )


def _own(callee: Service) -> float:
    return callee.settings.timeout or 0.0


def _attempts(edge: Edge) -> float:
    """Seconds until all attempts of a call have timed out; 0 without a timeout."""
    wanted = edge.settings
    return float((wanted.timeout or 0.0) * wanted.max_attempts)


def _behind(design: Design, callee: Service) -> float:
    """How long a service may go on: its own timeout, or else that of a call it makes."""
    if callee.settings.timeout is not None:
        return _own(callee)
    return max((_attempts(edge) for edge in design.edges_from(callee.id, "call")), default=0.0)


def _fix(design: Design, callee: Service, seconds: float) -> Fix:
    """Shorten what is too long: the service's own timeout, or those of its calls."""
    words = f"at most {duration(seconds)} behind it"
    if callee.settings.timeout is not None:
        return on_component(callee, words, timeout=number(seconds))
    changes = (
        on_edge(edge, "", timeout=seconds / edge.settings.max_attempts)
        for edge in design.edges_from(callee.id, "call")
        if _attempts(edge) > seconds
    )
    return together(words, *changes)


def _measured(edge: Edge, callee: Service, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    late = measured.component(edge.source).total("timed_out")
    if late is not None:
        yield Evidence("Calls given up in the run", count(late))
    slow = measured.component(callee.id).percentile("latency", "max")
    if slow is not None:
        yield Evidence("Longest answer of the run", duration(slow))
