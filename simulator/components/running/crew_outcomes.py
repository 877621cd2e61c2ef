"""Crew outcomes: what becomes of a message when an attempt at it ends, one way or another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulator.engine.environment import EXPIRY, FastEnvironment
from simulator.engine.message import Attempt, History, Message
from simulator.mechanics.backoff import Wait
from simulator.mechanics.delivery.locks import Locks
from simulator.mechanics.delivery.states import CRASH, NACK, REJECT

if TYPE_CHECKING:
    from simulator.components.running.broker import Broker
    from simulator.components.running.crew import Crew


class Outcomes:
    """The end of attempts on the way from one queue to a worker."""

    crew: Crew
    source: Broker
    pick: Callable[[Message], float] | None
    _environment: FastEnvironment
    _wanted: Any
    wait: Wait
    _locks: Locks | None
    silent: bool

    # --- What is said to the queue ------------------------------------------------------------

    def settle_success(self, attempt: Attempt) -> None:
        """Acknowledge."""
        self.source.ack(attempt)

    def settle_failure(self, attempt: Attempt, reason: str) -> None:
        """Say what is to become of a message whose attempt failed."""
        message, retry = attempt.job, self._wanted.retry
        if retry == "give_up":
            self._give_up(attempt)
        elif self._is_last(message, reason) or retry == "dead_letter":
            self._give_away(attempt)
        elif retry == "republish":
            self.crew.retried += 1
            self.source.republish(attempt, self._next_wait(message), attempt.consumer.holds_eta)
        elif attempt.acked:
            self._give_up(attempt)
        elif retry == "backoff":
            self.source.give_back(attempt, NACK, self._next_wait(message))
        elif retry == "reject":
            self.source.give_back(attempt, REJECT)
        elif retry == "nack" or not self.silent:
            self.source.give_back(attempt, NACK)
        elif self._wanted.heartbeat is not None:
            self._abandon(attempt)  # It is waited out, and renewed no more.

    def _is_last(self, message: Message, reason: str) -> bool:
        wanted = self._wanted
        if wanted.max_attempts is not None and message.tries >= wanted.max_attempts:
            return True
        if reason == "poison" and wanted.permanent_errors == "recognised":
            return True
        return not self.crew.may_retry()

    def _next_wait(self, message: Message) -> float:
        history = message.history
        assert history is not None
        history.wait = self.wait(max(1, self._failures(message)), history.wait)
        return history.wait

    def _failures(self, message: Message) -> int:
        """What a backoff grows with: a queue's nack with its receives, else the failures."""
        return message.receives if self._wanted.retry == "backoff" else message.tries

    def _give_up(self, attempt: Attempt) -> None:
        before = self.source.given_up
        self.source.give_up(attempt)
        self.crew.given_up += self.source.given_up - before

    def _give_away(self, attempt: Attempt) -> None:
        before = self.source.given_up
        self.source.dead_letter(attempt, "failed")
        self.crew.given_up += self.source.given_up - before

    # --- Kills ------------------------------------------------------------------------------

    def _killed_by_memory(self, attempt: Attempt) -> None:
        if not attempt.ended:
            self.crew.fleet.kill_slot(attempt, "memory")

    def _killed_by_limit(self, attempt: Attempt) -> None:
        if not attempt.ended:
            self.crew.fleet.kill_slot(attempt, "time limit")

    def poisoned(self, attempt: Attempt) -> None:
        if attempt.ended:
            return
        if self._wanted.poison_effect == "kills_instance":
            self.crew.fleet.crash(attempt.consumer)
        else:
            self.crew.fleet.kill_slot(attempt, "memory")

    def cut_short(self, attempt: Attempt, reason: str) -> None:
        """Who makes the attempt is no more; what becomes of the message follows."""
        history = self._end(attempt) or self._open_ended(attempt.job)
        attempt.lost = True
        self.crew.killed += 1
        if self.source.holds(attempt):
            history.reason = self._reason(attempt)

    def lose_slot(self, attempt: Attempt) -> None:
        """What becomes of the message of a slot that was killed while its instance lives."""
        if attempt.acked or self._wanted.lost_slot == "acked":
            self._lose(attempt)
        elif self.silent:
            self._abandon(attempt)
        else:
            self.source.give_back(attempt, CRASH)

    def lose_instance(self, attempt: Attempt) -> None:
        """What becomes of a message whose instance crashed."""
        if attempt.acked:
            self._lose(attempt)
        elif self._locks is not None:
            self._abandon(attempt)
        else:
            after = self.source.settings.crash_return
            environment = self._environment
            environment.call_at(environment._now + after, self._connection_closed, attempt, EXPIRY)

    def _connection_closed(self, attempt: Attempt) -> None:
        self.source.give_back(attempt, CRASH)

    def _abandon(self, attempt: Attempt) -> None:
        if self._locks is not None and not attempt.settled:
            self._locks.abandon(attempt)

    def _lose(self, attempt: Attempt) -> None:
        before = self.source.lost
        self.source.lose(attempt)
        self.crew.lost += self.source.lost - before

    def put_back(self, attempt: Attempt, cause: str) -> None:
        """Give a message back in good order."""
        if attempt.acked:
            self.source.republish(attempt, 0.0, False, returned=True)
        else:
            self.source.give_back(attempt, cause)

    # --- Books --------------------------------------------------------------------------------

    def _end(self, attempt: Attempt) -> History | None:
        """An attempt is over, however; the history of its message, if it has one."""
        held = self._environment._now - attempt.started
        attempt.ended = True
        history = attempt.job.history
        if history is not None:
            history.running -= 1
        if attempt.lapsed:
            self.crew.late -= 1
        if attempt.duplicate:
            self.crew.wasted += held
        self.crew.work.add(held)
        return history

    def _open_ended(self, message: Message) -> History:
        """A history for a message whose first attempt has just ended badly."""
        history = self.source.open_history(message)
        history.running = 0
        return history

    def _reason(self, attempt: Attempt) -> str:
        message = attempt.job
        if (message.work if self.pick is None else self.pick(message)) < 0:
            return "poison"
        return "failed" if attempt.ended else "late"
