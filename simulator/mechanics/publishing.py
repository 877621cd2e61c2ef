"""Publishing: one message edge into a queue, from a client or from a slot."""

from collections.abc import Callable
from typing import Any, Protocol, cast

from simulator.design.distributions import Constant
from simulator.design.edges import Edge
from simulator.engine.environment import ARRIVAL
from simulator.engine.message import Job, Message
from simulator.engine.part import BLOCKED, OK, Answer
from simulator.engine.world import World
from simulator.mechanics import jobs
from simulator.mechanics.handover import Handover
from simulator.mechanics.steps import Step


class Sink(Protocol):
    """A part that messages can be offered to."""

    offer: Callable[[Message], int]
    """OK, FAILED (not taken) or BLOCKED."""

    handover: Handover

    bounded: bool
    """Whether it may answer anything but OK."""

    def entrance(self) -> Callable[[Any], object] | None:
        """Where a client's jobs come in without a detour; None if they need one."""

    def when_taken(self, resume: Callable[[], object]) -> None:
        """What to do once the message that was just blocked is taken."""


def publish(world: World, edge: Edge, after: Answer) -> Step:
    """What is done to follow a message edge; it goes on when the queue has answered."""
    return _publish(world, edge, after, fork=False)


def publish_on(world: World, edge: Edge, after: Answer) -> Step:
    """The same for the work on another message, which the new one carries on: the token's
    `forked` is set once the queue has taken it."""
    return _publish(world, edge, after, fork=True)


def _publish(world: World, edge: Edge, after: Answer, fork: bool) -> Step:
    instant = edge.settings.latency == Constant(value=0.0)
    sink = cast(Sink, world.parts[edge.target])
    if instant and not sink.bounded:
        return _straight(world, edge, sink, after, fork)
    return _Publishing(world, edge, sink, after, fork).send


def _straight(world: World, edge: Edge, sink: Sink, after: Answer, fork: bool) -> Step:
    """Into a queue that takes everything, at once."""
    environment, offer, stamp = world.environment, sink.offer, stamped(world, edge)
    sent = 0

    def send(job: Job, token: Any) -> None:
        nonlocal sent
        sent += 1
        message = Message()
        message.born = job.born
        message.sent = environment._now
        message.works = works = job.works
        message.work = stamp(works) if stamp is not None else works
        message.receives = 0
        message.history = None
        offer(message)
        if fork:
            token.forked = True
        after(token, OK)

    world.edges[edge.id].lend(lambda: sent)
    return send


class _Publishing:
    """A message edge with a latency, or into a queue that may refuse or make wait."""

    def __init__(self, world: World, edge: Edge, sink: Sink, after: Answer, fork: bool) -> None:
        self._environment = world.environment
        self._meter = world.edges[edge.id]
        self._sink = sink
        self._after = after
        self._fork = fork
        self._stamp = stamped(world, edge)
        self._instant = edge.settings.latency == Constant(value=0.0)
        self._latency = world.randomness.durations(edge.settings.latency, edge.id, "latency")

    def send(self, job: Job, token: Any) -> None:
        """Publish a message that carries the job on."""
        self._meter.sent += 1
        message = Message()
        message.born = job.born
        message.works = job.works
        message.work = self._stamp(job.works) if self._stamp is not None else job.works
        message.receives = 0
        message.history = None
        if self._instant:
            self._offer((message, token))
        else:
            at = self._environment._now + self._latency()
            self._environment.call_at(at, self._offer, (message, token), ARRIVAL)

    def _offer(self, argument: tuple[Message, Any]) -> None:
        message, token = argument
        message.sent = self._environment._now
        outcome = self._sink.offer(message)
        if outcome == BLOCKED:
            self._meter.open += 1
            self._sink.when_taken(lambda: self._taken(token))
        else:
            self._answered(token, outcome)

    def _taken(self, token: Any) -> None:
        self._meter.open -= 1
        self._answered(token, OK)

    def _answered(self, token: Any, outcome: int) -> None:
        if outcome:
            self._meter.failed += 1
        elif self._fork:
            token.forked = True
        self._after(token, outcome)


def stamped(world: World, edge: Edge) -> Callable[[Any], float] | None:
    """Picks, from a job's draws, its work at the worker behind a message edge; None where the
    draws are of one worker alone."""
    takers = [it.target for it in world.edges_from(edge.target, "message")]
    return jobs.stamp(world, takers)
