"""Last call: the one call that ends an attempt, whose own end is mostly known when it begins.

A worker that does its work and then writes to a database is done when the database is. Where the
query has a connection at once, that is a certain end, and the attempt never needs more than the
pair of numbers that a new message is. Where it has to wait, the attempt is in doubt from then on,
and goes on like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappush
from typing import TYPE_CHECKING

from simulator.engine.message import Attempt, New, grown
from simulator.mechanics.calls import reserving
from simulator.mechanics.deadlines import Dues
from simulator.mechanics.ends import Ends

if TYPE_CHECKING:
    from simulator.components.running.lane import Lane
    from simulator.design.edges import Edge

Begun = tuple[New, float, int]
"""A new message, when the attempt at it began, and a key from then."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """What becomes of an attempt that may come too late."""

    ask: Callable[[Attempt], object]
    complete: Callable[[Attempt], object]
    lapse: Callable[[Attempt], object]


class LastCall:
    """The last call of every attempt on one lane."""

    def __init__(
        self, lane: Lane, edge: Edge, reserve: Callable[[], float], doubtful: Doubtful
    ) -> None:
        world, source = lane.worker.world, lane.source
        environment, visibility, release = (
            world.environment,
            source.visibility,
            source.handover.release,
        )
        # The end of the call counts as an event already.
        ends = Ends(environment, world.latency.add, lane.worker.work.add, events=0)
        dues = Dues[Attempt](environment, doubtful.lapse)
        asked = answered = 0

        def ask(begun: Begun) -> None:
            """The work on a new message is done."""
            nonlocal asked
            message, started, key = begun
            end = reserve()
            if end < 0.0:
                doubtful.ask(doubt(message, started, key))
                return
            asked += 1
            if end <= started + visibility:
                ends.note((end, end - message[0], end - started))
                release(end)
            else:
                attempt = doubt(message, started, key)
                heappush(environment.heap, (end, environment.next_key(), answer, attempt))

        def answer(attempt: Attempt) -> None:
            nonlocal answered
            answered += 1
            doubtful.complete(attempt)

        def doubt(new: New, started: float, key: int) -> Attempt:
            attempt = Attempt()
            attempt.job = message = grown(new)
            attempt.receipt = message.receipt = environment.next_key()
            message.receives = 1
            attempt.started = started
            attempt.lapsed = attempt.ended = attempt.settled = attempt.forked = False
            attempt.duplicate = False
            dues.add(attempt, started + visibility, key)
            return attempt

        world.edges[edge.id].lend(lambda: asked, lambda: asked - answered - ends.over()[0])
        self.ask: Callable[[Begun], object] = ask
        self.over: Callable[[], tuple[int, float]] = ends.over
        """Attempts that certainly succeeded and are over; the sum of the times when they ended."""


def last_call(lane: Lane, calls: list[Edge], doubtful: Doubtful) -> LastCall | None:
    """The last call, where a lane's attempts end with one and nothing else can come between."""
    if lane.worker.pool is not None or not lane.source.certain or len(calls) != 1:
        return None
    reserve = reserving(lane.worker.world, calls[0])
    return None if reserve is None else LastCall(lane, calls[0], reserve, doubtful)
