"""Broker: a queue in the general case, with any of its features.

What the products do differently is a setting: when a message is visible again, what is counted and
when that moves it to the dead letters, where it comes back to, what a late ack does. The sources
stand beside the settings. Equal to `queue` where none of it is switched on; a test holds them
together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from simulator.components.running.broker_books import BrokerBooks
from simulator.engine.environment import EXPIRY
from simulator.engine.message import Attempt, History, Message
from simulator.engine.part import BLOCKED, FAILED, OK
from simulator.mechanics import jobs
from simulator.mechanics.delivery.alarms import Alarms
from simulator.mechanics.delivery.locks import Locks
from simulator.mechanics.delivery.polling import Pollers
from simulator.mechanics.delivery.states import (
    ENDED,
    FAILURES,
    HIDDEN,
    IN_FLIGHT,
    LAPSE,
    TAKEN,
    WAITING,
)

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

    def room(self, source: Broker) -> int:
        """How many messages it would take now."""

    def receive(self, source: Broker, message: Message) -> None:
        """Take one message."""

    def received(self, source: Broker) -> None:
        """That was all of this receive."""


class Broker(BrokerBooks):
    """The running part of a queue with features."""

    def __init__(self, world: World, queue: Queue) -> None:
        super().__init__(world, queue)
        wanted = queue.settings
        self.visibility = float(wanted.visibility_timeout)
        self.locks = wanted.hidden_until == "timeout"
        self.locked_by: list[Locks] = []
        """The locks of its messages, one for each worker that takes from here."""
        redrive = world.edges_from(queue.id, "dead-letter")
        self._redrive = redrive[0] if redrive else None
        self._most = NEVER
        if self._redrive is not None:
            self._most = self._redrive.settings.max_receives
        elif wanted.delivery_limit is not None:
            self._most = wanted.delivery_limit
        self._counts_receives = wanted.counts == "receives"
        self._perishes = wanted.retention < world.duration
        self._places = 0
        self.takers: deque[Taker] = deque()
        self.dead_letters: Broker | None = None
        self._restamp: Callable[[Any], float] | None = None
        self.alarms = Alarms.of(world)
        self.bounded = True
        self._limited = self.alarms.any(world) or wanted.capacity is not None
        self._flying_most = wanted.in_flight_limit or NEVER
        self._pollers: Pollers | None = None
        if wanted.delivery == "pull" and wanted.polling == "short":
            self._pollers = Pollers(world, self)
        self._by_group = wanted.ordering == "groups"
        self._seen: dict[Any, float] = {}
        self._lives = None
        if wanted.time_to_live is not None:
            self._lives = world.randomness.durations(wanted.time_to_live, queue.id, "time to live")
        self._acks = 0
        self._again = world.randomness.hits(wanted.duplicate_share, queue.id, "delivered twice")
        self._again_at = self._again()
        self._feeding = False
        self._hidden_ones: dict[Message, None] = {}
        self._redriving = 0

    def connect(self) -> None:
        if self._redrive is not None:
            target = self._world.parts[self._redrive.target]
            assert isinstance(target, Broker)
            self.dead_letters = target
            self._world.edges[self._redrive.id].lend(lambda: self.dead)
        takers = [edge.target for edge in self._world.edges_from(self.id, "message")]
        self._restamp = jobs.stamp(self._world, takers)
        self.alarms.connect(self)
        given_up = self._world.edges_to(self.id, "dead-letter")
        self._source_of_letters = self._world.parts[given_up[0].source] if given_up else None

    def entrance(self) -> None:
        """A client's jobs come in by `offer`."""

    @property
    def depth(self) -> int:
        """Messages that wait or are delayed."""
        return self.waiting + self.hidden

    # --- Coming in ------------------------------------------------------------------------

    def offer(self, message: Message) -> int:
        """A new message: OK, FAILED (not taken) or BLOCKED."""
        if self._is_known(message):
            self.deduplicated += 1
            return OK
        if self._limited and (outcome := self._full(message)) is not None:
            return outcome
        self._accept(message)
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

    def _full(self, message: Message) -> int | None:
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
            self._accept(message)
            for function in resume:
                function()

    def _accept(self, message: Message) -> None:
        self._published += 1
        if message.run is not None:
            message.run.begun()
        message.origin = self._source_of_letters
        self._begin(message)
        now, delay = self.environment._now, self.settings.delivery_delay
        if message.eta > now and not self._held_by_takers():
            delay = max(delay, message.eta - now)
        if delay > 0:
            self._delay(message, delay)
        else:
            self._appear(message)

    def _begin(self, message: Message) -> None:
        """A message begins its life in this queue."""
        self._places = message.place = self._places + 1
        message.home = self
        message.receives = message.count = message.receipt = message.tries = 0
        message.listed = False
        now = self.environment._now
        if self._perishes:
            at = max(message.sent + self.settings.retention, now)
            self.environment.call_at(at, self._perish, (message, message.place), EXPIRY)
        if self._lives is not None:
            message.expires = now + self._lives()
            self.environment.call_at(
                message.expires, self._outlive, (message, message.place), EXPIRY
            )

    def _held_by_takers(self) -> bool:
        """Whether instances fetch messages that are not due, and hold them."""
        return any(taker.holds_eta for taker in self.takers)

    def _delay(self, message: Message, delay: float) -> None:
        message.state = HIDDEN
        self._hidden_ones[message] = None
        self._hide()
        token = self.environment.next_key()
        at = self.environment._now + delay
        self.environment.call_at(at, self._due, (message, -token), EXPIRY)
        message.receipt = -token

    def _due(self, argument: tuple[Message, int]) -> None:
        message, token = argument
        if message.state == HIDDEN and message.receipt == token:
            message.receipt = 0
            del self._hidden_ones[message]
            self._unhide()
            self._appear(message)
            if self._blocked:
                self.admit()

    def _appear(self, message: Message, returned: bool = False) -> None:
        """A message is visible: it is received at once where somebody waits for one."""
        message.since = self.environment._now
        message.state = WAITING
        back = returned or message.receives > 0
        if self._by_group:
            self._line_up(message, back)
            if back:
                self.line.free(message)
            self.feed()
        elif self.waiting or not self._somebody_idle():
            self._line_up(message, back)
            if self._pollers is not None:
                self._pollers.wake()
        elif not back or self._may_be_received(message):
            taker = self._idle()
            assert taker is not None
            self._hand(message, taker)
            taker.received(self)
        if self.alarms.watched:
            self.alarms.look(self)

    def _line_up(self, message: Message, back: bool) -> None:
        self._enter()
        if back:
            self.line.put_back(message)
        else:
            self.line.put(message)

    # --- Handing out ----------------------------------------------------------------------

    def _somebody_idle(self) -> bool:
        """Whether a message that is visible now would be received at once."""
        if self._pollers is not None or self.in_flight >= self._flying_most:
            return False
        return any(taker.room(self) > 0 for taker in self.takers)

    def ask(self, taker: Taker) -> bool:
        """A taker has room for more; tells whether it got any."""
        if self._pollers is not None:
            return self._pollers.poll(taker)
        return self.waiting > 0 and self.serve(taker)

    def _idle(self) -> Taker | None:
        """An instance that would take a message, in turns."""
        if self._pollers is not None or self.in_flight >= self._flying_most:
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
        if self._pollers is not None:
            self._pollers.wake()
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
        while room > 0 and self.waiting and self.in_flight < self._flying_most:
            message = self._next()
            if message is None:
                break
            self.wait.add(self.environment._now - message.since)
            self._hand(message, taker)
            got = True
            room -= 1
        if got:
            taker.received(self)
            if self._blocked:
                self.admit()
            if self.alarms.watched:
                self.alarms.look(self)
        return got

    def _next(self) -> Message | None:
        """The next message that is handed over; what is not is dealt with."""
        while (message := self.line.pop()) is not None:
            self._leave()
            if self._may_be_received(message):
                return message
        return None

    def _may_be_received(self, message: Message) -> bool:
        """A receive attempt at a message; False if it has other ways to go instead."""
        if self._lives is not None and message.expires <= self.environment._now:
            self._expire(message)
            return False
        if self._counts_receives and message.count >= self._most:
            self.line.free(message)
            self._give_away(message, "receives")
            return False
        return True

    def _hand(self, message: Message, taker: Taker) -> None:
        message.receives += 1
        message.count += self._counts_receives
        self.receives += 1
        self.retries += message.receives > 1
        message.state = IN_FLIGHT
        message.receipt = self.environment.next_key()
        self._take_off()
        self.parking.unpark(message)
        taker.receive(self, message)

    # --- What becomes of a receive --------------------------------------------------------

    def holds(self, attempt: Attempt) -> bool:
        """Whether an attempt's receipt is valid: the message is hidden for it."""
        return attempt.job.receipt == attempt.receipt

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
                self._return_to_line(message)  # A copy that the ack did not reach.
                return True
        elif self._takes_late(attempt):
            self.late_acks += 1
            self._pull_out(message)
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
        refused = self.settings.late_ack == "refused"
        return attempt.job.receipt == -attempt.receipt and not refused

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
        self._tell_run(attempt.job)
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
            if message.count >= self._most:
                self.line.free(message)
                self._give_away(message, "receives")
                return
        if delay > 0:
            self._delay(message, delay)
        else:
            self._return_to_line(message)

    def _return_to_line(self, message: Message) -> None:
        if self._lives is not None and message.expires <= self.environment._now:
            self._expire(message)
        else:
            self._appear(message, returned=True)

    def republish(self, attempt: Attempt, delay: float, hold: bool) -> None:
        """Send the work again as a new message with a delay, and ack the old one."""
        message = attempt.job
        if attempt.acked:
            self.taken -= 1
        elif message.receipt == attempt.receipt:
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
            self._appear(message)

    def _copy(self, message: Message) -> Message:
        """The old message lives on elsewhere: what is sent again is one more."""
        copy = Message()
        for name in ("born", "work", "works", "traits", "run", "history", "tries", "identity"):
            setattr(copy, name, getattr(message, name))
        if copy.run is not None:
            copy.run.begun()
        self._published += 1
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

    # --- Leaving --------------------------------------------------------------------------

    def _give_away(self, message: Message, reason: str) -> None:
        """The queue gives a message up: to the dead letters, or into nothing."""
        if self.dead_letters is not None:
            self._move(message, reason)
        else:
            self._end(message)
            self.dropped += 1

    def _move(self, message: Message, reason: str) -> None:
        self.dead += 1
        self._tell_run(message)
        assert self.dead_letters is not None
        message.origin = self
        if message.history is None:
            self.open_history(message).running = 0
        assert message.history is not None
        if reason in ("expired", "overflow"):
            message.history.reason = "other"
        self.dead_letters.park(message)

    def park(self, message: Message) -> None:
        """Take a message that another queue gave up."""
        self._moved_in += 1
        self.parking.park(message)
        if self._restamp is not None:
            message.work = self._restamp(message.works)
        if self.settings.retention_clock == "reset":
            message.sent = self.environment._now
        self._begin(message)
        if self.settings.redrive_after is not None:
            at = self.environment._now + self.settings.redrive_after
            self.environment.call_at(at, self._redrive_one, (message, message.place), EXPIRY)
        self._appear(message)

    def _end(self, message: Message) -> None:
        """The message is no more; whatever still refers to it finds that out."""
        self.line.free(message)
        message.state, message.receipt = ENDED, 0
        message.receives = -1
        self._tell_run(message)

    @staticmethod
    def _tell_run(message: Message) -> None:
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
            del self._hidden_ones[message]
            self._unhide()
        message.state = ENDED
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
        history.succeeded = history.listed = False
        history.reason = "failed"
        history.wait = history.done_at = 0.0
        history.parked = None
        return history

    def empty_receives(self) -> int:
        """Receives that found nothing: none where polls wait."""
        return 0 if self._pollers is None else self._pollers.empty()

    # --- Actions --------------------------------------------------------------------------

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
        for message in list(self._hidden_ones):
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
        if self._restamp is not None:
            message.work = self._restamp(message.works)
        self._begin(message)
        self._appear(message)

    def actions(self) -> dict[str, Callable[[Any], object]]:
        return {"purge": self.purge, "redrive": self.redrive}
