"""Crew lane: the way from one queue to a worker in the general case, attempt by attempt."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappush
from typing import TYPE_CHECKING

from simulator.components.running.crew_outcomes import Outcomes
from simulator.components.running.lane import _picker
from simulator.engine.environment import EXPIRY
from simulator.engine.message import Attempt, History, Message
from simulator.engine.part import OK
from simulator.mechanics.backoff import backoff
from simulator.mechanics.calls import call
from simulator.mechanics.deadlines import Deadlines
from simulator.mechanics.delivery.locks import Locks, next_look
from simulator.mechanics.delivery.states import CUT_OFF
from simulator.mechanics.publishing import publish_on
from simulator.mechanics.steps import Builder, chain

if TYPE_CHECKING:
    from simulator.components.running.broker import Broker
    from simulator.components.running.consumer import Consumer
    from simulator.components.running.crew import Crew


def later(hits: Callable[[], int], than: int) -> Callable[[], int]:
    """The ordinals of hits that are yet to come."""

    def following() -> int:
        ordinal = hits()
        while 0 <= ordinal <= than:
            ordinal = hits()
        return ordinal

    return following


class CrewLane(Outcomes):
    """The way from one queue to a worker with features."""

    def __init__(self, crew: Crew, source: Broker) -> None:
        world, wanted = crew.world, crew.settings
        random = world.randomness
        self.crew, self.source = crew, source
        self._environment = world.environment
        self._wanted = wanted
        self.pick = _picker(world, crew.id)
        names = (crew.id, source.id)
        self.redraw: Callable[[], float] | None = None
        if wanted.redraw:
            self.redraw = random.durations(wanted.processing_time, *names, "redraw")
        self.wait = backoff(wanted, random.uniforms(*names, "backoff"), wanted.backoff_growth)
        self._hits = random.hits(wanted.transient_failure, *names, "failure")
        self.failing = self._hits()
        self._kills = random.hits(wanted.slot_loss, *names, "killed")
        self._killing = self._kills()
        self._blocks = random.hits(wanted.heartbeat_blocked, *names, "blocked heartbeat")
        self._blocking = self._blocks()
        self._locks: Locks | None = None
        if source.locks:
            self._locks = Locks(world.environment, source.settings, wanted, self._lapse)
            source.locked_by.append(self._locks)
        self._cut_offs: Deadlines[Attempt] | None = None
        if source.settings.consumer_timeout is not None:
            span = source.settings.consumer_timeout
            self._cut_offs = Deadlines(world.environment, span, self._hold_too_long)
        calls = [(edge, self.caller()) for edge in world.edges_from(crew.id, "call")]
        messages = [(edge, publish_on) for edge in world.edges_from(crew.id, "message")]
        self.finish: Callable[[Attempt, int], object] = self.complete
        """Ends an attempt that was answered; the quick way where there is one."""
        self.let_go: Callable[[Attempt], object] = self._let_go
        """The slot of an attempt that is over goes on; the quick way where there is one."""
        self.record: Callable[[Consumer], object] = lambda consumer: None
        """Writes records of the attempts of an instance that have none."""
        self.steps = chain(world, [*calls, *messages], self._answered)
        self.silent = wanted.retry == "visibility" and source.locks
        self._whole = wanted.batch > 1 and wanted.batch_ack != "each"
        self.began = self.sure_done = 0
        """Attempts that began; those that are done, and had no record."""

    def caller(self) -> Builder:
        """What builds the following of its call edges."""
        return call

    def attempts(self) -> int:
        """Attempts that began."""
        return self.began

    # --- From the receive to the work -------------------------------------------------------

    def receive(self, message: Message, consumer: Consumer) -> Attempt:
        """A consumer received a message."""
        attempt = Attempt()
        attempt.job, attempt.receipt = message, message.receipt
        attempt.lane, attempt.consumer = self, consumer
        attempt.received = self._environment._now
        attempt.lapsed = attempt.ended = attempt.settled = attempt.forked = False
        attempt.begun = attempt.acked = attempt.lost = attempt.duplicate = False
        attempt.armed = True
        attempt.batch, attempt.number = None, message.receives
        if self._wanted.ack == "receive":
            self.source.take_away(attempt)
        else:
            if self._locks is not None:
                self._locks.receive(attempt)
            if self._cut_offs is not None:
                self._cut_offs.add(attempt)
        return attempt

    def begin(self, attempt: Attempt) -> None:
        """A slot begins to work."""
        self.began = number = self.began + 1
        struck = number == self.failing
        if struck:
            self.next_failure()
        killed = number == self._killing
        if killed:
            self._killing = self._kills()
        blocked = number == self._blocking
        if blocked:
            self._blocking = self._blocks()
        message, now = attempt.job, self._environment._now
        attempt.started, attempt.begun = now, True
        if message.history is not None:
            self.begin_again(attempt, message.history)
        else:
            self.crew.first_attempt()
        if attempt.acked:
            pass
        elif self._wanted.ack == "early":
            if self.source.reaches(attempt):
                self.source.take_away(attempt)
        elif self._locks is not None:
            self._locks.begin(attempt, blocked)
        self._work(attempt, struck, killed)

    def next_failure(self) -> None:
        """The present attempt is struck by chance: find the next."""
        self.failing = self._hits()

    @property
    def locks(self) -> Locks | None:
        """The locks of its messages; None where only the end of an instance gives them back."""
        return self._locks

    def begin_again(self, attempt: Attempt, history: History) -> None:
        attempt.duplicate = history.running > 0 or history.succeeded
        history.running += 1
        self.crew.duplicates += attempt.duplicate
        self.source.duplicates += attempt.duplicate

    def _work(self, attempt: Attempt, struck: bool, killed: bool) -> None:
        """Let the time of the work pass, up to what ends it."""
        message, wanted = attempt.job, self._wanted
        work = message.work if self.pick is None else self.pick(message)
        poison = work < 0 and (
            wanted.poison_attempts is None or message.tries < wanted.poison_attempts
        )
        work = abs(work)
        if self.redraw is not None:
            work = self.redraw()
        ends: Callable[[Attempt], object] = self._over
        if self._skips(message):
            ends, work = self._skip, wanted.skip_time
        elif killed:
            ends, work = self._killed_by_memory, work / 2
        elif poison and wanted.poison_effect != "fails":
            ends = self.poisoned
        elif poison:
            ends = self.fail_poison
        elif struck:
            ends = self.fail_by_chance
        now = attempt.started
        if wanted.time_limit is not None or wanted.soft_time_limit is not None:
            self.limit(attempt, work)
        heappush(self._environment.heap, (now + work, self._environment.next_key(), ends, attempt))

    def _skips(self, message: Message) -> bool:
        wanted, history = self._wanted, message.history
        if not wanted.idempotent or wanted.skip_time is None or history is None:
            return False
        return history.succeeded and self._remembers(history)

    def _remembers(self, history: History) -> bool:
        """Whether an idempotent handler still knows that the work was done."""
        kept = self._wanted.remembers_for
        return kept is None or self._environment._now - history.done_at <= kept

    def limit(self, attempt: Attempt, work: float) -> None:
        """Arm what ends an attempt that takes too long. A batch has one limit together."""
        began = attempt.batch.started if self._whole else attempt.started
        for limit, ends in (
            (self._wanted.soft_time_limit, self._fail_softly),
            (self._wanted.time_limit, self._killed_by_limit),
        ):
            if limit is not None and (
                self.steps is not None or attempt.started + work > began + limit
            ):
                at = max(began + limit, attempt.started)
                self._environment.call_at(at, ends, attempt)

    # --- How an attempt ends ----------------------------------------------------------------

    def _over(self, attempt: Attempt) -> None:
        """The work itself is done; now the calls and messages."""
        if attempt.ended:
            return
        if self.steps is None:
            self.complete(attempt, OK)
        else:
            self.steps(attempt.job, attempt)

    def _answered(self, attempt: Attempt, outcome: int) -> None:
        self.finish(attempt, outcome)

    def complete(self, attempt: Attempt, outcome: int = OK) -> None:
        if attempt.ended:
            return
        if outcome:
            self.fail(attempt, "call")
            return
        self._end(attempt)
        self.crew.done += 1
        self._note_success(attempt)
        if not self._whole:
            self.settle_success(attempt)
        self.let_go(attempt)

    def _let_go(self, attempt: Attempt) -> None:
        attempt.consumer.finished(attempt)

    def _note_success(self, attempt: Attempt) -> None:
        """Only a message in trouble has a history: most never do."""
        message = attempt.job
        history = message.history
        late = message.receipt != attempt.receipt and not attempt.acked
        if history is None and (late or self._whole):
            # It may be handed out again although its work is done: late, or with its whole batch.
            history = self._open_ended(message)
        if history is None:
            return
        if history.succeeded:
            self.crew.repeated += 1
            if not (self._wanted.idempotent and self._remembers(history)):
                self.crew.effects += 1
        else:
            history.succeeded = True
            if history.parked is not None:
                history.parked.processed += 1
        history.done_at = self._environment._now

    def _skip(self, attempt: Attempt) -> None:
        """An idempotent handler found that the work was done before."""
        if attempt.ended:
            return
        self._end(attempt)
        self.crew.skipped += 1
        self.crew.done += 1
        if not self._whole:
            self.settle_success(attempt)
        self.let_go(attempt)

    def fail_by_chance(self, attempt: Attempt) -> None:
        self.fail(attempt, "transient")

    def fail_poison(self, attempt: Attempt) -> None:
        self.fail(attempt, "poison")

    def _fail_softly(self, attempt: Attempt) -> None:
        self.fail(attempt, "soft limit")

    def fail(self, attempt: Attempt, reason: str) -> None:
        """An attempt failed, and its slot is free."""
        if attempt.ended:
            return
        history = self._end(attempt) or self._open_ended(attempt.job)
        self.crew.failed += 1
        attempt.job.tries += 1
        if self.source.holds(attempt):
            history.reason = self._reason(attempt)
        if self._whole:
            attempt.batch.failed.append((attempt, reason))
        else:
            self.settle_failure(attempt, reason)
        self.let_go(attempt)

    # --- Time that is over --------------------------------------------------------------------

    def _lapse(self, attempt: Attempt) -> None:
        """The visibility timeout of an attempt is over."""
        if not self.source.holds(attempt):
            return
        message = attempt.job
        if attempt.begun and not attempt.ended:
            attempt.lapsed = True
            self.crew.late += 1
        history = message.history
        if history is None:
            history = self.source.open_history(message)
            history.running = int(attempt.begun and not attempt.ended)
            history.reason = "other"
        if attempt.begun:
            history.reason = self._reason(attempt)
        self.source.lapse(attempt)
        if not attempt.begun:
            attempt.consumer.lapsed(attempt)

    def _hold_too_long(self, attempt: Attempt) -> None:
        """The consumer timeout is over; the broker may see it only when it next looks."""
        now = self._environment._now
        seen = next_look(now, float(self.source.settings.expiry_check))
        if seen > now:
            self._environment.call_at(seen, self._cut_off, attempt, EXPIRY)
        else:
            self._cut_off(attempt)

    def _cut_off(self, attempt: Attempt) -> None:
        """Everything that an instance holds comes back. While its channel is closed, others are
        asked; what it has in work goes on, and a new channel does not count that."""
        if attempt.settled or not self.source.holds(attempt):
            # It is no longer held, but visible again or somebody else's.
            return
        consumer = attempt.consumer
        up, consumer.up = consumer.up, False
        for held in consumer.held():
            if held.lane is self and self.source.holds(held):
                if held.job.history is None:
                    history = self.source.open_history(held.job)
                    history.running = int(held.begun)
                if held.begun:
                    consumer.cut_off.add(held)
                else:
                    consumer.forget(held)
                self.source.give_back(held, CUT_OFF)
        consumer.up = up
        if self._wanted.when_cut_off == "ends":
            self.crew.fleet.end(consumer)
        else:
            consumer.proceed()

    # --- Settings that change ---------------------------------------------------------------

    def rewire(self, setting: str) -> None:
        """A setting has another value from now on."""
        wanted = self._wanted = self.crew.settings
        names = (self.crew.id, self.source.id)
        random = self.crew.world.randomness
        if setting == "transient_failure":
            self._hits = later(random.hits(wanted.transient_failure, *names, "failure"), self.began)
            self.failing = self._hits()
        elif setting == "slot_loss":
            self._kills = later(random.hits(wanted.slot_loss, *names, "killed"), self.began)
            self._killing = self._kills()
