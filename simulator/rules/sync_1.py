"""SYNC-1: a client waits for slow work."""

from collections.abc import Iterator
from typing import ClassVar

from simulator.components.client import Client
from simulator.components.service import Service
from simulator.design.document import Design
from simulator.feedback import Evidence, Finding, Measured, Rule, Severity
from simulator.feedback.wording import duration, figure
from simulator.rules._flow import Flow, flow_of
from simulator.rules._handover import ANSWER_AT_ONCE, hand_over
from simulator.rules._parts import component
from simulator.rules._time import Time

# A second is what a person notices as waiting.
SLOW = 1.0
# Gateways and load balancers give a request up after about half a minute.
GIVEN_UP = 30.0


class SlowAnswer(Rule):
    """Clients wait for work that could be done behind the answer.

    ## What it does
    Works out how long one answer in a hundred of each service takes that clients call, the calls it
    makes included, and speaks up above one second. Above 30 seconds it is an error: gateways and
    load balancers give up by then.

    ## Why it matters
    Every open request holds a slot of the service, a connection of the caller, and somebody's
    attention. Their number is the rate times the answer time, so slow work needs many slots just to
    wait. A burst fills them, and then quick requests are turned away together with the slow ones.

    ## Example
    2.5 uploads a second that are transcoded inside the request, 10.5 s each, hold 26 slots all the
    time. Handed to a queue, the same uploads are answered in 50 ms and hold an eighth of a slot.

    ## What to do
    If the result is not needed at once, put the work into a queue, answer that it was accepted, and
    let the caller ask for the result or be told. If it is needed at once, make it faster.

    ## Sources
    RFC 9110, section 15.3.3 (202 Accepted). Amazon API Gateway quotas: 29 s for an integration. The
    limit of one second is our choice.
    """

    title: ClassVar[str] = "Clients wait for slow work"
    severity: ClassVar[Severity] = Severity.WARNING

    def findings(self, design: Design, measured: Measured | None) -> Iterator[Finding]:
        """Yield one for each slow service that clients call."""
        flow = flow_of(design)
        for part in design.components.values():
            if isinstance(part, Service) and _called_by_clients(design, part):
                answer = flow.holding(part.id)
                slow = _p99(part, answer)
                if slow > SLOW:
                    yield self._finding(design, flow, part, answer, slow, measured)

    def _finding(
        self,
        design: Design,
        flow: Flow,
        service: Service,
        answer: Time,
        slow: float,
        measured: Measured | None,
    ) -> Finding:
        coming = flow.rates()[service.id]
        rate = coming.open + coming.closed
        return self.finding(
            component(service.id),
            f"“{service.title}” answers in {duration(answer.mean)} on average, and one time in a "
            f"hundred only after {duration(slow)}. {figure(rate * answer.mean)} requests are open "
            "at a time. If the result is not needed at once, a queue can take the work.",
            severity=Severity.ERROR if slow > GIVEN_UP else None,
            size=min(1.0, slow / GIVEN_UP),
            evidence=(
                Evidence("Mean answer time", duration(answer.mean), duration(ANSWER_AT_ONCE)),
                Evidence("One answer in a hundred", duration(slow), duration(ANSWER_AT_ONCE)),
                Evidence(
                    "Requests open at a time",
                    figure(rate * answer.mean),
                    figure(rate * ANSWER_AT_ONCE),
                ),
                *_measured(service, measured),
            ),
            columns=("now", "with a queue"),
            watch=measured.component(service.id).peak_at("busy") if measured else None,
            fix=hand_over(design, flow, service),
        )


def _called_by_clients(design: Design, service: Service) -> bool:
    callers = (design.components[edge.source] for edge in design.edges_to(service.id, "call"))
    return any(isinstance(caller, Client) for caller in callers)


def _p99(service: Service, answer: Time) -> float:
    own = service.settings.service_time
    alone = answer.mean <= own.mean * 1.001
    return own.quantile(0.99) if alone else answer.p99()


def _measured(service: Service, measured: Measured | None) -> Iterator[Evidence]:
    if measured is None:
        return
    slow = measured.component(service.id).percentile("latency", "p99")
    if slow is not None:
        yield Evidence("Measured, one in a hundred", duration(slow))
