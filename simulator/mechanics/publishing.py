"""Publishing: one message edge into a queue, from a client or from a slot.

Here are the edges that send one message each time they are followed; `sending` has all others.
"""

from typing import Any, cast

from simulator.design.edges import Edge, is_far
from simulator.engine.message import Job, Message
from simulator.engine.part import OK, Answer
from simulator.engine.world import World
from simulator.mechanics.messages import stamped
from simulator.mechanics.offering import Offering
from simulator.mechanics.sink import Sink
from simulator.mechanics.steps import Step
from simulator.mechanics.traced_sending import sending


def publish(world: World, edge: Edge, after: Answer) -> Step:
    """What is done to follow a message edge; it goes on when the queue has answered."""
    return _publish(world, edge, after, fork=False)


def publish_on(world: World, edge: Edge, after: Answer) -> Step:
    """The same for the work on another message, which the new one carries on: the token's
    `forked` is set once the queue has taken it."""
    return _publish(world, edge, after, fork=True)


def _publish(world: World, edge: Edge, after: Answer, fork: bool) -> Step:
    sink = cast(Sink, world.parts[edge.target])
    if not edge.settings.is_simple:
        return sending(world, edge, sink, after, fork).send
    if is_straight(world, edge) and not sink.bounded:
        return _straight(world, edge, sink, after, fork)
    return _Publishing(world, edge, sink, after, fork).send


def is_straight(world: World, edge: Edge) -> bool:
    """Whether a message is simply offered to the queue when the edge is followed, and needs to say
    nothing about itself."""
    return not is_far(edge) and edge.settings.is_simple and world.is_plain


def is_simple(world: World, edge: Edge) -> bool:
    """Whether a message is simply offered to the queue when the edge is followed, in a design whose
    messages say more about themselves."""
    simple = edge.settings.is_simple and not edge.settings.is_delayed
    return not is_far(edge) and simple and not world.is_plain and world.microscope is None


def _straight(world: World, edge: Edge, sink: Sink, after: Answer, fork: bool) -> Step:
    """Into a queue that takes everything, at once."""
    environment, offer, stamp = world.environment, sink.offer, stamped(world, edge)
    admit = sink.handover.admit
    sent = 0

    def send_new(job: Job, token: Any) -> None:
        """Into a queue where what is new needs no record."""
        nonlocal sent
        sent += 1
        admit(job.born, job.works)
        if fork:
            token.forked = True
        after(token, OK)

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
    return send_new if sink.plain and stamp is None else send


class _Publishing(Offering):
    """A message edge with a latency, or into a queue that may refuse or make wait."""

    def __init__(self, world: World, edge: Edge, sink: Sink, after: Answer, fork: bool) -> None:
        super().__init__(world, edge, sink)
        self._after = after
        self._fork = fork

    def send(self, job: Job, token: Any) -> None:
        """Publish a message that carries the job on."""
        self._travel(self._make(job), token)

    def _answered(self, token: Any, outcome: int) -> None:
        if outcome:
            self._meter.failed += 1
        elif self._fork:
            token.forked = True
        self._after(token, outcome)
