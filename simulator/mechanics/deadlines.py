"""Deadlines: what happens a fixed time after it was begun, unless it is settled before.

One FIFO for each timeout value, and at most one event in the heap: whatever is settled in time
costs no event. Deadlines of one value are due in the order in which they were begun, and what is
due at the very same time happens in the order in which it was begun, too: each has its key from
then, although it comes into the heap later.
"""

from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from math import inf
from typing import Generic, Protocol, TypeVar

from simulator.engine.environment import EXPIRY, FastEnvironment


class Settling(Protocol):
    """Something that can be settled, after which its deadline means nothing."""

    @property
    def settled(self) -> bool: ...


T = TypeVar("T", bound=Settling)


class Deadlines(Generic[T]):
    """The deadlines of one timeout value. `add(item)` begins one now; `passed(item)` is called at
    its end if the item is not settled, in the order in which all expiries were begun."""

    def __init__(
        self, environment: FastEnvironment, span: float, passed: Callable[[T], object]
    ) -> None:
        heap, next_key = environment.heap, environment.next_key
        due: deque[tuple[float, int, T]] = deque()
        leave, enter = due.popleft, due.append
        armed = False

        def add(item: T) -> None:
            nonlocal armed
            # What is settled leaves from the front, so that memory follows what is open.
            while due and due[0][2].settled:
                leave()
            enter((environment._now + span, next_key() + EXPIRY, item))
            if not armed:
                armed = True
                arm()

        def arm() -> None:
            at, key, _ = due[0]
            heappush(heap, (at, key, fire, key))

        def fire(now_due: int) -> None:
            nonlocal armed
            while due:
                _, key, item = due[0]
                if item.settled:
                    leave()
                elif key == now_due:
                    leave()
                    passed(item)
                else:
                    arm()
                    return
            armed = False

        self.add: Callable[[T], None] = add


class Dues(Generic[T]):
    """Deadlines that are not begun in the order in which they are due. `add(item, at, key)`: due at
    that time, and at equal times in the order of the keys."""

    def __init__(self, environment: FastEnvironment, passed: Callable[[T], object]) -> None:
        due: list[tuple[float, int, T]] = []
        nothing = inf, 0
        armed: tuple[float, int] = nothing
        """The time and the key of the event that comes first."""

        def add(item: T, at: float, key: int) -> None:
            # As in `Deadlines`: what is settled leaves from the front.
            while due and due[0][2].settled:
                heappop(due)
            heappush(due, (at, key + EXPIRY, item))
            arm()

        def arm() -> None:
            nonlocal armed
            if due and due[0][:2] < armed:
                armed = at, key = due[0][:2]
                heappush(environment.heap, (at, key, fire, key))

        def fire(now_due: int) -> None:
            nonlocal armed
            if armed[1] != now_due:
                return  # Another one was armed since then, or this one twice.
            armed = nothing
            while due and (due[0][2].settled or due[0][1] == now_due):
                _, _, item = heappop(due)
                if not item.settled:
                    passed(item)
            arm()

        self.add: Callable[[T, float, int], None] = add
