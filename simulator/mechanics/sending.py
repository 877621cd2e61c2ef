"""Sending: a message edge with any of its features.

A sender follows the edge once, and holds its slot until it has heard of all its messages. What may
hold a message back comes in this order: the sender looks at the queue (`shed_above`), a token
(`rate_limit`), credit. A token bucket lets through what GCRA does; credit is given back when the
queue has answered.
"""

from collections import deque
from typing import Any

from simulator.design.edges import Edge, MessageSettings
from simulator.engine.environment import ARRIVAL
from simulator.engine.message import Job, Message
from simulator.engine.part import FAILED, OK, Answer
from simulator.engine.world import World
from simulator.mechanics.delivery.tokens import TokenBucket
from simulator.mechanics.messages import again
from simulator.mechanics.offering import Offering
from simulator.mechanics.sink import Sink


class Trip:
    """One following of the edge: its messages, and what became of them."""

    __slots__ = ("job", "left", "outcome", "token")

    job: Job
    token: Any
    left: int
    """Messages whose end the sender has not heard of."""
    outcome: int


class _Item:
    """One message on its way."""

    __slots__ = ("message", "trip", "unheard")

    trip: Trip
    message: Message
    unheard: bool
    """Whether its sender will not hear that it arrived, and send it again."""


class Sending(Offering):
    """A message edge with any of its features. `send(job, token)` follows it."""

    def __init__(self, world: World, edge: Edge, sink: Sink, after: Answer, fork: bool) -> None:
        super().__init__(world, edge, sink)
        settings: MessageSettings = edge.settings
        self._world = world
        self._after = after
        self._fork = fork
        self._copies = settings.copies
        self._confirms = settings.confirms
        self._shed_above = settings.shed_above
        self._bucket = None
        if settings.rate_limit is not None:
            self._bucket = TokenBucket(settings.rate_limit, settings.rate_burst)
        self._drops = settings.over_limit == "drop"
        self._limited = settings.credit is not None
        self._credit = settings.credit or 0
        self._line: deque[Trip] = deque()
        """Messages that wait for credit."""
        self._giving = False
        self._id = edge.id
        self._unheard = world.randomness.hits(settings.resend_share, edge.id, "resend")
        self._unheard_at = self._unheard()
        self._made = 0

    def send(self, job: Job, token: Any) -> None:
        """Publish the messages of one following."""
        trip = Trip()
        trip.job, trip.token = job, token
        trip.left, trip.outcome = self._copies, OK
        if self._shed_above is not None and self._sink.depth > self._shed_above:
            trip.left = 1
            self._refuse(trip, "queue")
            return
        for _ in range(self._copies):
            self._ask_for_token(trip)

    # --- What holds a message back --------------------------------------------------------

    def _ask_for_token(self, trip: Trip) -> None:
        bucket, now = self._bucket, self._environment._now
        if bucket is None:
            self._ask_for_credit(trip)
        elif self._drops:
            if bucket.take(now):
                self._ask_for_credit(trip)
            else:
                self._refuse(trip, "rate limit")
        else:
            at = bucket.ready_at(now)
            bucket.take(at)
            if at <= now:
                self._ask_for_credit(trip)
            else:
                self._hold_back(trip, "rate limit", at)
                self._environment.call_at(at, self._has_token, trip, ARRIVAL)

    def _has_token(self, trip: Trip) -> None:
        self._meter.open -= 1
        self._ask_for_credit(trip)

    def _ask_for_credit(self, trip: Trip) -> None:
        if not self._limited:
            self._leave(trip)
        elif self._credit:
            self._credit -= 1
            self._leave(trip)
        else:
            self._hold_back(trip, "credit")
            self._line.append(trip)

    def _hold_back(self, trip: Trip, reason: str, until: float | None = None) -> None:
        """A message waits at its sender for a token, whose time is known, or for credit."""
        self._meter.open += 1

    def _give_credit(self) -> None:
        """A message is confirmed. In a loop, because the next may be confirmed at once."""
        if not self._limited:
            return
        self._credit += 1
        if self._giving:
            return
        self._giving = True
        while self._credit and self._line:
            self._credit -= 1
            self._meter.open -= 1
            self._leave(self._line.popleft())
        self._giving = False

    def _refuse(self, trip: Trip, reason: str) -> None:
        """The edge itself does not let a message through, and its sender knows."""
        self._meter.refused += 1
        self._heard(trip, FAILED)

    # --- The way of a message -------------------------------------------------------------

    def _leave(self, trip: Trip) -> None:
        item = _Item()
        item.trip, item.message = trip, self._make(trip.job)
        self._made += 1
        item.unheard = self._made == self._unheard_at
        if item.unheard:
            self._unheard_at = self._unheard()
            item.message.identity = self._id, self._made
        self._travel(item.message, item)

    def _answered(self, item: _Item, outcome: int) -> None:
        if outcome:
            self._meter.failed += 1
        elif self._fork:
            item.trip.token.forked = True
        if item.unheard and not outcome:
            item.message, item.unheard = again(self._world, item.message), False
            self._travel(item.message, item)
            return
        self._give_credit()
        self._heard(item.trip, outcome if self._confirms else OK)

    def _heard(self, trip: Trip, outcome: int) -> None:
        trip.left -= 1
        if outcome:
            trip.outcome = outcome
        if not trip.left:
            self._after(trip.token, trip.outcome)
