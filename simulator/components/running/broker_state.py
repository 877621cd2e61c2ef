"""Broker state: what a queue in the general case is made of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol

from simulator.components.running.broker_books import BrokerBooks
from simulator.engine.message import Message
from simulator.mechanics.delivery.alarms import Alarms
from simulator.mechanics.delivery.locks import Locks
from simulator.mechanics.delivery.polling import Pollers

if TYPE_CHECKING:
    from simulator.components.queue import Queue
    from simulator.engine.world import World

NEVER = 1 << 62
"""More than there will be: the limit of a queue that has none."""


class Taker(Protocol):
    """An instance of a worker, as a queue sees it."""

    batch: int
    """How many messages it takes in one receive, at most."""
    holds_eta: bool
    """Whether it takes messages that are not due, and holds them."""
    receiving: int
    """Slots for which a queue is looking for a message at this very moment."""

    def room(self, source: Any) -> int:
        """How many messages it would take now."""

    def receive(self, source: Any, message: Message) -> None:
        """Take one message."""

    def received(self, source: Any) -> None:
        """That was all of this receive."""


class BrokerState(BrokerBooks, ABC):
    """What a queue remembers beside its counts."""

    @property
    def depth(self) -> int:
        """Messages that wait or are delayed."""
        return self.waiting + self.hidden

    @abstractmethod
    def admit(self) -> None:
        """Take what was blocked, as far as there is room now."""

    @abstractmethod
    def serve(self, taker: Taker) -> bool:
        """One receive of a taker: give it one message, or as many as it takes at once; tells
        whether it got any."""

    def __init__(self, world: World, queue: Queue) -> None:
        super().__init__(world, queue)
        wanted = queue.settings
        self.visibility = float(wanted.visibility_timeout)
        self.locks = wanted.hidden_until == "timeout"
        self.locked_by: list[Locks] = []
        """The locks of its messages, one for each worker that takes from here."""
        self.crews: list[Any] = []
        """The workers that take from here."""
        redrive = world.edges_from(queue.id, "dead-letter")
        self._redrive = redrive[0] if redrive else None
        self.counted_most = NEVER
        if self._redrive is not None:
            self.counted_most = self._redrive.settings.max_receives
        elif wanted.delivery_limit is not None:
            self.counted_most = wanted.delivery_limit
        self.counts_receives = wanted.counts == "receives"
        self.perishes = wanted.retention < world.duration
        self.timed = self.perishes or wanted.time_to_live is not None
        """Whether its messages are timed from the first moment on."""
        self.takers: deque[Taker] = deque()
        self.dead_letters: Any = None
        self.alarms = Alarms.of(world)
        self.bounded = True
        self.limited = self.alarms.any(world) or wanted.capacity is not None
        self.blocks = wanted.capacity is not None and wanted.overflow == "block"
        self.flying_most = wanted.in_flight_limit or NEVER
        self.pollers: Pollers | None = None
        if wanted.delivery == "pull" and wanted.polling == "short":
            self.pollers = Pollers(world, self)
        self.by_group = wanted.ordering == "groups"
        self._seen: dict[Any, float] = {}
        self.lives = None
        if wanted.time_to_live is not None:
            self.lives = world.randomness.durations(wanted.time_to_live, queue.id, "time to live")
        self._acks = 0
        self._again = world.randomness.hits(wanted.duplicate_share, queue.id, "delivered twice")
        self._again_at = self._again()
        self._feeding = False
        self.hidden_ones: dict[Message, None] = {}
        self._redriving = 0
