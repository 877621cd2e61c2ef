"""Calls: one call edge, from asking to the answer, with its tries, timeout, backoff and latency.

Here is the edge without features; `tries` has those, `guarded` the circuit breaker and the retry
budget. Whoever calls gives a token, and is answered through the continuation that the edge was
built with. A callee whose caller gave up goes on working: its answer is then nobody's.
"""

from collections.abc import Callable
from typing import Any, Protocol, cast, runtime_checkable

from simulator.design.edges import CallSettings, Edge, is_far
from simulator.engine.edge import EdgeMeter
from simulator.engine.message import Job
from simulator.engine.part import Answer, Request
from simulator.engine.world import World
from simulator.mechanics.guarded import GuardedCalls
from simulator.mechanics.steps import Step
from simulator.mechanics.tries import Calls


class Callee(Protocol):
    """A part that can be called."""

    def request(self, operation: str) -> Request:
        """The function that asks it for something."""


@runtime_checkable
class Certain(Protocol):
    """A part that can tell when a call of it will end."""

    def reserve(self, operation: str) -> Callable[[], float] | None:
        """A function that begins a call and gives its end, or -1 where it is not certain."""


def call(world: World, edge: Edge, after: Answer) -> Step:
    """What a caller does to follow a call edge; `after(token, outcome)` tells how it ended."""
    request = plain_request(world, edge)
    if request is not None:
        return _plain(request, world.edges[edge.id], after)
    return follow(world, edge, after, Calls, GuardedCalls)


def follow(
    world: World, edge: Edge, after: Answer, plain: type[Calls], guarded: type[GuardedCalls]
) -> Step:
    """The same for an edge with features, by one of these classes."""
    settings: CallSettings = edge.settings
    calls = guarded if settings.breaker or settings.retry_budget is not None else plain
    return calls(world, edge, _request(world, edge), world.edges[edge.id], after).begin


def plain_request(world: World, edge: Edge) -> Request | None:
    """What an edge without features leads to: its call is made once, takes no time on the way, and
    is waited for as long as it takes. None for any other edge."""
    settings: CallSettings = edge.settings
    instant = not is_far(edge)
    once = settings.max_attempts == settings.calls == 1
    if instant and once and settings.timeout is None and not settings.breaker:
        return _request(world, edge)
    return None


def reserving(world: World, edge: Edge) -> Callable[[], float] | None:
    """What follows a call edge without features whose calls have certain ends: it gives when that
    is, or -1 where the call has to be made in the usual way. None for any other edge, and where
    something is done to the callee meanwhile, so that no end is certain."""
    acted_upon = any(it.target == edge.target for it in world.design.timeline.values())
    if acted_upon or edge.settings.share < 1 or plain_request(world, edge) is None:
        return None
    callee = world.parts[edge.target]
    return callee.reserve(edge.settings.operation) if isinstance(callee, Certain) else None


def _request(world: World, edge: Edge) -> Request:
    return cast(Callee, world.parts[edge.target]).request(edge.settings.operation)


def _plain(request: Request, meter: EdgeMeter, after: Answer) -> Step:
    sent = answered = 0
    meter.lend(lambda: sent, lambda: sent - answered)

    def answer(token: Any, outcome: int) -> None:
        nonlocal answered
        answered += 1
        if outcome:
            meter.failed += 1
        after(token, outcome)

    def send(job: Job, token: Any) -> None:
        nonlocal sent
        sent += 1
        request(job, token, answer)

    return send
