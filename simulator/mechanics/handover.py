"""Handover: the hot path, from a message's arrival to the ack of an attempt that ends well in time.

What happens to every message is in these few closures, which share their counters and call nobody
they need not call. An attempt whose end is certain when it begins, well or by a failure that nobody
is told, has no event: only when its slot is free, and that `ends.Ends` puts it into the books. Its
busy time is its time in flight. Everything else goes to `begin_attempt`.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush, heapreplace
from math import inf
from typing import Any

from simulator.engine.environment import EXPIRY, FastEnvironment
from simulator.engine.message import Message, New, grown
from simulator.engine.part import OK
from simulator.mechanics.ends import Add, Ends

Begin = Callable[[Message | New], object]


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
    lapse: Callable[[Message], object] | None
    """A message whose only attempt failed is to be seen again, the visibility timeout after it was
    received. None if a failed attempt gives its message back."""
    hits: Callable[[], int]
    """The ordinals of the attempts that are struck."""
    limit: float
    """The visibility timeout: the longest work whose success in time is certain."""
    work: Add


class Handover:
    """The line of visible messages of a queue, and the idle slots that wait for one."""

    def __init__(self, environment: FastEnvironment, books: Books) -> None:
        self.line: deque[Message | New] = deque()
        """Visible messages in order, with the ghosts of those that are gone."""
        self._environment = environment
        self._wire(books)

    def grow(self) -> list[Message]:
        """The messages in the line, each of which has a record now."""
        messages = [grown(each) if isinstance(each, tuple) else each for each in self.line]
        self.line.clear()
        self.line.extend(messages)
        return messages

    def _wire(self, books: Books) -> None:
        environment, line = self._environment, self.line
        heap, next_key = environment.heap, environment.next_key
        enter, leave = line.append, line.popleft
        came_back, remember, add_wait = books.came_back, books.remember, books.wait
        free_at = [inf]
        """When each slot is free that is idle, or whose attempt certainly ends; a heap. Nobody's
        comes last."""
        armed = inf
        """When a slot will be free that a message waits for."""
        arrived = own_slots = attempts = 0
        area_waiting = area = 0.0
        successes = failures = Ends(environment, books.latency)
        note = successes.note
        begin_attempt: Callable[[Message, bool], object] = _nobody
        hits: Callable[[], int] = int
        lapse: Callable[[Message], object] | None = None
        limit = -1.0
        failing = -1  # How many attempts begin before the next that is struck.

        def begin(message: Message | New) -> None:
            """A slot was handed a message."""
            nonlocal attempts, area, failing
            if isinstance(message, tuple):
                message = grown(message)
            work = message.work
            struck = attempts == failing
            attempts += 1
            if struck:
                failing = hits() - 1
            calm = message.history is None or _is_calm(message)
            if calm and not struck and 0.0 <= work <= limit:
                now = environment._now
                area -= now
                end = now + work
                note((end, end - message.born, work))
                release(end)
            elif calm and lapse is not None and -limit <= work <= limit:
                fail(message, abs(work), lapse)
            else:
                begin_attempt(message, struck)

        def fail(message: Message, work: float, lapse: Callable[[Message], object]) -> None:
            """Begin an attempt that certainly fails, which nobody is told before the visibility
            timeout."""
            nonlocal area
            now = environment._now
            end = now + work
            area -= now
            message.receipt = 1
            if message.history is None:
                message.receives = 1
            failures.note((end, end - now))
            heappush(heap, (now + limit, next_key() + EXPIRY, lapse, message))
            release(end)

        def release(time: float) -> None:
            """A slot is free at that time. It needs an event only if a message waits for it."""
            if line:
                heappush(heap, (time, next_key(), be_free, None))
            else:
                heappush(free_at, time)

        def be_free(_: object) -> None:
            environment.events -= 1  # It is counted with the end that makes the slot free.
            following = take()
            if following is not None:
                hand(following)

        def wait_for_slot() -> None:
            """A message waits: it will be received when the next slot is free."""
            nonlocal armed
            armed = free_at[0]
            heappush(heap, (armed, next_key(), go_on, None))

        def go_on(_: object) -> None:
            """A slot is free that a message waited for."""
            nonlocal armed, area, attempts, area_waiting
            environment.events -= 1  # As in `be_free`.
            armed = inf
            now = environment._now
            while line and free_at[0] <= now:
                message = leave()
                if isinstance(message, tuple):
                    born, sent, work = message
                    area_waiting += now
                    add_wait(now - sent)
                    if 0.0 <= work <= limit and attempts != failing:
                        # As in `begin`.
                        attempts += 1
                        area -= now
                        end = now + work
                        note((end, end - born, work))
                        heapreplace(free_at, end)
                        continue
                elif message.history is None or came_back(message):
                    area_waiting += now
                    add_wait(now - message.since)
                else:
                    continue
                heappop(free_at)
                hand(message)
            if line and free_at[0] < armed:
                wait_for_slot()

        hand: Begin = begin

        def offer(message: Message) -> int:
            """A new message: it is received at once where a slot is idle."""
            nonlocal arrived, area_waiting
            arrived += 1
            now = message.since = environment._now
            if free_at[0] <= now and not line:
                heappop(free_at)
                hand(message)
            else:
                area_waiting -= now
                enter(message)
                if free_at[0] < armed:
                    wait_for_slot()
            return OK

        def admit(born: float, work: float) -> None:
            """The same of a message that needs no record yet."""
            nonlocal arrived, area_waiting
            arrived += 1
            now = environment._now
            if free_at[0] <= now and not line:
                heappop(free_at)
                hand((born, now, work))
            else:
                area_waiting -= now
                enter((born, now, work))
                if free_at[0] < armed:
                    wait_for_slot()

        def arrive(work: Any) -> None:
            """A client's job arrives as a message of a design that has one worker at most."""
            nonlocal arrived, area_waiting, attempts, area, armed
            arrived += 1
            now = environment._now
            if free_at[0] > now:
                area_waiting -= now
                enter((now, now, work))
                if free_at[0] < armed:
                    # As in `wait_for_slot`.
                    armed = free_at[0]
                    heappush(heap, (armed, next_key(), go_on, None))
            elif 0.0 <= work <= limit and attempts != failing:
                # As in `begin`.
                attempts += 1
                area -= now
                end = now + work
                note((end, end - now, work))
                heapreplace(free_at, end)
            else:
                heappop(free_at)
                hand((now, now, work))

        def take() -> Message | New | None:
            """A receive attempt by a slot. None leaves it waiting here for the next message,
            unless it belongs to slots that wait at several queues."""
            nonlocal area_waiting
            while line:
                message = leave()
                if isinstance(message, tuple):
                    since = message[1]
                elif message.history is None or came_back(message):
                    since = message.since
                else:
                    continue
                now = environment._now
                area_waiting += now
                add_wait(now - since)
                return message
            if own_slots:
                heappush(free_at, environment._now)
            return None

        def visible(message: Message) -> None:
            """A message that was hidden is visible: an idle slot tries to receive it at once."""
            nonlocal area_waiting
            now = environment._now
            if free_at[0] > now or line:
                if message.history is not None:
                    remember(message)
                message.since = now
                area_waiting -= now
                enter(message)
                if free_at[0] < armed:
                    wait_for_slot()
            elif message.history is None or came_back(message):
                message.since = now
                heappop(free_at)
                hand(message)
            else:
                area_waiting -= now  # `came_back` took it off the line, where it never was.

        def serve(taker: Taker) -> None:
            nonlocal begin_attempt, hits, limit, failing, own_slots, lapse
            nonlocal successes, failures, note
            begin_attempt, hits, limit = taker.begin_attempt, taker.hits, taker.limit
            lapse, own_slots = taker.lapse, 1
            successes = Ends(environment, books.latency, taker.work)
            failures = Ends(environment, taker.work)
            note = successes.note
            failing = hits() - 1

        def hand_by(function: Begin, exclusive: bool) -> None:
            nonlocal hand, own_slots
            hand, own_slots = function, int(exclusive)

        def wake(slots: int) -> None:
            for _ in range(slots):
                heappush(free_at, environment._now)
            for _ in range(-slots):
                heappop(free_at)

        def attempted() -> tuple[int, int, float]:
            done, ended = successes.over()
            return attempts, done, area + ended

        self.begin: Begin = begin
        self.offer: Callable[[Message], int] = offer
        self.admit: Callable[[float, float], object] = admit
        self.arrive: Callable[[Any], object] = arrive
        self.take: Callable[[], Message | New | None] = take
        self.visible: Callable[[Message], object] = visible
        self.release: Add = release
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
        self.attempted: Callable[[], tuple[int, int, float]] = attempted
        """Attempts that began; those of them that were certain and ended; their slot seconds."""
        self.failed: Callable[[], tuple[int, float]] = lambda: failures.over()
        """Attempts that certainly failed and ended, and the sum of the times when they did."""


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
