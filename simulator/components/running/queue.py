"""Running queue: messages that wait, are hidden while somebody works on them, and come back.

The semantics are those of SQS standard queues. A receive is counted before any work; a message that
was received `max_receives` times is moved at the *next* receive attempt, which an idle poller makes
at once; the visibility timeout runs from the receive; an ack that comes after it deletes the
message only if nobody has received it since; retention runs from the first send.

What happens to every message is in `mechanics.handover`; here is what happens to those in trouble.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from simulator.engine.environment import EXPIRY
from simulator.engine.message import GONE, Attempt, History, Message
from simulator.engine.observations import Observations, rounded
from simulator.engine.part import BLOCKED, FAILED, OK, Part
from simulator.mechanics import jobs
from simulator.mechanics.deadlines import Deadlines
from simulator.mechanics.handover import Books, Handover, Taker
from simulator.mechanics.hiding import Hiding
from simulator.mechanics.parking import Parking
from simulator.mechanics.returned import Returned

if TYPE_CHECKING:
    from simulator.components.queue import Queue
    from simulator.engine.world import World

NEVER = 1 << 62
"""More receives than there will be: the limit of a queue without a redrive policy."""

Begin = Callable[[Message], object]


class RunningQueue(Part):
    """The running part of a queue."""

    columns = (
        "arrived",
        "waiting",
        "delayed",
        "in_flight",
        "oldest",
        "receives",
        "retries",
        "duplicates",
        "acked",
        "late_acks",
        "expiries",
        "dead",
        "expired",
        "rejected",
        "dropped",
        "parked_poison",
        "parked_late",
        "parked_failed",
        "parked_processed",
        "sent",
        "lost",
        "live_waiting",
        "live_oldest",
        "parked",
        "in_system",
    )
    feeds: ClassVar[Mapping[str, str]] = {
        "sent": "sent",
        "done": "acked",
        "dead": "dead",
        "expired": "expired",
        "rejected": "rejected",
        "lost": "lost",
        "waiting": "live_waiting",
        "in_flight": "in_flight",
        "oldest": "live_oldest",
        "receives": "receives",
        "retries": "retries",
        "duplicates": "duplicates",
        "parked": "parked",
        "in_system": "in_system",
    }

    def __init__(self, world: World, queue: Queue) -> None:
        settings = queue.settings
        self.id = queue.id
        self._world = world
        self._settings = settings
        self.environment = world.environment
        self.visibility = float(settings.visibility_timeout)
        self.is_dead_letter = bool(world.edges_to(queue.id, "dead-letter"))
        redrive = world.edges_from(queue.id, "dead-letter")
        self._redrive = redrive[0] if redrive else None
        self.max_receives = redrive[0].settings.max_receives if redrive else NEVER
        self.keeps = settings.retention >= world.duration
        """Whether nothing can outlive the retention within this simulation."""
        self.bounded = settings.capacity is not None
        blocking = self.bounded and settings.overflow == "block"
        self.watches = self.is_dead_letter or blocking
        """Whether `watch` is to be told of every receive."""
        self.wait = Observations()
        self._ghosts = 0
        self._lanes: list[Callable[[], tuple[int, int, float]]] = []
        self._returned = Returned(world.environment)
        self._hiding = Hiding(world.environment, self._appear)
        self._hidden = self._hiding.messages
        self._blocked: deque[list[Any]] = deque()
        self._dead_letters: RunningQueue | None = None
        self._restamp: Callable[[Any], float] | None = None
        self.retries = self.duplicates = self.late_acks = self.expiries = 0
        self._published = self._moved_in = self.dead = self.expired = 0
        self.rejected = self.dropped = self.purged = 0
        self._left_flight = self._acked_slowly = 0
        self._area_waiting = self._area_flight = 0.0
        self._parking = Parking()
        books = Books(self._came_back, self._returned.remember, self.wait.add, world.latency.add)
        self.handover = handover = Handover(world.environment, books)
        self._line = handover.line
        self.offer: Callable[[Message], int] = handover.offer
        self.take: Callable[[], Message | None] = handover.take
        self.wake: Callable[[int], None] = handover.wake
        self._visible = handover.visible
        self.lean = False
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

    def entrance(self) -> Callable[[Any], object] | None:
        """Where a client's jobs come in without a detour; None if they need one.

        Only for the one edge that enters the queue, and where it simply takes what comes.
        """
        plain = self.keeps and not self.bounded and self._settings.delivery_delay == 0
        sole = len(self._world.edges_to(self.id, "message")) == 1 and not self.is_dead_letter
        if not (plain and sole):
            return None
        self.lean = True
        return self.handover.arrive

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

    def hand_to(self, served: Callable[[], tuple[int, int, float]]) -> None:
        """Take account of a lane that leads from here: its attempts, which are this queue's
        receives; those that were plainly acked in time; and their slot seconds so far."""
        self._lanes.append(served)

    def fill_in(self, message: Message) -> None:
        """An attempt may end otherwise than by an ack in time: from now on the message needs what
        the hot path left out."""
        message.sent, message.works = message.since, message.work

    def open_history(self, message: Message) -> History:
        """Something went wrong with a message while its first attempt was running."""
        history = message.history = History()
        history.running = 1
        history.succeeded = history.listed = False
        history.reason = "failed"
        history.wait = 0.0
        history.parked = None
        return history

    def watch(self, message: Message) -> None:
        """A message was received: it is parked no more, and leaves room for one that waits."""
        self._parking.unpark(message)
        if self._blocked:
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
        _forget(message)
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
        self.expiries += 1
        self._left_flight += 1
        self._area_flight += self.environment._now
        message.receipt = -attempt.receipt
        self._visible(message)
        return True

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

    def _admit(self) -> None:
        while self._blocked and self.waiting + len(self._hidden) < self._room:
            message, resume = self._blocked.popleft()
            message.sent = self.environment._now
            self._inner_offer(message)
            if resume is not None:
                resume()

    def _drop_oldest(self) -> bool:
        while self._line:
            message = self._line.popleft()
            if _is_gone(message):
                self._ghosts -= 1
                continue
            self._area_waiting += self.environment._now
            self._parking.unpark(message)
            _forget(message)
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
        else:
            self._remove_waiting(message)
        _forget(message)
        self.expired += 1

    def _remove_waiting(self, message: Message) -> None:
        """Take a visible message out; its place in the line stays until it comes up."""
        self._ghosts += 1
        self._area_waiting += self.environment._now
        self._parking.unpark(message)
        message.history = message.history or self.open_history(message)
        if self._blocked:
            self._admit()

    def purge(self) -> None:
        """Delete everything that is not in flight."""
        for message in list(self._line):
            if not _is_gone(message):
                self._remove_waiting(message)
                _forget(message)
                self.purged += 1
        for message in list(self._hidden):
            self._hiding.remove(message)
            _forget(message)
            self.purged += 1

    def actions(self) -> dict[str, Callable[[], None]]:
        return {"purge": self.purge}

    # --- Books ----------------------------------------------------------------------------

    @property
    def waiting(self) -> int:
        """Visible messages."""
        return len(self._line) - self._ghosts

    def _oldest(self) -> float:
        """Age of the oldest visible message; of a dead letter, since it was moved.

        What is new waits in the order in which it was sent, so the first in line, or one of those
        that came back, is the oldest.
        """
        line, now = self._line, self.environment._now
        while line and _is_gone(line[0]):
            line.popleft()
            self._ghosts -= 1
        if not line:
            return 0.0
        first = line[0]
        if self.is_dead_letter:
            return rounded(now - first.since)
        new = first.history is None
        sent = first.since - self._settings.delivery_delay if new else first.sent
        returned = self._returned.oldest(self._hidden)
        return rounded(now - (sent if returned is None else min(sent, returned.sent)))

    def read(self) -> list[float]:
        arrived = self.handover.arrived()
        receives, acked, _ = self._served()
        waiting, delayed = len(self._line) - self._ghosts, len(self._hidden)
        in_flight = receives - acked - self._left_flight
        oldest, dead_letter = self._oldest(), self.is_dead_letter
        here = waiting + delayed
        parked = self._parking.by_reason
        return [
            arrived + self._published + self._moved_in,
            waiting,
            delayed,
            in_flight,
            oldest,
            receives,
            self.retries,
            self.duplicates,
            acked + self._acked_slowly,
            self.late_acks,
            self.expiries,
            self.dead,
            self.expired,
            self.rejected,
            self.dropped,
            parked["poison"],
            parked["late"],
            parked["failed"],
            self._parking.processed,
            arrived + self._published + self.rejected,
            self.dropped + self.purged,
            0 if dead_letter else here,
            0.0 if dead_letter else oldest,
            here if dead_letter else 0,
            in_flight if dead_letter else in_flight + here,
        ]

    def _served(self) -> tuple[int, int, float]:
        """Receives, acks in time of plain attempts, and the slot seconds of those."""
        receives = acked = 0
        area = 0.0
        for lane in self._lanes:
            attempts, done, lane_area = lane()
            receives += attempts
            acked += done
            area += lane_area
        return receives, acked, area

    def areas(self) -> dict[str, float]:
        area_waiting = self.handover.waiting_area()
        receives, acked, area_flight = self._served()
        now = self.environment._now
        in_flight = receives - acked - self._left_flight
        flight = in_flight * now + area_flight + self._area_flight
        waiting = self.waiting * now + area_waiting + self._area_waiting
        delayed = self._hiding.area()
        areas = {"waiting": waiting, "in_flight": flight, "delayed": delayed}
        if not self.is_dead_letter:
            areas["system_waiting"] = waiting + delayed
        areas["system_in_flight"] = flight
        return areas

    def groups(self) -> dict[str, tuple[Observations, Callable[[], int] | None]]:
        return {"wait": (self.wait, lambda: self._served()[0])}

    def check(self, row: Sequence[float], at: int) -> None:
        arrived, waiting, delayed, in_flight = row[at : at + 4]
        gone = row[at + 8] + self.dead + self.expired + self.dropped + self.purged
        lost = arrived - gone - waiting - delayed - in_flight
        assert lost == 0, f"{lost} messages of {self.id!r} are not accounted for"
        assert waiting >= 0, f"{self.id!r} has fewer messages than none"
        assert in_flight >= 0, f"{self.id!r} was given back more than it handed out"


def _forget(message: Message) -> None:
    """The message is no more; whatever still refers to it finds that out."""
    message.receives, message.receipt = GONE, 0


def _is_gone(message: Message) -> bool:
    """Whether a message in the line is but the ghost of one."""
    return message.history is not None and message.receives < 0
