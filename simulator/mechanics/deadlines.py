"""Deadlines: what happens a fixed time after it was begun, unless it is settled before.

One FIFO for each timeout value, and at most one event in the heap: whatever is settled in time
costs no event. Deadlines of one value are due in the order in which they were begun.
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
    its end if the item is not settled."""

    def __init__(
        self, environment: FastEnvironment, span: float, passed: Callable[[T], object]
    ) -> None:
        due: deque[tuple[float, T]] = deque()
        leave, enter = due.popleft, due.append
        armed = False

        def add(item: T) -> None:
            nonlocal armed
            # What is settled leaves from the front, so that memory follows what is open.
            while due and due[0][1].settled:
                leave()
            enter((environment._now + span, item))
            if not armed:
                armed = True
                environment.call_at(due[0][0], fire, None, EXPIRY)

        def fire(_: object) -> None:
            nonlocal armed
            now = environment._now
            while due:
                at, item = due[0]
                if item.settled:
                    leave()
                elif at <= now:
                    leave()
                    passed(item)
                else:
                    environment.call_at(at, fire, None, EXPIRY)
                    return
            armed = False

        self.add: Callable[[T], None] = add


class Dues(Generic[T]):
    """Deadlines that are not begun in the order in which they are due. `add(item, at)`."""

    def __init__(self, environment: FastEnvironment, passed: Callable[[T], object]) -> None:
        due: list[tuple[float, int, T]] = []
        armed = inf

        def add(item: T, at: float) -> None:
            # As in `Deadlines`: what is settled leaves from the front.
            while due and due[0][2].settled:
                heappop(due)
            heappush(due, (at, environment.next_key(), item))
            arm()

        def arm() -> None:
            nonlocal armed
            if due and due[0][0] < armed:
                armed = due[0][0]
                environment.call_at(armed, fire, None, EXPIRY)

        def fire(_: object) -> None:
            nonlocal armed
            armed, now = inf, environment._now
            while due and (due[0][2].settled or due[0][0] <= now):
                _, _, item = heappop(due)
                if not item.settled:
                    passed(item)
            arm()

        self.add: Callable[[T, float], None] = add
