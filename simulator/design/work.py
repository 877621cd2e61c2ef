"""Work: estimates how much a design would make a simulation do, before it begins."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from simulator import limits
from simulator.design.component import Component
from simulator.design.document import Design
from simulator.design.edges import Edge
from simulator.design.problems import Problem

# Rounds in which work travels along edges. A loop that gains at each turn is cut off here; the
# simulation itself stops at its limits.
_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Work:
    """How much there will be, about."""

    messages: float
    events: float


def estimate(design: Design) -> Work:
    """About how many messages and events one simulation of a design has.

    An event is an arrival, or the end of a job somewhere; what waits in a queue costs none.
    """
    duration = design.run.duration
    begun = {each.id: _begun(design, each, duration) for each in design.components.values()}
    for each in design.components.values():
        actions = [action for action in design.timeline.values() if action.target == each.id]
        if actions:
            begun[each.id] += each.begun_by(actions, duration)
    flow = dict(begun)
    messages = 0.0
    jobs = sum(begun.values())
    for _ in range(_ROUNDS):
        sent, flow = _pass_on(design, flow)
        messages += sent
        jobs += sum(amount for id, amount in flow.items() if not _holds(design.components[id]))
        if not flow or jobs > limits.EVENTS_MAX:
            break
    # Without queues, what a client asks for is what is counted.
    return Work(max(messages, sum(begun.values())), jobs)


def problems_of(design: Design) -> Iterator[Problem]:
    """The limits that a simulation would reach."""
    work = estimate(design)
    if work.messages > limits.MESSAGES_MAX:
        most = limits.MESSAGES_MAX
        amount = _about(work.messages)
        said = f"It would send {amount} messages, the most one run may have is {most:,}."
        yield Problem(("run", "duration"), said, _remedy(design, most / work.messages))
    elif work.events > limits.EVENTS_MAX:
        most = limits.EVENTS_MAX
        said = (
            f"It would have {_about(work.events)} events, the most one run may have is {most:,}. "
            "Every call and every message costs some."
        )
        yield Problem(("run", "duration"), said, _remedy(design, most / work.events))


def _remedy(design: Design, factor: float) -> str:
    seconds = math.floor(design.run.duration * factor)
    if seconds < limits.DURATION_MIN:
        return "Lower the rates of the clients."
    return f"Shorten the run to {seconds:,} s, or lower the rates of the clients."


def _about(amount: float) -> str:
    if not math.isfinite(amount) or amount > 1e12:
        return "more than a million million"
    digits = max(0, math.floor(math.log10(amount)) - 2)
    return f"about {round(amount / 10**digits) * 10**digits:,}"


def _begun(design: Design, client: Component, duration: float) -> float:
    most = client.arrivals(duration)
    users = client.users()
    if not users:
        return most
    edges = [edge for edge in design.edges_from(client.id) if edge.settings.share > 0]
    total = sum(edge.settings.share for edge in edges)
    turn = sum(edge.settings.share / total * _answer(design, edge) for edge in edges)
    turn += users * duration / most if most > 0 else 0.0
    by_users = users * duration / turn if turn > 0 else math.inf
    return min(by_users, _bounded(design, edges, users) * duration)


def _answer(design: Design, edge: Edge) -> float:
    return float(edge.settings.latency.mean + design.components[edge.target].work_time())


def _bounded(design: Design, edges: list[Edge], users: int) -> float:
    targets = [design.components[edge.target] for edge in edges]
    if any(edge.kind != "call" for edge in edges) or any(t.may_refuse(users) for t in targets):
        return math.inf
    return sum(target.capacity() for target in targets)


def _pass_on(design: Design, flow: dict[str, float]) -> tuple[float, dict[str, float]]:
    """One step along every edge: messages newly sent, and what arrives where."""
    sent = 0.0
    arriving: dict[str, float] = defaultdict(float)
    for id, amount in flow.items():
        source = design.components[id]
        # What is beyond the capacity waits or is refused; either way it goes no farther.
        amount = min(amount, source.capacity() * design.run.duration)
        edges = [edge for edge in design.edges_from(id) if edge.kind != "dead-letter"]
        whole = _divided_by(source, edges)
        for edge in edges:
            onward = amount * edge.settings.share / whole
            onward *= getattr(edge.settings, "calls", 1) * getattr(edge.settings, "copies", 1)
            onward *= 1 + getattr(edge.settings, "resend_share", 0)
            if onward <= 0:
                continue
            arriving[edge.target] += onward
            if edge.kind == "message" and not _holds(source):
                sent += onward
    return sent, {id: amount for id, amount in arriving.items() if amount >= 1}


def _divided_by(source: Component, edges: list[Edge]) -> float:
    """What one unit of work is divided by: weights of a client, shares of competing workers."""
    if source.about.category == "sources":
        return sum(edge.settings.share for edge in edges) or 1.0
    return float(len(edges) or 1) if _holds(source) else 1.0


def _holds(component: Component) -> bool:
    """Whether it keeps messages for others to take: a queue."""
    return "delivery" in component.about.sends
