"""Handover: the hot path, from a message's arrival to the ack of an attempt that ends well in time.

What happens to every message is in these few closures, which share their counters and call nobody
they need not call. An attempt whose success in time is certain when it begins needs no receipt and
no deadline; its busy time is its time in flight. Everything else goes to `begin_attempt`.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappush
from typing import Any

from simulator.engine.environment import FastEnvironment
from simulator.engine.message import Message
from simulator.engine.part import OK

Add = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class Books:
    """What the hot path calls when it cannot go on by itself, and where it notes what it sees."""

    came_back: Callable[[Message], bool]
    """A receive attempt at a message that is not new: whether it is handed over."""
    remember: Callable[[Message], object]
    """A message that is not new joins the line."""
    wait: Add
    latency: Add


@dataclass(frozen=True, slots=True)
class Taker:
    """The worker that alone takes from the queue."""

    begin_attempt: Callable[[Message, bool], object]
    """Begin an attempt whose success in time is not certain; whether a transient failure strikes
    it."""
    hits: Callable[[], int]
    """The ordinals of the attempts that are struck."""
    limit: float
    """The longest work whose success in time is certain."""
    work: Add


class Handover:
    """The line of visible messages of a queue, and the idle slots that wait for one."""

    def __init__(self, environment: FastEnvironment, books: Books) -> None:
        self.line: deque[Message] = deque()
        """Visible messages in order, with the ghosts of those that are gone."""
        self._environment = environment
        self._wire(books)

    def _wire(self, books: Books) -> None:
        environment, line = self._environment, self.line
        heap, next_key = environment.heap, environment.next_key
        enter, leave = line.append, line.popleft
        came_back, remember = books.came_back, books.remember
        add_wait, add_latency, add_work = books.wait, books.latency, books.latency
        arrived = idle = own_slots = attempts = done = 0
        area_waiting = area = 0.0
        begin_attempt: Callable[[Message, bool], object] = _nobody
        hits: Callable[[], int] = int
        limit, failing = -1.0, -1

        def begin(message: Message) -> None:
            """A slot was handed a message."""
            nonlocal attempts, area, failing
            attempts += 1
            work = message.work
            if (
                0.0 <= work <= limit
                and attempts != failing
                and (message.history is None or _is_calm(message))
            ):
                now = environment._now
                area -= now
                heappush(heap, (now + work, next_key(), finish, message))
            elif attempts == failing:
                failing = hits()
                begin_attempt(message, True)
            else:
                begin_attempt(message, False)

        def finish(message: Message) -> None:
            """The work is done in time, and that is the ack. The slot takes the next message."""
            nonlocal done, area, attempts, area_waiting, idle
            done += 1
            now = environment._now
            add_work(message.work)
            add_latency(now - message.born)
            while line:
                message = leave()
                if message.history is not None and not came_back(message):
                    continue
                area_waiting += now
                add_wait(now - message.since)
                work = message.work
                if (
                    0.0 <= work <= limit
                    and attempts + 1 != failing
                    and (message.history is None or _is_calm(message))
                ):
                    # As in `begin`; the slot goes on being busy, so the area does not change.
                    attempts += 1
                    heappush(heap, (now + work, next_key(), finish, message))
                else:
                    area += now
                    begin(message)
                return
            area += now
            idle += own_slots

        hand: Callable[[Message], object] = begin

        def offer(message: Message) -> int:
            """A new message: it is received at once where a slot is idle."""
            nonlocal arrived, idle, area_waiting
            arrived += 1
            now = message.since = environment._now
            if idle:
                idle -= 1
                hand(message)
            else:
                area_waiting -= now
                enter(message)
            return OK

        def arrive(work: Any) -> None:
            """A client's job arrives as a message of a design that has one worker at most."""
            nonlocal arrived, idle, area_waiting
            arrived += 1
            message = Message()
            now = message.born = message.since = environment._now
            message.work = work
            message.history = None
            if idle:
                idle -= 1
                hand(message)
            else:
                area_waiting -= now
                enter(message)

        def take() -> Message | None:
            """A receive attempt by a slot. None leaves it waiting here for the next message,
            unless it belongs to slots that wait at several queues."""
            nonlocal idle, area_waiting
            while line:
                message = leave()
                if message.history is not None and not came_back(message):
                    continue
                now = environment._now
                area_waiting += now
                add_wait(now - message.since)
                return message
            idle += own_slots
            return None

        def visible(message: Message) -> None:
            """A message that was hidden is visible: an idle slot tries to receive it at once."""
            nonlocal idle, area_waiting
            now = environment._now
            if not idle:
                if message.history is not None:
                    remember(message)
                message.since = now
                area_waiting -= now
                enter(message)
            elif message.history is None or came_back(message):
                message.since = now
                idle -= 1
                hand(message)
            else:
                area_waiting -= now  # `came_back` took it off the line, where it never was.

        def serve(taker: Taker) -> None:
            nonlocal begin_attempt, hits, limit, failing, add_work, own_slots
            begin_attempt, hits, limit = taker.begin_attempt, taker.hits, taker.limit
            add_work, own_slots = taker.work, 1
            failing = hits()

        def hand_by(function: Callable[[Message], object], exclusive: bool) -> None:
            nonlocal hand, own_slots
            hand, own_slots = function, int(exclusive)

        def wake(slots: int) -> None:
            nonlocal idle
            idle += slots

        self.begin: Callable[[Message], object] = begin
        self.offer: Callable[[Message], int] = offer
        self.arrive: Callable[[Any], object] = arrive
        self.take: Callable[[], Message | None] = take
        self.visible: Callable[[Message], object] = visible
        self.serve = serve
        """Give all messages to the one worker that takes from here, and from here alone, where
        most of its attempts are certain."""
        self.hand_by = hand_by
        """Give messages to idle slots by a function: of the one worker that takes from here alone
        (`exclusive`), or one that chooses among several."""
        self.wake = wake
        """So many more slots are idle."""
        self.waiting_area: Callable[[], float] = lambda: area_waiting
        self.arrived: Callable[[], int] = lambda: arrived
        self.attempted: Callable[[], tuple[int, int, float]] = lambda: (attempts, done, area)
        """Attempts that began; those of them that were certain and ended; their slot seconds."""


def _is_calm(message: Message) -> bool:
    """Whether a message that came back can be treated like a new one: nobody else works on it, and
    its work was never completed."""
    history = message.history
    if history is None or history.running or history.succeeded:
        return False
    message.receipt = 1  # Valid: it is in flight.
    return True


def _nobody(message: Message, struck: bool) -> None:
    raise AssertionError("a message was handed over although nobody takes from the queue")
