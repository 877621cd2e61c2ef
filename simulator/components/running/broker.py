"""Broker: a queue in the general case, with any of its features.

What the products do differently is a setting: when a message is visible again, what is counted and
when that moves it to the dead letters, where it comes back to, what a late ack does. The sources
stand beside the settings. Equal to `queue` where none of it is switched on; a test holds them
together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from simulator.components.running.broker_settling import Settling
from simulator.components.running.broker_state import Taker
from simulator.engine.environment import ARRIVAL, Arrival
from simulator.engine.message import Message, new_message
from simulator.mechanics import jobs
from simulator.mechanics.delivery.states import (
    IN_FLIGHT,
)
from simulator.mechanics.gate import Gate

if TYPE_CHECKING:
    from simulator.components.queue import Queue
    from simulator.engine.world import World

NEVER = 1 << 62
"""More than there will be: the limit of a queue that has none."""

Flow = Callable[[Iterator[tuple[float, Any, Any]], Gate], Iterator[Arrival]]


class Broker(Settling):
    """The running part of a queue with features."""

    def __init__(self, world: World, queue: Queue) -> None:
        super().__init__(world, queue)
        self.hand: Callable[[Message, Any], object] = self._hand
        """Hands a message to a taker; the quick way where there is one."""
        self.take_in: Callable[[Message], int] = self._take_in
        """Takes a new message; the quick way where there is one."""
        self.take_new: Callable[[float, Any, Any, float], int] = self.take_new_in
        """Takes a client's new job, of which nothing is to be known but when it began, its works,
        its traits and its work here; the quick way where there is one."""
        self.flow: Flow | None = None
        """The quick way of all arrivals of a design together, where there is one."""

    def connect(self) -> None:
        if self._redrive is not None:
            target = self._world.parts[self._redrive.target]
            assert isinstance(target, Broker)
            self.dead_letters = target
            self._world.edges[self._redrive.id].lend(lambda: self.dead)
        takers = [edge.target for edge in self._world.edges_from(self.id, "message")]
        self.restamp = jobs.stamp(self._world, takers)
        self.alarms.connect(self)
        given_up = self._world.edges_to(self.id, "dead-letter")
        self.source_of_letters = self._world.parts[given_up[0].source] if given_up else None

    def take_new_in(self, born: float, works: Any, traits: Any, work: float) -> int:
        """Take a client's new job as a message with a record."""
        return self.take_in(new_message(born, self.environment._now, works, traits, work))

    def entrance(self) -> None:
        """A client's jobs come in by `offer`."""

    def _held_by_takers(self) -> bool:
        """Whether instances fetch messages that are not due, and hold them."""
        return any(taker.holds_eta for taker in self.takers)

    def _hand_to_idle(self, message: Message) -> None:
        taker = self._idle()
        assert taker is not None
        self.hand(message, taker)
        taker.received(self)

    # --- Handing out ------------------------------------------------------------------------

    def _somebody_idle(self) -> bool:
        """Whether a message that is visible now would be received at once."""
        if self.pollers is not None or self.in_flight >= self.flying_most:
            return False
        return any(taker.room(self) > 0 for taker in self.takers)

    def ask(self, taker: Taker) -> bool:
        """A taker has room for more; tells whether it got any."""
        if self.pollers is not None:
            return self.pollers.poll(taker)
        return self.waiting > 0 and self.serve(taker)

    def _idle(self) -> Taker | None:
        """An instance that would take a message, in turns."""
        if self.pollers is not None or self.in_flight >= self.flying_most:
            return None
        takers = self.takers
        for _ in range(len(takers)):
            taker = takers[0]
            takers.rotate(-1)
            if taker.room(self) > 0:
                return taker
        return None

    def feed(self) -> None:
        """Hand out what waits, as long as somebody takes it."""
        if self.pollers is not None:
            self.pollers.wake()
        if self._feeding:
            return
        self._feeding = True
        while self.waiting and (taker := self._idle()) is not None:
            if not self.serve(taker):
                break
        self._feeding = False

    def serve(self, taker: Taker) -> bool:
        """One receive of a taker: give it one message, or as many as it takes at once; tells
        whether it got any."""
        room = min(taker.room(self), taker.batch)
        got = False
        self.line.begin_receive()
        while room > 0 and self.waiting and self.in_flight < self.flying_most:
            taker.receiving = 1  # What is moved meanwhile is for others.
            message = self.next_message()
            taker.receiving = 0
            if message is None:
                break
            self.wait.add(self.environment._now - message.since)
            self.hand(message, taker)
            got = True
            room -= 1
        if got:
            taker.received(self)
            self.handed_out()
        return got

    def handed_out(self) -> None:
        """Fewer wait than before: there may be room for what was blocked."""
        if self._blocked:
            self.admit()
        if self.alarms.watched:
            self.alarms.look(self)

    def next_message(self) -> Message | None:
        """The next message that is handed over; what is not is dealt with."""
        while (message := self.line.pop()) is not None:
            self._leave()
            if self.may_be_received(message):
                return message
        return None

    def may_be_received(self, message: Message) -> bool:
        """A receive attempt at a message; False if it has other ways to go instead."""
        if self.lives is not None and message.expires <= self.environment._now:
            self._expire(message)
            self._left_otherwise()
            return False
        if self.counts_receives and message.count >= self.counted_most:
            self.line.free(message)
            self._give_away(message, "receives")
            self._left_otherwise()
            return False
        return True

    def _left_otherwise(self) -> None:
        """A message was not received, and is gone: there may be room here, and somebody may wait
        for it among the dead letters. Both are seen once what happens now is over."""
        if self._blocked:
            self.environment.call_at(self.environment._now, self._admit_again, None, ARRIVAL)
        if self.dead_letters is not None and self.dead_letters.crews:
            self.dead_letters.feed_soon()

    def _admit_again(self, _: object) -> None:
        self.admit()

    def _hand(self, message: Message, taker: Taker) -> None:
        message.receives += 1
        message.count += self.counts_receives
        self.receives += 1
        self.retries += message.receives > 1
        message.state = IN_FLIGHT
        message.receipt = self.environment.next_key()
        self._take_off()
        self.parking.unpark(message)
        taker.receive(self, message)

    def empty_receives(self) -> int:
        """Receives that found nothing: none where polls wait."""
        return 0 if self.pollers is None else self.pollers.empty()
