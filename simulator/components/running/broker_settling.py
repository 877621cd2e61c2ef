"""Broker settling: what becomes of a receive: acks, returns, retries, losses."""

from __future__ import annotations

from simulator.components.running.broker_intake import Intake
from simulator.engine.environment import ARRIVAL
from simulator.engine.message import Attempt, Message
from simulator.mechanics.delivery.states import ENDED, FAILURES, IN_FLIGHT, LAPSE, TAKEN


class Settling(Intake):
    """A queue that is told how attempts end."""

    def _land(self) -> None:
        super()._land()
        if self.in_flight == self.flying_most - 1:
            self.feed_soon()

    def feed_soon(self) -> None:
        """Somebody may wait for what is here: look once what happens now is over."""
        self.environment.call_at(self.environment._now, self._feed_again, None, ARRIVAL)

    def _feed_again(self, _: object) -> None:
        self.feed()

    def holds(self, attempt: Attempt) -> bool:
        """Whether an attempt's receipt is valid: the message is hidden for it."""
        return attempt.job.receipt == attempt.receipt

    def reaches(self, attempt: Attempt) -> bool:
        """Whether an ack now takes the message out of those in flight, for whomever it is hidden.

        Only where receives share a receipt can that be another attempt than this.
        """
        message = attempt.job
        if message.receipt == attempt.receipt:
            return True
        return (
            self.settings.late_ack == "shared"
            and message.state == IN_FLIGHT
            and message.home is self
            and attempt.received >= message.sent
        )

    def ack(self, attempt: Attempt) -> bool:
        """The work was done: delete the message, if the receipt is still good for that."""
        message = attempt.job
        if attempt.acked:
            self._finish_taken(attempt)
            return True
        if message.receipt == attempt.receipt:
            attempt.settled = True
            self._land()
            self._acks += 1
            if self._acks == self._again_at:
                self._again_at = self._again()
                self.return_to_line(message)  # A copy that the ack did not reach.
                return True
        elif self._takes_late(attempt):
            self.late_acks += 1
            self._pull_out(message)
        elif self.reaches(attempt):
            self.late_acks += 1
            self._land()
        else:
            self.late_acks += 1
            return False
        self.acked += 1
        self.done += 1
        self._end(message)
        if not attempt.forked:
            self._world.latency.add(self.environment._now - message.born)
        return True

    def _takes_late(self, attempt: Attempt) -> bool:
        accepted = self.settings.late_ack == "accepted"
        return attempt.job.receipt == -attempt.receipt and accepted

    def take_away(self, attempt: Attempt) -> None:
        """An ack before the work is done: the queue forgets the message."""
        message = attempt.job
        attempt.settled = attempt.acked = True
        self._land()
        self.acked += 1
        self.taken += 1
        message.state, message.receipt = TAKEN, 0
        self.line.free(message)

    def _finish_taken(self, attempt: Attempt) -> None:
        self.taken -= 1
        self.done += 1
        attempt.job.state = ENDED
        attempt.job.receives = -1
        self.tell_run(attempt.job)
        if not attempt.forked:
            self._world.latency.add(self.environment._now - attempt.job.born)

    def lose(self, attempt: Attempt) -> None:
        """A message that is acked although its work was not done is lost with who worked on it."""
        message = attempt.job
        if attempt.acked:
            self.taken -= 1
        elif message.receipt == attempt.receipt:
            attempt.settled = True
            self._land()
            self.acked += 1
        else:
            return
        self.lost += 1
        self._end(message)

    def give_up(self, attempt: Attempt) -> None:
        """Its work failed, and nobody will try again."""
        message = attempt.job
        if attempt.acked:
            self.taken -= 1
        elif message.receipt == attempt.receipt:
            attempt.settled = True
            self._land()
            self.acked += 1
        elif self._takes_late(attempt):
            self._pull_out(message)
        else:
            return
        self.given_up += 1
        self._end(message)

    def give_back(self, attempt: Attempt, cause: str, delay: float = 0.0) -> None:
        """Make a message visible again, at once or after a delay."""
        message = attempt.job
        if message.receipt != attempt.receipt:
            return
        attempt.settled = True
        self._land()
        message.receipt = 0
        self._come_back(message, cause, delay)

    def lapse(self, attempt: Attempt) -> None:
        """The visibility timeout is over."""
        message = attempt.job
        self.expiries += 1
        self._land()
        message.receipt = -attempt.receipt
        self._come_back(message, LAPSE, 0.0)

    def _come_back(self, message: Message, cause: str, delay: float) -> None:
        self.returns += 1
        counts = self.settings.counts
        if counts == "returns" or (counts == "failed_returns" and cause in FAILURES):
            message.count += 1
            if message.count >= self.counted_most:
                self.line.free(message)
                self._give_away(message, "receives")
                return
        if delay > 0:
            self._delay(message, delay)
        else:
            self.return_to_line(message)

    def return_to_line(self, message: Message) -> None:
        if self.lives is not None and message.expires <= self.environment._now:
            self._expire(message)
        else:
            self._appear(message, returned=True)

    def republish(self, attempt: Attempt, delay: float, hold: bool, returned: bool = False) -> None:
        """Send the work again as a new message with a delay, and ack the old one.

        `returned`: it is put back, and stands where the queue puts what comes back.
        """
        message = attempt.job
        if attempt.acked:
            self.taken -= 1
        elif self.reaches(attempt):
            attempt.settled = True
            self._land()
            self.acked += 1
            self.line.free(message)
        else:
            message = self._copy(message)
        tries, history, now = message.tries, message.history, self.environment._now
        message.sent = now
        self._begin(message)
        message.tries, message.history = tries, history
        message.eta = now + delay
        self.returns += 1
        if delay > 0 and not hold:
            self._delay(message, delay)
        else:
            self._appear(message, returned)

    def _copy(self, message: Message) -> Message:
        """The old message lives on elsewhere: what is sent again is one more."""
        copy = Message()
        for name in ("born", "work", "works", "traits", "run", "history", "tries", "identity"):
            setattr(copy, name, getattr(message, name))
        if copy.run is not None:
            copy.run.begun()
        self.published += 1
        return copy

    def dead_letter(self, attempt: Attempt, reason: str) -> None:
        """Its worker gives the message up: to the dead letters, if there are any."""
        message = attempt.job
        if self.dead_letters is None:
            self.give_up(attempt)
            return
        if attempt.acked:
            self.taken -= 1
        elif message.receipt == attempt.receipt:
            attempt.settled = True
            self._land()
        else:
            return
        self.line.free(message)
        self._move(message, reason)
