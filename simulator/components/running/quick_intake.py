"""Quick intake: the way of new messages into a queue, up to a slot or into the line."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulator.components.running.broker_state import NEVER
from simulator.engine.message import Fresh, Message
from simulator.engine.part import FAILED, OK
from simulator.mechanics.delivery.states import WAITING

if TYPE_CHECKING:
    from simulator.components.running.broker import Broker
    from simulator.components.running.consumer import Consumer

Hand = Callable[[Message, "Consumer"], object]
Put = Callable[[Fresh], object]


def is_simple(source: Broker) -> bool:
    """Whether a new message is visible at once, and nothing else has to be known of it."""
    wanted = source.settings
    return not (
        wanted.delivery_delay > 0 or source.by_group or wanted.deduplication_window is not None
    )


def idle(takers: deque[Any]) -> Any:
    """An instance that has a free slot, in turns; None if none has."""
    for _ in range(len(takers)):
        taker = takers[0]
        takers.rotate(-1)
        if taker.free > 0 and taker.up and not taker.draining:
            return taker
    return None


def intake(source: Broker, hand: Hand) -> Callable[[Message], int]:
    """The quick way in: a new message is visible at once."""
    environment, takers, line = source.environment, source.takers, source.line
    accept, begin = source.accept, source.begin_timed
    full: Callable[[Message], int | None] = source.full
    put, most, alarms = line.put, source.flying_most, source.alarms
    timed = source.timed
    watched = alarms.watched
    room = source.settings.capacity or NEVER

    def take_in(message: Message) -> int:
        if watched or source.waiting + source.hidden >= room:
            outcome = full(message)
            if outcome is not None:
                return outcome
        now = environment._now
        if message.eta > now or message.run is not None:
            accept(message)
            return OK
        source.published += 1
        source.places = message.place = source.places + 1
        message.home, message.origin = source, source.source_of_letters
        message.receives = message.count = message.receipt = message.tries = 0
        message.listed = False
        message.since = now
        message.state = WAITING
        if timed:
            begin(message)
        if not source.waiting and source.in_flight < most and (taker := idle(takers)) is not None:
            hand(message, taker)
            if watched:
                alarms.look(source)
            return OK
        source.waiting += 1
        source.area_waiting -= now
        put(message)
        if watched:
            alarms.look(source)
        return OK

    return take_in


def entrance(
    source: Broker, put: Put, hand: Callable[[Fresh, Consumer], object]
) -> Callable[[float, Any, Any, float], int]:
    """The same of a message that has no record: most never need one."""
    environment, takers = source.environment, source.takers
    most, alarms, slow = source.flying_most, source.alarms, source.take_new_in
    watched = alarms.watched
    room = source.settings.capacity or NEVER
    rejects = source.settings.overflow == "reject" and not watched

    def take_new(born: float, works: Any, traits: Any, work: float) -> int:
        now = environment._now
        if watched or born != now or source.waiting + source.hidden >= room:
            if rejects and born == now:
                source.rejected += 1
                return FAILED
            return slow(born, works, traits, work)
        source.published += 1
        message = born, works, traits
        if not source.waiting and source.in_flight < most and (taker := idle(takers)) is not None:
            hand(message, taker)
            return OK
        source.waiting += 1
        source.area_waiting -= now
        put(message)
        return OK

    return take_new
