"""Messages: the record that a message edge makes of the job that it carries on."""

from collections.abc import Callable
from typing import Any

from simulator.design.edges import Edge
from simulator.engine.message import Job, Message
from simulator.engine.world import World
from simulator.mechanics import jobs

Make = Callable[[Job], Message]
"""A new message that carries a job on, sent now."""


def stamped(world: World, edge: Edge) -> Callable[[Any], float] | None:
    """Picks, from a job's draws, its work at the worker behind a message edge; None where the
    draws are of one worker alone."""
    takers = [it.target for it in world.edges_from(edge.target, "message")]
    return jobs.stamp(world, takers)


def maker(world: World, edge: Edge) -> Make:
    """What makes the messages of an edge. Where the design is not plain, a message also says when
    it is due, and has the traits of its job."""
    stamp = stamped(world, edge)

    def make(job: Job) -> Message:
        message = Message()
        message.born = job.born
        message.works = works = job.works
        message.work = works if stamp is None else stamp(works)
        message.receives = 0
        message.history = None
        return message

    return make if world.is_plain else _marking(world, edge, make)


def _marking(world: World, edge: Edge, make: Make) -> Make:
    environment, numbered = world.environment, world.microscope is not None
    countdown = None
    if edge.settings.is_delayed:
        countdown = world.randomness.durations(edge.settings.countdown, edge.id, "countdown")

    def marked(job: Job) -> Message:
        message = make(job)
        message.traits, message.run = job.traits, job.run
        message.identity = message.trace = None
        message.eta = 0.0 if countdown is None else environment._now + countdown()
        if numbered:
            message.client, message.number = job.client, job.number
        return message

    return marked


def again(world: World, message: Message) -> Message:
    """The same message once more, as a sender offers it that did not hear of its arrival. Both have
    the same identity, by which a queue that asks for it knows the second."""
    copy = Message()
    copy.born, copy.works, copy.work = message.born, message.works, message.work
    copy.receives = 0
    copy.history = None
    if not world.is_plain:
        copy.traits, copy.eta, copy.run = message.traits, message.eta, message.run
        copy.identity, copy.trace = message.identity, None
        if world.microscope is not None:
            copy.client, copy.number = message.client, message.number
    return copy
