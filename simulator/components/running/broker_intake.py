"""Broker intake: how messages come into a queue, and become visible."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from simulator.components.running.broker_leaving import Leaving
from simulator.engine.environment import EXPIRY
from simulator.engine.message import Message
from simulator.engine.part import BLOCKED, FAILED, OK
from simulator.mechanics.delivery.states import HIDDEN, WAITING


class Intake(Leaving):
    """A queue that takes messages in."""

    take_in: Callable[[Message], int]

    @abstractmethod
    def feed(self) -> None:
        """Hand out what waits, as long as somebody takes it."""

    @abstractmethod
    def _somebody_idle(self) -> bool:
        """Whether a message that is visible now would be received at once."""

    @abstractmethod
    def _hand_to_idle(self, message: Message) -> None:
        """Hand a message to the one who waits for it."""

    @abstractmethod
    def may_be_received(self, message: Message) -> bool:
        """A receive attempt at a message; False if it has other ways to go instead."""

    @abstractmethod
    def _held_by_takers(self) -> bool:
        """Whether instances fetch messages that are not due, and hold them."""

    def offer(self, message: Message) -> int:
        """A new message: OK, FAILED (not taken) or BLOCKED."""
        return self.take_in(message)

    def _take_in(self, message: Message) -> int:
        if self._is_known(message):
            self.deduplicated += 1
            return OK
        if self.limited and (outcome := self.full(message)) is not None:
            return outcome
        self.accept(message)
        return OK

    def when_taken(self, resume: Callable[[], object]) -> None:
        """What to do once the message that was just blocked is taken."""
        self._blocked[-1][1].append(resume)

    def _is_known(self, message: Message) -> bool:
        window = self.settings.deduplication_window
        identity = message.identity
        if window is None or identity is None:
            return False
        now, seen = self.environment._now, self._seen
        for old in [key for key, at in seen.items() if at + window <= now]:
            del seen[old]
        if identity in seen:
            return True
        seen[identity] = now
        return False

    def full(self, message: Message) -> int | None:
        """What becomes of a message for which there may be no room; None if there is."""
        wanted = self.settings
        if self.alarms.blocks(self):
            return self._block(message)
        if wanted.capacity is None or self.depth < wanted.capacity:
            return None
        if wanted.overflow == "block":
            return self._block(message)
        if wanted.overflow in ("drop_oldest", "dead_letter"):
            oldest = self.line.pop_oldest()
            if oldest is not None:
                self._leave()
                self._make_room(oldest)
                return None
        self.rejected += 1
        return OK if wanted.overflow == "drop_newest" else FAILED

    def _make_room(self, oldest: Message) -> None:
        if self.settings.overflow == "dead_letter" and self.dead_letters is not None:
            self._move(oldest, "overflow")
        else:
            self.parking.unpark(oldest)
            self._end(oldest)
            self.dropped += 1

    def _block(self, message: Message) -> int:
        self._blocked.append((message, []))
        return BLOCKED

    def admit(self) -> None:
        """Take what was blocked, as far as there is room now."""
        capacity = self.settings.capacity
        while self._blocked and not self.alarms.blocks(self):
            if capacity is not None and self.depth >= capacity:
                return
            message, resume = self._blocked.popleft()
            message.sent = self.environment._now
            self.accept(message)
            for function in resume:
                function()

    def accept(self, message: Message) -> None:
        self.published += 1
        if message.run is not None:
            message.run.begun()
        message.origin = self.source_of_letters
        self._begin(message)
        now, delay = self.environment._now, self.settings.delivery_delay
        if message.eta > now and not self._held_by_takers():
            delay = message.eta - now  # A delay of its own comes before the queue's.
        if delay > 0:
            self._delay(message, delay)
        else:
            self._appear(message)

    def _begin(self, message: Message) -> None:
        """A message begins its life in this queue."""
        self.places = message.place = self.places + 1
        message.home = self
        message.receives = message.count = message.receipt = message.tries = 0
        message.listed = False
        self.begin_timed(message)

    def begin_timed(self, message: Message) -> None:
        """Retention and the time to live of a message begin."""
        now = self.environment._now
        if self.perishes:
            at = max(message.sent + self.settings.retention, now)
            self.environment.call_at(at, self._perish, (message, message.place), EXPIRY)
        if self.lives is not None:
            message.expires = now + self.lives()
            self.environment.call_at(
                message.expires, self._outlive, (message, message.place), EXPIRY
            )

    def _delay(self, message: Message, delay: float) -> None:
        message.state = HIDDEN
        self.hidden_ones[message] = None
        self._hide()
        token = self.environment.next_key()
        at = self.environment._now + delay
        self.environment.call_at(at, self.due, (message, -token), EXPIRY)
        message.receipt = -token

    def due(self, argument: tuple[Message, int]) -> None:
        message, token = argument
        if message.state == HIDDEN and message.receipt == token:
            message.receipt = 0
            del self.hidden_ones[message]
            self._unhide()
            self._appear(message)
            if self._blocked:
                self.admit()

    def _appear(self, message: Message, returned: bool = False) -> None:
        """A message is visible: it is received at once where somebody waits for one."""
        message.since = self.environment._now
        message.state = WAITING
        back = returned or message.receives > 0
        if self.by_group:
            self._line_up(message, back)
            if back:
                self.line.free(message)
            self.feed()
        elif self.waiting or not self._somebody_idle():
            self._line_up(message, back)
            if self.pollers is not None:
                self.pollers.wake()
        elif not back or self.may_be_received(message):
            self._hand_to_idle(message)
        if self.alarms.watched:
            self.alarms.look(self)

    def _line_up(self, message: Message, back: bool) -> None:
        self._enter()
        if back:
            self.line.put_back(message)
        else:
            self.line.put(message)
