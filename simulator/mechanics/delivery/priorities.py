"""Priorities: a line for each priority, the highest first or each in its turn."""

from collections.abc import Callable, Iterable

from simulator.engine.message import Fresh, Message
from simulator.mechanics.delivery.lines import ArrivalLine, Decks, Ends, Home, Line


def priority_of(message: Message) -> int:
    """The priority that the client gave the job; 0 where it gave none."""
    traits = message.traits
    return traits[0] if traits is not None else 0


class _Enter(dict[int, Callable[[Fresh], object]]):
    """What puts a message into the line of a priority, made when it is first asked for."""

    def __init__(self, make: Callable[[int], Callable[[Fresh], object]]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, priority: int) -> Callable[[Fresh], object]:
        made = self[priority] = self._make(priority)
        return made


class PriorityLine(Line):
    """The highest priority first, always: the low may starve (RabbitMQ classic queues,
    and quorum queues 4.3)."""

    def __init__(self, home: Home, return_to: str) -> None:
        super().__init__(home)
        self._queue = home
        self._return_to = return_to
        self._levels: dict[int, ArrivalLine] = {}
        self._order: list[int] = []
        self._front = ArrivalLine(home)
        """What came back to the front has lost its priority (RabbitMQ quorum queues)."""
        self._decks: Decks = []
        """The lines of all levels, in their order."""

    def ends(self) -> Ends | None:
        if self._return_to != "tail":
            return None
        levels = _Enter(lambda priority: self._level(priority).line.append)

        def put(fresh: Fresh) -> None:
            traits = fresh[2]
            levels[traits[0] if traits is not None else 0](fresh)

        return Ends(put, self._decks, levels)

    def put(self, message: Message) -> None:
        self._level(priority_of(message)).put(message)

    def put_back(self, message: Message) -> None:
        if self._return_to == "front":
            self._front.put_back(message)
        else:
            self._level(priority_of(message)).put_back(message)

    def pop(self) -> Message | None:
        if (message := self._front.pop()) is not None:
            return message
        for priority in self._turn():
            if (message := self._levels[priority].pop()) is not None:
                self._served(priority)
                return message
        return None

    def first(self) -> Message | None:
        lines = [self._front, *(self._levels[priority] for priority in self._turn())]
        return next((found for line in lines if (found := line.first()) is not None), None)

    def oldest(self) -> Message | None:
        found = [line.oldest() for line in (self._front, *self._levels.values())]
        return min((each for each in found if each), key=lambda it: it.sent, default=None)

    def began(self, moved: bool) -> float | None:
        if moved:
            return super().began(moved)
        lines = (self._front, *self._levels.values())
        return min((at for line in lines if (at := line.began(moved)) is not None), default=None)

    def pop_oldest(self) -> Message | None:
        """The oldest of the lowest priority makes room first."""
        for priority in reversed(self._order):
            if (message := self._levels[priority].pop()) is not None:
                return message
        return self._front.pop()

    def _level(self, priority: int) -> ArrivalLine:
        level = self._levels.get(priority)
        if level is None:
            level = self._levels[priority] = ArrivalLine(self._queue, self._return_to)
            self._order = sorted(self._levels, reverse=True)
            self._decks[:] = [self._levels[each].line for each in self._order]
        return level

    def _turn(self) -> Iterable[int]:
        """The priorities, in the order in which they are asked."""
        return self._order

    def _served(self, priority: int) -> None:
        """A message of this priority was handed out."""


class TurnsLine(PriorityLine):
    """Each priority gets turns, more of them the higher it is: none starves.

    RabbitMQ's quorum queues up to 4.2 hand out two of high priority for one of normal. Here a
    priority p has p + 1 turns in a round, spread evenly (smooth weighted round robin).
    """

    def __init__(self, home: Home, return_to: str) -> None:
        super().__init__(home, return_to)
        self._credit: dict[int, float] = {}

    def ends(self) -> None:
        """The turns count what is handed out."""

    def _turn(self) -> Iterable[int]:
        credit = self._credit
        self._waiting = [p for p in self._order if self._levels[p].first() is not None]
        return sorted(self._waiting, key=lambda p: -(credit.get(p, 0.0) + p + 1))

    def _served(self, priority: int) -> None:
        for each in self._waiting:
            self._credit[each] = self._credit.get(each, 0.0) + each + 1
        self._credit[priority] -= sum(each + 1 for each in self._waiting)
