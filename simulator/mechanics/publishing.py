"""Publishing: one message edge into a queue, from a client or from a slot."""

from collections.abc import Callable
from typing import Any, Protocol, cast

from simulator.design.distributions import Constant
from simulator.design.edges import Edge
from simulator.engine.environment import ARRIVAL
from simulator.engine.message import Job, Message
from simulator.engine.part import BLOCKED, Answer
from simulator.engine.world import World
from simulator.mechanics import jobs
from simulator.mechanics.handover import Handover
from simulator.mechanics.steps import Step


class Sink(Protocol):
    """A part that messages can be offered to."""

    offer: Callable[[Message], int]
    """OK, FAILED (not taken) or BLOCKED."""

    handover: Handover

    def entrance(self) -> Callable[[Any], object] | None:
        """Where a client's jobs come in without a detour; None if they need one."""

    def when_taken(self, resume: Callable[[], object]) -> None:
        """What to do once the message that was just blocked is taken."""


def publish(world: World, edge: Edge, after: Answer, fork: bool = True) -> Step:
    """What a slot does to follow a message edge; it goes on when the queue has answered.

    A message that is published by the work on another carries that work on: `fork` marks it.
    """
    environment, meter = world.environment, world.edges[edge.id]
    sink = cast(Sink, world.parts[edge.target])
    stamp = stamped(world, edge)
    latency = world.randomness.durations(edge.settings.latency, edge.id, "latency")

    def offer(argument: tuple[Message, object]) -> None:
        message, token = argument
        message.sent = environment._now
        outcome = sink.offer(message)
        if outcome == BLOCKED:
            meter.open += 1
            sink.when_taken(lambda: taken(token))
            return
        if outcome:
            meter.failed += 1
        elif fork:
            token.forked = True  # type: ignore[attr-defined] # every token of a slot has it
        after(token, outcome)

    def taken(token: object) -> None:
        meter.open -= 1
        if fork:
            token.forked = True  # type: ignore[attr-defined] # as above
        after(token, 0)

    instant = edge.settings.latency == Constant(value=0.0)

    def send(job: Job, token: object) -> None:
        meter.sent += 1
        message = Message()
        message.born = job.born
        message.works = job.works
        message.work = stamp(job.works)
        message.receives = 0
        message.history = None
        if instant:
            offer((message, token))
        else:
            environment.call_at(environment._now + latency(), offer, (message, token), ARRIVAL)

    return send


def stamped(world: World, edge: Edge) -> Callable[[Any], float]:
    """Picks, from a job's draws, its work at the worker behind a message edge."""
    takers = [it.target for it in world.edges_from(edge.target, "message")]
    return jobs.stamp(world, takers)
