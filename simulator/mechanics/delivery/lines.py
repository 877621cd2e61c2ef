"""Lines: the visible messages of a queue, in the order in which they are handed out.

A message that ended while it waited stays in its line as a ghost, and is left out when it comes up.
"""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Protocol

from simulator.engine.message import Fresh, Message
from simulator.mechanics.delivery.states import WAITING


class Home(Protocol):
    """A queue, as its line sees it."""

    def grown(self, fresh: Fresh) -> Message:
        """The record of a message that had none."""


Decks = list[deque[Message | Fresh]]


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of a line in which new messages need no record."""

    put: Callable[[Fresh], object]
    """How one is put in."""
    decks: Decks
    """Where the next one is taken out: the first of the first deck that has any, unless it is a
    ghost."""
    levels: Mapping[int, Callable[[Fresh], object]] | None = None
    """How one is put in that has a priority, by that."""


class Line(ABC):
    """Base of every order."""

    def __init__(self, home: object) -> None:
        self._home = home
        """The queue whose line it is."""

    def ends(self) -> Ends | None:
        """Both ends of a line in which new messages need no record; None for any other."""
        return None

    def waits(self, message: Message) -> bool:
        """Whether a message waits here, and is not the ghost of one that ended or moved on."""
        return message.state == WAITING and message.home is self._home

    @abstractmethod
    def put(self, message: Message) -> None:
        """A new message."""

    @abstractmethod
    def put_back(self, message: Message) -> None:
        """A message that came back."""

    @abstractmethod
    def pop(self) -> Message | None:
        """The next message that may be received now; None if there is none."""

    @abstractmethod
    def first(self) -> Message | None:
        """The message that would be received next, left where it is."""

    @abstractmethod
    def oldest(self) -> Message | None:
        """The one that was sent first."""

    def began(self, moved: bool) -> float | None:
        """When the oldest was sent or, if it was `moved` here, came; None if none waits."""
        message = self.oldest()
        if message is None:
            return None
        return message.since if moved else message.sent

    def begin_receive(self) -> None:  # noqa: B027 (most orders need not know)
        """A receive begins, which may take several messages."""

    def pop_oldest(self) -> Message | None:
        """Take out the one that has waited longest, to make room."""
        return self.pop()

    def free(self, message: Message) -> bool:
        """A message is in flight no more; tells whether another one may be received for it."""
        return False

    def locked(self) -> int:
        """Message groups that wait because one of theirs is in flight."""
        return 0

    def clear(self) -> list[Message]:
        """Take everything out."""
        found = []
        while (message := self.pop()) is not None:
            found.append(message)
            self.free(message)
        return found


class Returned:
    """What came back, by the time of its first send: it may wait behind what is younger."""

    def __init__(self, waits: Callable[[Message], bool]) -> None:
        self._waits = waits
        self.heap: list[tuple[float, int, Message]] = []
        self._count = 0

    def remember(self, message: Message) -> None:
        """A message joins the line again."""
        if not message.listed:
            message.listed = True
            self._count += 1
            heappush(self.heap, (message.sent, self._count, message))

    def oldest(self) -> Message | None:
        """The oldest of them that waits."""
        heap = self.heap
        while heap:
            message = heap[0][2]
            if self._waits(message):
                return message
            heappop(heap)
            message.listed = False
        return None


class ArrivalLine(Line):
    """As they came; what comes back goes to the tail, to its old place, or to the front."""

    def __init__(self, home: Home, return_to: str = "tail") -> None:
        super().__init__(home)
        self._grown = home.grown
        self.line: deque[Message | Fresh] = deque()
        self._front: deque[Message] = deque()
        self._old: list[tuple[int, Message]] = []
        self._returned = Returned(self.waits)
        self._return_to = return_to

    def ends(self) -> Ends | None:
        if self._return_to != "tail":
            return None
        return Ends(self.line.append, [self.line])

    def put(self, message: Message) -> None:
        self.line.append(message)

    def put_back(self, message: Message) -> None:
        self._returned.remember(message)
        if self._return_to == "tail":
            self.line.append(message)
        elif self._return_to == "front":
            self._front.append(message)
        else:
            heappush(self._old, (message.place, message))

    def pop(self) -> Message | None:
        line = self.line
        if not self._front and not self._old:
            while line:
                message = line.popleft()
                if isinstance(message, tuple):
                    return self._grown(message)
                if message.state == WAITING and message.home is self._home:
                    return message
            return None
        first = self.first()
        if first is not None:
            self._leave(first)
        return first

    def _leave(self, first: Message) -> None:
        if self._front:
            self._front.popleft()
        elif self._old and self._old[0][1] is first:
            heappop(self._old)
        else:
            self.line.popleft()

    def _head(self) -> Message | None:
        """The first of those that are in the order of their coming."""
        line = self.line
        while line:
            message = line[0]
            if isinstance(message, tuple):
                message = line[0] = self._grown(message)
            if self.waits(message):
                return message
            line.popleft()
        return None

    def first(self) -> Message | None:
        front, old = self._front, self._old
        while front and not self.waits(front[0]):
            front.popleft()
        while old and not self.waits(old[0][1]):
            heappop(old)
        if front:
            return front[0]
        head = self._head()
        if old and (head is None or old[0][0] < head.place):
            return old[0][1]
        return head

    def began(self, moved: bool) -> float | None:
        line = self.line
        if moved and self._return_to == "tail":
            # What came back stands at the tail, and has waited no longer than what is before it.
            head = self._head()
            return None if head is None else head.since
        if not line or not isinstance(line[0], tuple):
            return super().began(moved)
        # It stays without a record: most never need one.
        returned = self._returned.oldest() if self._returned.heap else None
        return line[0][0] if returned is None else min(line[0][0], returned.sent)

    def oldest(self) -> Message | None:
        head = self._head() if self.line else None
        returned = self._returned.oldest() if self._returned.heap else None
        if head is None:
            return returned
        # What is new waits in the order of sending, so the first in line is older than the rest.
        return head if returned is None or head.sent <= returned.sent else returned


class LifoLine(Line):
    """The newest first."""

    def __init__(self, home: object) -> None:
        super().__init__(home)
        self._stack: deque[Message] = deque()

    def put(self, message: Message) -> None:
        self._stack.append(message)

    put_back = put

    def pop(self) -> Message | None:
        return self._end(self._stack.pop, -1)

    def pop_oldest(self) -> Message | None:
        return self._end(self._stack.popleft, 0)

    def first(self) -> Message | None:
        stack = self._stack
        while stack and not self.waits(stack[-1]):
            stack.pop()
        return stack[-1] if stack else None

    def oldest(self) -> Message | None:
        stack = self._stack
        while stack and not self.waits(stack[0]):
            stack.popleft()
        return min(stack, key=lambda message: message.sent, default=None)

    def _end(self, take: Callable[[], Message], at: int) -> Message | None:
        while self._stack:
            message = take()
            if self.waits(message):
                return message
        return None


class AdaptiveLine(LifoLine):
    """As they came while the line is emptied now and then; the newest first once it stands.

    “Fail at Scale”, ACM Queue 2015: adaptive LIFO.
    """

    def __init__(self, home: object, now: Callable[[], float], standing: float) -> None:
        super().__init__(home)
        self._now = now
        self._standing = standing
        self._since: float | None = None
        """Since when the line has not been empty."""

    def put(self, message: Message) -> None:
        if not self._stack:
            self._since = self._now()
        self._stack.append(message)

    put_back = put

    def pop(self) -> Message | None:
        found = super().pop() if self._stands() else self.pop_oldest()
        if not self._stack:
            self._since = None
        return found

    def first(self) -> Message | None:
        if self._stands():
            return super().first()
        stack = self._stack
        while stack and not self.waits(stack[0]):
            stack.popleft()
        return stack[0] if stack else None

    def _stands(self) -> bool:
        return self._since is not None and self._now() - self._since > self._standing
