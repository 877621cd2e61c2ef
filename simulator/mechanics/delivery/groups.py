"""Groups: FIFO within each message group; one group waits while one of its messages is in flight.

Amazon SQS developer guide, “FIFO queue delivery logic”.
"""

from collections import deque
from heapq import heappop, heappush, heapreplace

from simulator.engine.message import Message
from simulator.mechanics.delivery.lines import Line


def group_of(message: Message) -> int:
    """The group that the client gave the job."""
    traits = message.traits
    return traits[1] if traits is not None else 0


class GroupLine(Line):
    """The message that came first, among the first ones of all groups that are free."""

    def __init__(self, home: object, window: int | None) -> None:
        super().__init__(home)
        self._window = window
        self._groups: dict[int, deque[Message]] = {}
        self._heads: list[tuple[int, int]] = []
        """(place of its first message, group) of groups that are free; may be out of date."""
        self._flying: dict[int, set[Message]] = {}
        """Groups that have messages in flight or hidden after a receive, and which."""
        self._count = 0
        """Messages here, ghosts included."""
        self._receiving: int | None = None
        """The group that the receive under way has begun with: it may go on with it."""

    def put(self, message: Message) -> None:
        group = group_of(message)
        line = self._groups.setdefault(group, deque())
        line.append(message)
        self._count += 1
        if len(line) == 1 and group not in self._flying:
            heappush(self._heads, (message.place, group))

    def put_back(self, message: Message) -> None:
        """Before all others of its group: the order is kept."""
        line = self._groups.setdefault(group_of(message), deque())
        at = 0
        while at < len(line) and line[at].place < message.place:
            at += 1
        line.insert(at, message)
        self._count += 1

    def free(self, message: Message) -> bool:
        group = group_of(message)
        flying = self._flying.get(group)
        if flying is None or message not in flying:
            return False
        flying.discard(message)
        if flying:
            return False
        del self._flying[group]
        return self._offer(group)

    def begin_receive(self) -> None:
        self._receiving = None

    def pop(self) -> Message | None:
        group = self._receiving
        if group is not None and (message := self._next(group)) is not None:
            return self._take(group, message)
        message = self.first()
        if message is None:
            return None
        place, window = message.place, self._window
        if window is not None and self._count > window and not self._within(place):
            return None
        heappop(self._heads)
        return self._take(group_of(message), message)

    def first(self) -> Message | None:
        heads = self._heads
        while heads:
            place, group = heads[0]
            message = self._next(group)
            if message is None or group in self._flying:
                heappop(heads)
            elif message.place != place:  # The first of the group ended while it waited.
                heapreplace(heads, (message.place, group))
            else:
                return message
        return None

    def oldest(self) -> Message | None:
        firsts = [found for group in list(self._groups) if (found := self._next(group))]
        return min(firsts, key=lambda message: message.sent, default=None)

    def pop_oldest(self) -> Message | None:
        message = self.oldest()
        if message is None:
            return None
        group = group_of(message)
        self._groups[group].remove(message)
        self._count -= 1
        if group not in self._flying:
            self._offer(group)
        return message

    def locked(self) -> int:
        return sum(1 for group in self._flying if self._next(group) is not None)

    def clear(self) -> list[Message]:
        found = [each for line in self._groups.values() for each in line if self.waits(each)]
        self._groups.clear()
        self._count = 0
        self._heads.clear()
        return found

    def _take(self, group: int, message: Message) -> Message:
        self._groups[group].popleft()
        self._count -= 1
        self._receiving = group
        self._flying.setdefault(group, set()).add(message)
        return message

    def _next(self, group: int) -> Message | None:
        """The first of a group that waits."""
        line = self._groups.get(group)
        while line and not self.waits(line[0]):
            line.popleft()
            self._count -= 1
        if line:
            return line[0]
        self._groups.pop(group, None)
        return None

    def _offer(self, group: int) -> bool:
        """A group is free: its first message may be received."""
        message = self._next(group)
        if message is None:
            return False
        heappush(self._heads, (message.place, group))
        return True

    def _within(self, place: int) -> bool:
        """Whether a message stands among the first ones of the whole backlog."""
        assert self._window is not None
        oldest = min(found.place for group in list(self._groups) if (found := self._next(group)))
        return place - oldest < self._window
