"""Tries: the calls of an edge with a latency, a timeout, retries, or several calls in a row."""

from typing import Any

from simulator.design.edges import CallSettings, Edge, is_far
from simulator.engine.edge import EdgeMeter
from simulator.engine.environment import ARRIVAL
from simulator.engine.message import Job
from simulator.engine.part import FAILED, OK, TIMED_OUT, Answer, Request
from simulator.engine.world import World
from simulator.mechanics.backoff import backoff
from simulator.mechanics.deadlines import Deadlines


class Trip:
    """One following of a call edge: its calls one after another, each with its tries."""

    __slots__ = ("calls_left", "job", "token", "tries", "wait")

    job: Job
    token: Any
    calls_left: int
    tries: int
    wait: float


class Try:
    """One try of one call."""

    __slots__ = ("began", "outcome", "settled", "trip")

    trip: Trip
    began: float
    settled: bool
    outcome: int


class Calls:
    """A call edge with any of its features, but for those of `guarded`."""

    def __init__(
        self, world: World, edge: Edge, request: Request, meter: EdgeMeter, after: Answer
    ) -> None:
        settings: CallSettings = edge.settings
        self._environment = world.environment
        self._request = request
        self._meter = meter
        self._after = after
        self._calls = settings.calls
        self._tries_max = settings.max_attempts
        self._instant = not is_far(edge)
        self._latency = world.randomness.durations(settings.latency, edge.id, "latency")
        uniform = world.randomness.uniforms(edge.id, "backoff")
        self._wait = backoff(settings, uniform, settings.backoff)
        self._deadlines: Deadlines[Try] | None = None
        if settings.timeout is not None:
            self._deadlines = Deadlines(world.environment, settings.timeout, self._give_up)

    def begin(self, job: Job, token: Any) -> None:
        trip = Trip()
        trip.job, trip.token = job, token
        trip.calls_left = self._calls
        trip.tries, trip.wait = 0, 0.0
        self._try(trip)

    def _try(self, trip: Trip) -> None:
        meter = self._meter
        meter.sent += 1
        meter.open += 1
        if trip.tries:
            meter.retried += 1
        trip.tries += 1
        attempt = Try()
        attempt.trip, attempt.settled = trip, False
        attempt.began = self._environment._now
        if self._deadlines is not None:
            self._deadlines.add(attempt)
        if self._instant:
            self._request(trip.job, attempt, self._answered)
        else:
            self._travel(self._arrive, attempt)

    def _travel(self, function: Any, attempt: Try) -> None:
        """One draw of the latency is for going and coming back together: half for each."""
        environment = self._environment
        at = environment._now + self._latency() / 2
        environment.call_at(at, function, attempt, ARRIVAL)

    def _arrive(self, attempt: Try) -> None:
        self._request(attempt.trip.job, attempt, self._answered)

    def _answered(self, attempt: Try, outcome: int) -> None:
        attempt.outcome = outcome
        if self._instant:
            self._take_answer(attempt)
        else:
            self._travel(self._take_answer, attempt)

    def _take_answer(self, attempt: Try) -> None:
        if attempt.settled:
            return
        attempt.settled = True
        self._meter.open -= 1
        if attempt.outcome == OK:
            self._call_done(attempt.trip)
        else:
            self._meter.failed += 1
            self._try_failed(attempt.trip, FAILED)

    def _give_up(self, attempt: Try) -> None:
        attempt.settled = True
        self._meter.open -= 1
        self._meter.timed_out += 1
        self._try_failed(attempt.trip, TIMED_OUT)

    def _call_done(self, trip: Trip) -> None:
        trip.calls_left -= 1
        if trip.calls_left:
            trip.tries, trip.wait = 0, 0.0
            self._try(trip)
        else:
            self._after(trip.token, OK)

    def _try_failed(self, trip: Trip, outcome: int) -> None:
        if trip.tries >= self._tries_max:
            self._after(trip.token, outcome)
            return
        trip.wait = self._wait(trip.tries, trip.wait)
        environment = self._environment
        environment.call_at(environment._now + trip.wait, self._retry, trip, ARRIVAL)

    def _retry(self, trip: Trip) -> None:
        self._try(trip)
