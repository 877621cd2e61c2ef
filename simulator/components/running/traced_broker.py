"""Traced broker: a queue that tells a microscope what happens to messages.

It does what its base does, and writes it down: a simulation without a microscope pays nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.components.running.broker import Broker
from simulator.engine.message import Attempt, Message
from simulator.engine.part import BLOCKED, FAILED, Part
from simulator.mechanics.delivery.states import ENDED, HIDDEN, IN_FLIGHT, NACK, WAITING
from simulator.mechanics.tracing import Tracing

if TYPE_CHECKING:
    from simulator.components.queue import Queue
    from simulator.engine.world import World


def make_broker(world: World, queue: Queue) -> Part:
    """The running part of a queue with features."""
    return Broker(world, queue) if world.microscope is None else TracedBroker(world, queue)


class TracedBroker(Broker):
    """A queue under the microscope."""

    def __init__(self, world: World, queue: Queue) -> None:
        super().__init__(world, queue)
        self._tracing = Tracing.of(world)

    def offer(self, message: Message) -> int:
        self._tracing.follow(message)
        known = self.deduplicated
        rejected = self.rejected
        outcome = super().offer(message)
        if self.deduplicated > known:
            self._tracing.note(message, "deduplicated", self.id)
        elif outcome == BLOCKED:
            self._tracing.note(message, "blocked", self.id)
        elif outcome == FAILED or self.rejected > rejected:
            self._tracing.note(message, "rejected", self.id)
            self._tracing.end(message, "rejected")
        return outcome

    def accept(self, message: Message) -> None:
        self._tracing.note(message, "enqueued", self.id)
        super().accept(message)

    def _delay(self, message: Message, delay: float) -> None:
        if message.receives == 0:
            until = self.environment._now + delay
            self._tracing.note(message, "delayed", self.id, until=until)
        super()._delay(message, delay)

    def _make_room(self, oldest: Message) -> None:
        if self.settings.overflow != "dead_letter" or self.dead_letters is None:
            self._tracing.note(oldest, "dropped", self.id)
            self._tracing.end(oldest, "lost")
        super()._make_room(oldest)

    def ack(self, attempt: Attempt) -> bool:
        message = attempt.job
        refusal = self._refusal(message)
        before = self.done
        kept = super().ack(attempt)
        if not kept:
            self._tracing.note(
                message, "ack_refused", self.id, receive=attempt.number, reason=refusal
            )
            return False
        if not attempt.acked:
            self._tracing.note(message, "acked", self.id, receive=attempt.number)
        if self.done > before and not attempt.forked:
            self._tracing.end(message, "done")
        return True

    def _refusal(self, message: Message) -> str:
        if message.state == ENDED or message.home is not self:
            return "gone"
        return "received again" if message.state == IN_FLIGHT else "expired"

    def take_away(self, attempt: Attempt) -> None:
        super().take_away(attempt)
        self._tracing.note(attempt.job, "acked", self.id, receive=attempt.number)

    def lose(self, attempt: Attempt) -> None:
        before = self.lost
        super().lose(attempt)
        if self.lost > before:
            self._tracing.note(attempt.job, "lost", attempt.lane.crew.id)
            self._tracing.end(attempt.job, "lost")

    def give_up(self, attempt: Attempt) -> None:
        before = self.given_up
        super().give_up(attempt)
        if self.given_up > before:
            self._tracing.note(attempt.job, "given_up", attempt.lane.crew.id)
            self._tracing.end(attempt.job, "given_up")

    def give_back(self, attempt: Attempt, cause: str, delay: float = 0.0) -> None:
        if self.holds(attempt):
            number, until = attempt.number, self.environment._now + delay
            if cause == NACK:
                self._tracing.note(attempt.job, "nacked", self.id, receive=number, until=until)
            else:
                self._tracing.note(attempt.job, "returned", self.id, receive=number, reason=cause)
        super().give_back(attempt, cause, delay)
        self._buried_again(attempt.job)

    def lapse(self, attempt: Attempt) -> None:
        self._tracing.note(attempt.job, "lapsed", self.id, receive=attempt.number)
        super().lapse(attempt)
        self._buried_again(attempt.job)

    def _buried_again(self, message: Message) -> None:
        """A dead letter that was taken up and came back is dead again, until the next receive."""
        if self.is_dead_letter and message.home is self and message.state in (WAITING, HIDDEN):
            self._tracing.bury_again(message, self.id)

    def republish(self, attempt: Attempt, delay: float, hold: bool, returned: bool = False) -> None:
        due = self.environment._now + delay
        self._tracing.note(attempt.job, "republished", self.id, due=due)
        super().republish(attempt, delay, hold, returned)
        self._buried_again(attempt.job)

    def _give_away(self, message: Message, reason: str) -> None:
        if self.dead_letters is None:
            self._tracing.note(message, "dropped", self.id)
            self._tracing.end(message, "lost")
        super()._give_away(message, reason)

    def _move(self, message: Message, reason: str) -> None:
        assert self.dead_letters is not None
        to = self.dead_letters.id
        self._tracing.note(message, "dead_lettered", self.id, to=to, reason=reason)
        self._tracing.end(message, "dead")
        super()._move(message, reason)

    def _perish(self, argument: tuple[Message, int]) -> None:
        before = self.expired
        super()._perish(argument)
        if self.expired > before:
            self._tracing.note(argument[0], "expired", self.id)
            self._tracing.end(argument[0], "expired")

    def _expire(self, message: Message) -> None:
        before = self.expired
        super()._expire(message)
        if self.expired > before:
            self._tracing.note(message, "expired", self.id)
            self._tracing.end(message, "expired")

    def _purged(self, message: Message) -> None:
        self._tracing.note(message, "purged", self.id)
        self._tracing.end(message, "lost")
        super()._purged(message)

    def _back_to_origin(self, message: Message) -> None:
        self._tracing.note(message, "redriven", self.id, to=message.origin.id)
        super()._back_to_origin(message)

    def _copy(self, message: Message) -> Message:
        copy = super()._copy(message)
        copy.trace = message.trace
        return copy
