"""Broker leaving: how messages leave a queue, other than by an ack."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from simulator.components.running.broker_state import BrokerState
from simulator.engine.environment import EXPIRY
from simulator.engine.message import History, Message
from simulator.mechanics.delivery.states import ENDED, HIDDEN, IN_FLIGHT, TAKEN, WAITING


class Leaving(BrokerState):
    """A queue that gives messages up, and sends dead letters back."""

    @abstractmethod
    def _begin(self, message: Message) -> None:
        """A message begins its life in this queue."""

    @abstractmethod
    def _appear(self, message: Message, returned: bool = False) -> None:
        """A message is visible."""

    def _give_away(self, message: Message, reason: str) -> None:
        """The queue gives a message up: to the dead letters, or into nothing."""
        if self.dead_letters is not None:
            self._move(message, reason)
        else:
            self._end(message)
            self.dropped += 1

    def _move(self, message: Message, reason: str) -> None:
        self.dead += 1
        self.tell_run(message)
        assert self.dead_letters is not None
        message.origin = self
        if message.history is None:  # Nobody ever began it.
            history = self.open_history(message)
            history.running, history.reason = 0, "other"
        assert message.history is not None
        if reason in ("expired", "overflow"):
            message.history.reason = "other"
        self.dead_letters.park(message)

    def park(self, message: Message) -> None:
        """Take a message that another queue gave up."""
        self._moved_in += 1
        self.parking.park(message)
        if self.restamp is not None:
            message.work = self.restamp(message.works)
        if self.settings.retention_clock == "reset":
            message.sent = self.environment._now
        self._begin(message)
        if self.settings.redrive_after is not None:
            at = self.environment._now + self.settings.redrive_after
            self.environment.call_at(at, self._redrive_one, (message, message.place), EXPIRY)
        self._appear(message)
        self._stay_within_capacity()

    def _stay_within_capacity(self) -> None:
        """Dead letters beyond the capacity push out the oldest (Sidekiq's dead set)."""
        most = self.settings.capacity
        if most is not None and self.settings.overflow == "drop_oldest" and self.depth > most:
            oldest = self.line.pop_oldest()
            if oldest is not None:
                self._leave()
                self._make_room(oldest)

    @abstractmethod
    def _make_room(self, oldest: Message) -> None:
        """The oldest message leaves for another one."""

    def _end(self, message: Message) -> None:
        """The message is no more; whatever still refers to it finds that out."""
        self.line.free(message)
        message.state, message.receipt = ENDED, 0
        message.receives = -1
        self.tell_run(message)

    @staticmethod
    def tell_run(message: Message) -> None:
        """The scheduler's run that it belongs to has one message fewer to wait for."""
        run, message.run = message.run, None
        if run is not None:
            run.over()

    def _pull_out(self, message: Message) -> None:
        """Take a message out that waits or is hidden."""
        if message.state == WAITING:
            self._leave()
            self.parking.unpark(message)
        else:
            del self.hidden_ones[message]
            self._unhide()
        # Whoever goes on because of the room finds that it is no more.
        message.state, message.receipt = ENDED, 0
        if self._blocked:
            self.admit()

    def _perish(self, argument: tuple[Message, int]) -> None:
        """Retention is over."""
        message, place = argument
        if message.home is not self or message.place != place or message.state >= TAKEN:
            return
        if message.state == IN_FLIGHT:
            self._land()
        else:
            self._pull_out(message)
        self._end(message)
        self.expired += 1

    def _outlive(self, argument: tuple[Message, int]) -> None:
        """The time to live is over; it ends what waits, and what is in flight may be done."""
        message, place = argument
        if message.home is not self or message.place != place:
            return
        if self.settings.expires_at_head:
            while (first := self.line.first()) and first.expires <= self.environment._now:
                self._pull_out(first)
                self._expire(first)
        elif message.state in (WAITING, HIDDEN):
            self._pull_out(message)
            self._expire(message)

    def _expire(self, message: Message) -> None:
        self.line.free(message)
        if self.settings.expired_to == "dead_letters" and self.dead_letters is not None:
            self._move(message, "expired")
        else:
            self._end(message)
            self.expired += 1

    def open_history(self, message: Message) -> History:
        """Something went wrong with a message while its first attempt was running."""
        history = message.history = History()
        history.running = 1
        history.succeeded, history.listed = False, None
        history.reason = "failed"
        history.wait = history.done_at = 0.0
        history.parked = None
        return history

    def follows(self, setting: str) -> bool:
        return self.id in self._world.changed

    def change(self, setting: str, value: Any) -> None:
        """Another visibility timeout, or another delay, for what comes from now on."""
        self.settings = self.settings.model_copy(update={setting: value})
        if setting == "visibility_timeout":
            self.visibility = float(value)
            for locks in self.locked_by:
                locks.last(self.visibility)

    def purge(self, _: object = None) -> None:
        """Delete everything that waits or is hidden for later."""
        for message in self.line.clear():
            self._leave()
            self._purged(message)
        for message in list(self.hidden_ones):
            self._pull_out(message)
            self._purged(message)
        if self._blocked:
            self.admit()

    def _purged(self, message: Message) -> None:
        self.parking.unpark(message)
        self._end(message)
        self.purged += 1

    def redrive(self, wanted: Any = None) -> None:
        """Send dead letters back to the queues that gave them up, at a rate if there is one."""
        rate = getattr(wanted, "rate", None) or self.settings.redrive_rate
        self._redriving = self.waiting if self.is_dead_letter else 0
        self._redrive_next(rate)

    def _redrive_next(self, rate: float | None) -> None:
        while self._redriving > 0 and self._send_back():
            self._redriving -= 1
            if rate is not None:
                at = self.environment._now + 1 / rate
                self.environment.call_at(at, self._redrive_next, rate)
                return

    def _redrive_one(self, argument: tuple[Message, int]) -> None:
        message, place = argument
        if message.home is not self or message.place != place or message.state != WAITING:
            return
        rate = self.settings.redrive_rate
        if rate is None:
            self._send_back()
        else:
            running = self._redriving > 0
            self._redriving += 1
            if not running:
                self._redrive_next(rate)

    def _send_back(self) -> bool:
        message = self.line.pop()
        if message is None:
            return False
        self._leave()
        self.parking.unpark(message)
        self.redriven += 1
        self._back_to_origin(message)
        return True

    def _back_to_origin(self, message: Message) -> None:
        message.sent = self.environment._now
        message.origin.take_back(message)

    def take_back(self, message: Message) -> None:
        """A dead letter comes back as a new message."""
        self._redriven_in += 1
        if self.restamp is not None:
            message.work = self.restamp(message.works)
        self._begin(message)
        self._appear(message)

    def actions(self) -> dict[str, Callable[[Any], object]]:
        return {"purge": self.purge, "redrive": self.redrive}
