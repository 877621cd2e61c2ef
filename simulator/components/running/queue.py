"""Running queue: messages that wait, are hidden while somebody works on them, and come back.

The semantics are those of SQS standard queues. A receive is counted before any work; a message that
was received `max_receives` times is moved at the *next* receive attempt, which an idle poller makes
at once; the visibility timeout runs from the receive; an ack that comes after it deletes the
message only if nobody has received it since; retention runs from the first send.

The hot path (offer, take, ack in time) is made of closures that share their counters; what happens
to messages in trouble is in methods.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from simulator.engine.environment import EXPIRY
from simulator.engine.message import GONE, Attempt, Message
from simulator.engine.observations import Observations
from simulator.engine.part import BLOCKED, FAILED, OK, Flow, Part
from simulator.mechanics import jobs
from simulator.mechanics.deadlines import Deadlines

if TYPE_CHECKING:
    from simulator.components.queue import Queue
    from simulator.engine.world import World

NEVER = 1 << 62
"""More receives than there will be: the limit of a queue without a redrive policy."""

REASONS = ("poison", "late", "failed")

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
    )

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
        self.wait = Observations()
        self._waiting: deque[Message] = deque()
        self._ghosts = 0
        self._returned: list[tuple[float, int, Message]] = []
        self._delayed: set[Message] = set()
        self._blocked: deque[list[Any]] = deque()
        self._dead_letters: RunningQueue | None = None
        self._restamp: Callable[[Any], float] | None = None
        self.retries = self.duplicates = self.late_acks = self.expiries = 0
        self._published = self._moved_in = self.dead = self.expired = self.rejected = (
            self.dropped
        ) = self.purged = 0
        self._left_flight = 0
        self._acked_late = 0
        self._area_waiting = self._area_flight = self._area_delayed = 0.0
        self._parked = dict.fromkeys(REASONS, 0)
        self.processed = 0
        self._wire()

    # --- The hot path ---------------------------------------------------------------------

    def _wire(self) -> None:
        environment, waiting, wait_add = self.environment, self._waiting, self.wait.add
        enter, leave = waiting.append, waiting.popleft
        latency_add = self._world.latency.add
        arrived = receives = acked = idle = own_slots = 0
        area_waiting = area_flight = 0.0
        begin: Begin = _nobody
        came_back, remember = self._came_back, self._remember

        def offer(message: Message) -> int:
            """A new message: it is received at once where a slot is idle."""
            nonlocal arrived, idle, receives, area_flight, area_waiting
            arrived += 1
            now = environment._now
            if idle:
                idle -= 1
                receives += 1
                message.receives = 1
                area_flight -= now
                begin(message)
            else:
                message.since = now
                area_waiting -= now
                enter(message)
            return OK

        def take() -> Message | None:
            """A receive attempt by a slot. None leaves it waiting here for the next message,
            unless it belongs to slots that wait at several queues."""
            nonlocal idle, receives, area_flight, area_waiting
            while waiting:
                message = leave()
                if not message.receives:
                    message.receives = 1
                elif not came_back(message):
                    continue
                receives += 1
                now = environment._now
                area_waiting += now
                area_flight -= now
                wait_add(now - message.since)
                return message
            idle += own_slots
            return None

        def acked_in_time(message: Message) -> None:
            """The ack of a first attempt whose receipt is certainly valid."""
            nonlocal acked, area_flight
            now = environment._now
            acked += 1
            area_flight += now
            latency_add(now - message.born)

        def visible(message: Message) -> None:
            """A message that was hidden is visible: an idle slot tries to receive it at once."""
            nonlocal idle, receives, area_flight, area_waiting
            now = environment._now
            if not idle:
                if message.receives:
                    remember(message)
                message.since = now
                area_waiting -= now
                enter(message)
                return
            if not message.receives:
                message.receives = 1
            elif not came_back(message):
                area_waiting -= now  # `came_back` took it off: it never waited.
                return
            idle -= 1
            receives += 1
            area_flight -= now
            begin(message)

        def connect(starter: Begin, exclusive: bool) -> None:
            nonlocal begin, own_slots
            begin, own_slots = starter, int(exclusive)

        def wake(slots: int) -> None:
            nonlocal idle
            idle += slots

        def counts() -> tuple[int, int, int, float, float]:
            return arrived, receives, acked, area_waiting, area_flight

        self.offer: Callable[[Message], int] = offer
        self.take: Callable[[], Message | None] = take
        self.acked_in_time = acked_in_time
        self.visible = visible
        self._connect = connect
        self.wake = wake
        self._counts = counts
        self._add_features()

    def _add_features(self) -> None:
        """Wrap the hot path in what is switched on."""
        settings = self._settings
        if settings.delivery_delay > 0:
            self.offer = self._offer_delayed
        if settings.capacity is not None:
            self._room = int(settings.capacity)
            self._inner_offer = self.offer
            self.offer = self._offer_bounded
        if not self.keeps:
            self._kept_offer = self.offer
            self.offer = self._offer_perishable
        if settings.capacity is not None and settings.overflow == "block":
            self.take = self._then(self.take, lambda message: self._admit())
        if self.is_dead_letter:
            self.take = self._then(self.take, self.unpark)

    @staticmethod
    def _then(
        take: Callable[[], Message | None], act: Callable[[Message], object]
    ) -> Callable[[], Message | None]:
        def take_and_act() -> Message | None:
            message = take()
            if message is not None:
                act(message)
            return message

        return take_and_act

    def serve(self, begin: Begin, exclusive: bool) -> None:
        """Hand messages to idle slots by `begin`.

        `exclusive`: all slots that take from here belong to one worker, and take from here alone.
        Otherwise whoever has the slots tells by `wake` how many wait.
        """
        if not self.is_dead_letter:
            self._connect(begin, exclusive)
            return

        def unpark_and_begin(message: Message) -> None:
            self.unpark(message)
            begin(message)

        self._connect(unpark_and_begin, exclusive)

    def connect(self) -> None:
        if self._redrive is not None:
            target = self._world.parts[self._redrive.target]
            assert isinstance(target, RunningQueue)
            self._dead_letters = target
            self._world.edges[self._redrive.id].lend(lambda: self.dead)
        takers = [edge.target for edge in self._world.edges_from(self.id, "message")]
        if len(takers) == 1 and len(jobs.workers(self._world)) > 1:
            self._restamp = jobs.stamp(self._world, takers)

    # --- Receipts -------------------------------------------------------------------------

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
        self._acked_late += 1
        message.receives, message.receipt = GONE, 0
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
            self._hide(message, delay)
        else:
            self.visible(message)

    def lapse(self, attempt: Attempt) -> bool:
        """The visibility timeout is over; tells whether the receipt was still valid."""
        message = attempt.job
        if message.receipt != attempt.receipt:
            return False
        self.expiries += 1
        self._leave_flight()
        message.receipt = -attempt.receipt
        self.visible(message)
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
        self.retries += 1
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
        history = message.history
        assert history is not None
        history.parked = self
        self._moved_in += 1
        self._parked[history.reason] += 1
        self.processed += history.succeeded
        if self._restamp is not None:
            message.work = self._restamp(message.works)
        if not self.keeps:
            self._perish_at(message, message.sent)
        self.visible(message)

    def unpark(self, message: Message) -> None:
        """A parked message was received, or is gone."""
        history = message.history
        if history is None or history.parked is not self:
            return
        history.parked = None
        self._parked[history.reason] -= 1
        self.processed -= history.succeeded

    # --- Delay, capacity, retention -------------------------------------------------------

    def _hide(self, message: Message, delay: float) -> None:
        now = self.environment._now
        self._delayed.add(message)
        self._area_delayed -= now
        self.environment.call_at(now + delay, self._appear, message, EXPIRY)

    def _appear(self, message: Message) -> None:
        if message not in self._delayed:
            return
        self._delayed.discard(message)
        self._area_delayed += self.environment._now
        self.visible(message)
        if self._blocked:
            self._admit()

    def _offer_delayed(self, message: Message) -> int:
        self._published += 1
        self._hide(message, self._settings.delivery_delay)
        return OK

    def _offer_bounded(self, message: Message) -> int:
        if self.waiting + len(self._delayed) < self._room:
            return self._inner_offer(message)
        overflow = self._settings.overflow
        if overflow == "block":
            self._blocked.append([message, None])
            return BLOCKED
        if overflow == "reject":
            self.rejected += 1
            return FAILED
        self._drop_oldest()
        return self._inner_offer(message)

    def when_taken(self, resume: Callable[[], object]) -> None:
        """What to do once the message that was just blocked is taken."""
        self._blocked[-1][1] = resume

    def _admit(self) -> None:
        while self._blocked and self.waiting + len(self._delayed) < self._room:
            message, resume = self._blocked.popleft()
            message.sent = self.environment._now
            self._inner_offer(message)
            if resume is not None:
                resume()

    def _drop_oldest(self) -> None:
        while self._waiting:
            message = self._waiting.popleft()
            if message.receives < 0:
                self._ghosts -= 1
                continue
            self._area_waiting += self.environment._now
            self.unpark(message)
            message.receives = GONE
            self.dropped += 1
            return

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
        elif message in self._delayed:
            self._delayed.discard(message)
            self._area_delayed += self.environment._now
        else:
            self._remove_waiting(message)
        message.receives, message.receipt = GONE, 0
        self.expired += 1

    def _remove_waiting(self, message: Message) -> None:
        """Take a visible message out; its place in the line stays until it comes up."""
        self._ghosts += 1
        self._area_waiting += self.environment._now
        self.unpark(message)
        if self._blocked:
            self._admit()

    def purge(self) -> None:
        """Delete everything that is not in flight."""
        for message in list(self._waiting):
            if message.receives >= 0:
                self._remove_waiting(message)
                message.receives = GONE
                self.purged += 1
        for message in self._delayed:
            message.receives = GONE
            self._area_delayed += self.environment._now
        self.purged += len(self._delayed)
        self._delayed.clear()

    def actions(self) -> dict[str, Callable[[], None]]:
        return {"purge": self.purge}

    # --- Books ----------------------------------------------------------------------------

    @property
    def waiting(self) -> int:
        """Visible messages."""
        return len(self._waiting) - self._ghosts

    def _oldest(self) -> float:
        """Age of the oldest visible message; of a dead letter, since it was moved.

        What is new waits in the order in which it was sent, so the first in line, or one of those
        that came back, is the oldest.
        """
        waiting, now = self._waiting, self.environment._now
        while waiting and waiting[0].receives < 0:
            waiting.popleft()
            self._ghosts -= 1
        if not waiting:
            return 0.0
        if self.is_dead_letter:
            return round(now - waiting[0].since, 6)
        sent = waiting[0].sent
        returned = self._returned
        while returned:
            oldest = returned[0][2]
            if oldest.receives > 0 >= oldest.receipt and oldest not in self._delayed:
                sent = min(sent, oldest.sent)
                break
            heappop(returned)
            assert oldest.history is not None
            oldest.history.listed = False
        return round(now - sent, 6)

    def _remember(self, message: Message) -> None:
        """A message that came back waits behind others that may be younger."""
        history = message.history
        if history is not None and not history.listed:
            history.listed = True
            heappush(self._returned, (message.sent, self.environment.next_key(), message))

    def read(self) -> list[float]:
        arrived, receives, acked, _, _ = self._counts()
        parked = self._parked
        return [
            arrived + self._published + self._moved_in,
            len(self._waiting) - self._ghosts,
            len(self._delayed),
            receives - acked - self._left_flight,
            self._oldest(),
            receives,
            self.retries,
            self.duplicates,
            acked + self._acked_late,
            self.late_acks,
            self.expiries,
            self.dead,
            self.expired,
            self.rejected,
            self.dropped,
            parked["poison"],
            parked["late"],
            parked["failed"],
            self.processed,
        ]

    def areas(self) -> dict[str, float]:
        _, _, _, area_waiting, area_flight = self._counts()
        now = self.environment._now
        flight = self._in_flight() * now + area_flight + self._area_flight
        waiting = self.waiting * now + area_waiting + self._area_waiting
        delayed = len(self._delayed) * now + self._area_delayed
        areas = {"waiting": waiting, "in_flight": flight, "delayed": delayed}
        if not self.is_dead_letter:
            areas["system_waiting"] = waiting + delayed
        areas["system_in_flight"] = flight
        return areas

    def groups(self) -> dict[str, tuple[Observations, Callable[[], int] | None]]:
        return {"wait": (self.wait, lambda: self._counts()[1])}

    def flow(self) -> Flow:
        arrived, receives, acked, _, _ = self._counts()
        waiting, in_flight = self.waiting + len(self._delayed), self._in_flight()
        sent = arrived + self._published + self.rejected
        return {
            "sent": sent,
            "done": acked + self._acked_late,
            "dead": self.dead,
            "expired": self.expired,
            "rejected": self.rejected,
            "lost": self.dropped + self.purged,
            "waiting": 0 if self.is_dead_letter else waiting,
            "in_flight": in_flight,
            "oldest": 0.0 if self.is_dead_letter else self._oldest(),
            "receives": receives,
            "retries": self.retries,
            "duplicates": self.duplicates,
            "parked": waiting if self.is_dead_letter else 0,
            "in_system": in_flight + (0 if self.is_dead_letter else waiting),
        }

    def check(self) -> None:
        arrived, receives, acked, _, _ = self._counts()
        gone = acked + self._acked_late + self.dead + self.expired + self.dropped + self.purged
        here = self.waiting + len(self._delayed) + receives - acked - self._left_flight
        lost = arrived + self._published + self._moved_in - gone - here
        assert lost == 0, f"{lost} messages of {self.id!r} are not accounted for"
        assert self.waiting >= 0, f"{self.id!r} has fewer messages than none"

    def _in_flight(self) -> int:
        _, receives, acked, _, _ = self._counts()
        return receives - acked - self._left_flight


def _nobody(message: Message) -> None:
    raise AssertionError("a message was handed over although nobody takes from the queue")
