"""Traced calls: the calls of an attempt, which tell a microscope how they go.

They do what `calls` does, and write it down: a simulation without a microscope pays nothing.
"""

from typing import Any

from simulator.design.edges import Edge
from simulator.engine.edge import EdgeMeter
from simulator.engine.message import Job
from simulator.engine.part import OK, Answer, Request
from simulator.engine.world import World
from simulator.mechanics.calls import call, follow, plain_request
from simulator.mechanics.guarded import GuardedCalls
from simulator.mechanics.steps import Step
from simulator.mechanics.tracing import Tracing
from simulator.mechanics.tries import Calls, Trip, Try


def traced_call(world: World, edge: Edge, after: Answer) -> Step:
    """What a worker does to follow a call edge under the microscope; its token is the attempt."""
    if plain_request(world, edge) is not None:
        return _traced_once(world, edge, after)
    return follow(world, edge, after, _TracedCalls, _TracedGuardedCalls)


def _traced_once(world: World, edge: Edge, after: Answer) -> Step:
    notes = _Notes(world, edge)

    def answered(attempt: Any, outcome: int) -> None:
        notes.answered(attempt, "ok" if outcome == OK else "failed")
        after(attempt, outcome)

    step = call(world, edge, answered)

    def send(job: Job, attempt: Any) -> None:
        notes.called(attempt, 1)
        step(job, attempt)

    return send


class _Notes:
    """What is written down of the calls of one edge."""

    def __init__(self, world: World, edge: Edge) -> None:
        self._tracing = Tracing.of(world)
        self._id = edge.id

    def called(self, attempt: Any, tries: int) -> None:
        """A try begins."""
        self._tracing.note(attempt.job, "called", self._id, receive=attempt.number, tries=tries)

    def answered(self, attempt: Any, outcome: str) -> None:
        """A try is over, one way or another."""
        self._tracing.note(
            attempt.job, "answered", self._id, receive=attempt.number, outcome=outcome
        )


class _TracedCalls(Calls):
    """A call edge with any of its features, under the microscope."""

    def __init__(
        self, world: World, edge: Edge, request: Request, meter: EdgeMeter, after: Answer
    ) -> None:
        super().__init__(world, edge, request, meter, after)
        self._notes = _Notes(world, edge)

    def _try(self, trip: Trip) -> None:
        self._notes.called(trip.token, trip.tries + 1)
        super()._try(trip)

    def _take_answer(self, attempt: Try) -> None:
        if not attempt.settled:
            outcome = "ok" if attempt.outcome == OK else "failed"
            self._notes.answered(attempt.trip.token, outcome)
        super()._take_answer(attempt)

    def _give_up(self, attempt: Try) -> None:
        self._notes.answered(attempt.trip.token, "timed out")
        super()._give_up(attempt)


class _TracedGuardedCalls(GuardedCalls, _TracedCalls):
    """The same with a circuit breaker, a retry budget, or both."""

    def _refuse(self, trip: Trip) -> None:
        self._notes.answered(trip.token, "circuit open")
        super()._refuse(trip)
