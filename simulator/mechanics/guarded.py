"""Guarded: calls behind a circuit breaker, or with a budget for their retries.

Each try asks the breaker, as where a retry is wrapped around it (resilience4j's usual order): a try
that it refuses fails at once, and is tried again like any other.
"""

from simulator.design.edges import CallSettings, Edge
from simulator.engine.edge import EdgeMeter
from simulator.engine.part import FAILED, OK, Answer, Request
from simulator.engine.world import World
from simulator.mechanics.breaker import Breaker
from simulator.mechanics.retry_budget import RetryBudget
from simulator.mechanics.tries import Calls, Trip, Try

LEVELS = {"closed": 0.0, "half_open": 0.5, "open": 1.0}
"""How a gauge shows the state of a breaker: its mean is about the share of time it was open."""


class GuardedCalls(Calls):
    """A call edge with a circuit breaker, a retry budget, or both."""

    def __init__(
        self, world: World, edge: Edge, request: Request, meter: EdgeMeter, after: Answer
    ) -> None:
        super().__init__(world, edge, request, meter, after)
        settings: CallSettings = edge.settings
        self._budget = None
        if settings.retry_budget is not None:
            self._budget = RetryBudget(settings.retry_budget)
        self._breaker = Breaker(settings) if settings.breaker else None
        if self._breaker is not None:
            breaker = self._breaker
            meter.level = lambda: LEVELS[breaker.state]

    def _try(self, trip: Trip) -> None:
        if self._budget is not None and not trip.tries:
            self._budget.earn()
        if self._breaker is None or self._breaker.admits(self._environment._now):
            super()._try(trip)
        else:
            self._refuse(trip)

    def _refuse(self, trip: Trip) -> None:
        """The breaker does not let a try through."""
        self._meter.refused += 1
        trip.tries += 1
        self._try_failed(trip, FAILED)

    def _take_answer(self, attempt: Try) -> None:
        if not attempt.settled:
            self._record(attempt, attempt.outcome != OK)
        super()._take_answer(attempt)

    def _give_up(self, attempt: Try) -> None:
        self._record(attempt, True)
        super()._give_up(attempt)

    def _record(self, attempt: Try, failed: bool) -> None:
        if self._breaker is not None:
            now = self._environment._now
            self._breaker.record(now, failed, now - attempt.began)

    def _try_failed(self, trip: Trip, outcome: int) -> None:
        last = trip.tries >= self._tries_max
        if last or self._budget is None or self._budget.spend():
            super()._try_failed(trip, outcome)
        else:
            self._after(trip.token, outcome)  # The budget is spent.
