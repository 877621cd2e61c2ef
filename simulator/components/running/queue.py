"""Running queue: messages that wait, are hidden while somebody works on them, and come back.

The semantics are those of SQS standard queues. A receive is counted before any work; a message that
was received `max_receives` times is moved at the *next* receive attempt, which an idle poller makes
at once; the visibility timeout runs from the receive; an ack that comes after it deletes the
message only if nobody has received it since; retention runs from the first send.

What happens to every message is in `mechanics.handover`; here is what happens to those in trouble.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulator.components.running.queue_books import QueueBooks
from simulator.engine.environment import ARRIVAL, EXPIRY
from simulator.engine.message import Attempt, History, Message, New, forget, is_gone
from simulator.engine.part import BLOCKED, FAILED, OK
from simulator.mechanics import jobs
from simulator.mechanics.deadlines import Deadlines
from simulator.mechanics.handover import Begin, Taker

if TYPE_CHECKING:
    from simulator.components.queue import Queue
    from simulator.engine.world import World

NEVER = 1 << 62
"""More receives than there will be: the limit of a queue without a redrive policy."""


class RunningQueue(QueueBooks):
    """The running part of a queue."""

    def __init__(self, world: World, queue: Queue) -> None:
        super().__init__(world, queue)
        settings = queue.settings
        self.visibility = float(settings.visibility_timeout)
        redrive = world.edges_from(queue.id, "dead-letter")
        self._redrive = redrive[0] if redrive else None
        self.max_receives = redrive[0].settings.max_receives if redrive else NEVER
        self.keeps = settings.retention >= world.duration
        """Whether nothing can outlive the retention within this simulation."""
        self.flow = None
        self.bounded = settings.capacity is not None
        blocking = self.bounded and settings.overflow == "block"
        self.watches = self.is_dead_letter or blocking
        """Whether `watch` is to be told of every receive."""
        self._blocked: deque[list[Any]] = deque()
        self._admitting = False
        self._dead_letters: RunningQueue | None = None
        self._restamp: Callable[[Any], float] | None = None
        handover = self.handover
        self.offer: Callable[[Message], int] = handover.offer
        self.take: Callable[[], Message | New | None] = handover.take
        self.wake: Callable[[int], None] = handover.wake
        self._visible = handover.visible
        self._add_features()

    def _add_features(self) -> None:
        """Wrap the offering of messages in what is switched on."""
        settings = self._settings
        if settings.delivery_delay > 0:
            self.offer = self._offer_delayed
        if not self.keeps:
            self._kept_offer = self.offer
            self.offer = self._offer_perishable
        if settings.capacity is not None:
            self._room = int(settings.capacity)
            self._inner_offer = self.offer
            self.offer = self._offer_bounded

    @property
    def plain(self) -> bool:
        """Whether it simply takes what comes, so that what is new needs no record yet."""
        undelayed = self._settings.delivery_delay == 0
        return self.keeps and not self.bounded and undelayed and not self.is_dead_letter

    def entrance(self) -> Callable[[Any], object] | None:
        """Where a client's jobs come in without a detour; None if they need one.

        Only for the one edge that enters the queue.
        """
        sole = len(self._world.edges_to(self.id, "message")) == 1
        return self.handover.arrive if self.plain and sole else None

    @property
    def certain(self) -> bool:
        """Whether nothing but the visibility timeout can come between a receive and its ack, and
        nothing else needs to be done at a receive."""
        return self.keeps and not self.watches

    def serve(self, taker: Taker) -> None:
        """Give all messages to the one worker that takes from here, and from here alone."""
        self.handover.serve(taker)

    def hand_by(self, begin: Begin, exclusive: bool) -> None:
        """Give messages to idle slots by a function; `exclusive` if they take from here alone."""
        self.handover.hand_by(begin, exclusive)

    def connect(self) -> None:
        if self._redrive is not None:
            target = self._world.parts[self._redrive.target]
            assert isinstance(target, RunningQueue)
            self._dead_letters = target
            self._world.edges[self._redrive.id].lend(lambda: self.dead)
        takers = [edge.target for edge in self._world.edges_from(self.id, "message")]
        self._restamp = jobs.stamp(self._world, takers)

    # --- Receipts -------------------------------------------------------------------------

    def open_history(self, message: Message) -> History:
        """Something went wrong with a message while its first attempt was running."""
        history = message.history = History()
        history.running = 1
        history.succeeded, history.listed = False, None
        history.reason = "failed"
        history.wait = 0.0
        history.parked = None
        return history

    def watch(self, message: Message) -> None:
        """A message was received: it is parked no more, and leaves room for one that waits."""
        self._parking.unpark(message)
        if self._blocked and not self._admitting:
            self._admit()

    def deadlines(self, lapse: Callable[[Attempt], object]) -> Deadlines[Attempt]:
        """The visibility timeouts of attempts whose end is not known at the receive."""
        return Deadlines(self.environment, self.visibility, lapse)

    def ack(self, attempt: Attempt) -> None:
        """The work was done. Deletes the message if the receipt is still good for that."""
        message, now = attempt.job, self.environment._now
        if message.receipt == attempt.receipt:
            attempt.settled = True
            self._left_flight += 1
            self._area_flight += now
        elif message.receipt == -attempt.receipt:
            self.late_acks += 1
            self._remove_waiting(message)
        else:
            self.late_acks += 1
            return
        self._acked_slowly += 1
        forget(message)
        if not attempt.forked:
            self._world.latency.add(now - message.born)

    def nack(self, attempt: Attempt, delay: float) -> None:
        """Give the message back, to be visible again after a delay."""
        message = attempt.job
        if message.receipt != attempt.receipt:
            return
        attempt.settled = True
        self._leave_flight()
        message.receipt = 0
        if delay > 0:
            self._hiding.hide(message, delay)
        else:
            self._visible(message)

    def lapse(self, attempt: Attempt) -> bool:
        """The visibility timeout is over; tells whether the receipt was still valid."""
        message = attempt.job
        if message.receipt != attempt.receipt:
            return False
        self.expire(message, -attempt.receipt)
        return True

    def expire(self, message: Message, receipt: int) -> None:
        """The visibility timeout of a message in flight is over: it is to be seen again."""
        self.expiries += 1
        self._left_flight += 1
        self._area_flight += self.environment._now
        message.receipt = receipt
        self._visible(message)

    def _leave_flight(self) -> None:
        self._left_flight += 1
        self._area_flight += self.environment._now

    def _came_back(self, message: Message) -> bool:
        """A receive attempt at a message that is not new: tells whether it is handed over.

        What is not handed over has left the waiting messages.
        """
        if message.receives < 0:
            self._ghosts -= 1
            return False
        if message.receives >= self.max_receives:
            self._area_waiting += self.environment._now
            self._move(message)
            return False
        message.receives += 1
        self.retries += message.receives > 1
        return True

    def _move(self, message: Message) -> None:
        self.dead += 1
        message.receives = message.receipt = 0
        message.home = None
        assert self._dead_letters is not None
        self._dead_letters.park(message)
        if self._blocked:
            # Room without a receive: seen once what happens now is over.
            self.environment.call_at(self.environment._now, self._admit, None, ARRIVAL)

    # --- Dead letters ---------------------------------------------------------------------

    def park(self, message: Message) -> None:
        """Take a message that another queue gave up."""
        self._moved_in += 1
        self._parking.park(message)
        if self._restamp is not None:
            message.work = self._restamp(message.works)
        if not self.keeps:
            self._perish_at(message, message.sent)
        self._visible(message)
        if self.bounded and self._settings.overflow == "drop_oldest" and self.depth > self._room:
            self._drop_oldest()  # A full dead set (Sidekiq).

    # --- Delay, capacity, retention -------------------------------------------------------

    def _appear(self, message: Message) -> None:
        self._visible(message)
        if self._blocked:
            self._admit()

    def _offer_delayed(self, message: Message) -> int:
        self._published += 1
        self._hiding.hide(message, self._settings.delivery_delay)
        return OK

    def _offer_bounded(self, message: Message) -> int:
        if self.waiting + len(self._hidden) < self._room:
            return self._inner_offer(message)
        overflow = self._settings.overflow
        if overflow == "block":
            self._blocked.append([message, None])
            return BLOCKED
        if overflow == "reject":
            self.rejected += 1
            return FAILED
        if not self._drop_oldest():
            self.rejected += 1  # Everything here is hidden: there is nothing to drop.
            return FAILED
        return self._inner_offer(message)

    def when_taken(self, resume: Callable[[], object]) -> None:
        """What to do once the message that was just blocked is taken."""
        self._blocked[-1][1] = resume

    def _admit(self, _: object = None) -> None:
        while self._blocked and self.waiting + len(self._hidden) < self._room:
            message, resume = self._blocked.popleft()
            message.sent = self.environment._now
            # Its sender hears of it before the next is let in, even where it is received at once.
            self._admitting = True
            self._inner_offer(message)
            self._admitting = False
            if resume is not None:
                resume()

    def _drop_oldest(self) -> bool:
        while self._line:
            message = self._line.popleft()
            assert not isinstance(message, tuple), (
                "what is new stands in queues without bounds only"
            )
            if is_gone(message):
                self._ghosts -= 1
                continue
            self._area_waiting += self.environment._now
            self._parking.unpark(message)
            forget(message)
            self.dropped += 1
            return True
        return False

    def _offer_perishable(self, message: Message) -> int:
        message.receipt = 0
        self._perish_at(message, self.environment._now)
        return self._kept_offer(message)

    def _perish_at(self, message: Message, sent: float) -> None:
        message.home = self
        at = max(sent + self._settings.retention, self.environment._now)
        self.environment.call_at(at, self._perish, message, EXPIRY)

    def _perish(self, message: Message) -> None:
        if message.receives < 0 or message.home is not self:
            return
        if message.receipt > 0:
            self._leave_flight()
        elif message in self._hidden:
            self._hiding.remove(message)
            forget(message)
            if self._blocked:
                self._admit()
        else:
            self._remove_waiting(message)
        forget(message)
        self.expired += 1

    def _remove_waiting(self, message: Message) -> None:
        """A visible message is gone, and leaves room."""
        self._take_out(message)
        forget(message)
        if self._blocked:
            self._admit()

    def _take_out(self, message: Message) -> None:
        """Take a visible message out; its place in the line stays until it comes up."""
        self._ghosts += 1
        self._area_waiting += self.environment._now
        self._parking.unpark(message)
        message.history = message.history or self.open_history(message)

    def purge(self, _: object = None) -> None:
        """Delete everything that is not in flight."""
        for message in self.handover.grow():
            if not is_gone(message):
                self._take_out(message)
                forget(message)
                self.purged += 1
        for message in list(self._hidden):
            self._hiding.remove(message)
            forget(message)
            self.purged += 1
        if self._blocked:
            self._admit()

    def actions(self) -> dict[str, Callable[[Any], object]]:
        return {"purge": self.purge}
