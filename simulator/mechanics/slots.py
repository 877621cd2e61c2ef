"""Slots: the idle slots of workers, and which of them is handed the next message.

Where one worker alone takes from one queue, the queue counts the idle slots itself. Here is the
general case: several workers at a queue take turns, and a worker's slot waits at all its queues.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from simulator.engine.message import Attempt, History, Message, New
from simulator.mechanics.deadlines import Deadlines
from simulator.mechanics.handover import Begin, Handover, Taker


class Source(Protocol):
    """A queue, as workers see it."""

    id: str
    visibility: float
    duplicates: int
    watches: bool
    take: Callable[[], Message | New | None]
    wake: Callable[[int], None]

    @property
    def certain(self) -> bool: ...
    @property
    def waiting(self) -> int: ...
    @property
    def handover(self) -> Handover: ...
    def serve(self, taker: Taker) -> None: ...
    def hand_by(self, begin: Begin, exclusive: bool) -> None: ...
    def open_history(self, message: Message) -> History: ...
    def deadlines(self, lapse: Callable[[Attempt], object]) -> Deadlines[Attempt]: ...
    def hand_to(self, served: Callable[[], tuple[int, int, float]]) -> None: ...
    def watch(self, message: Message) -> None: ...
    def ack(self, attempt: Attempt) -> None: ...
    def nack(self, attempt: Attempt, delay: float) -> None: ...
    def expire(self, message: Message, receipt: int) -> None: ...
    def lapse(self, attempt: Attempt) -> bool: ...


class Lane(Protocol):
    """The way from one queue to one worker."""

    @property
    def source(self) -> Source: ...

    begin: Begin


class Slots:
    """The slots of one worker that waits at several queues, or shares one with other workers."""

    def __init__(self, count: int) -> None:
        self.idle = 0
        self._lanes: list[Lane] = []
        self._count = count

    def start(self, lanes: Sequence[Lane]) -> None:
        """Every slot is idle, and waits at the queues of these lanes."""
        self._lanes = list(lanes)
        for _ in range(self._count):
            self._wait()

    def lane(self, source: Source) -> Lane:
        """The lane from a queue to this worker."""
        return next(lane for lane in self._lanes if lane.source is source)

    def proceed(self) -> None:
        """A slot is free: let it take from the first queue that has something, taking turns."""
        lanes, again = self._lanes, True
        while again:
            for _ in lanes:
                lane = lanes.pop(0)
                lanes.append(lane)
                message = lane.source.take()
                if message is not None:
                    lane.begin(message)
                    return
            # One queue may have moved a dead letter to another that had nothing before.
            again = any(lane.source.waiting for lane in lanes)
        self._wait()

    def leave(self, source: Source) -> None:
        """An idle slot is handed a message by one queue, and waits at the others no more."""
        self.idle -= 1
        for lane in self._lanes:
            if lane.source is not source:
                lane.source.wake(-1)

    def _wait(self) -> None:
        self.idle += 1
        for lane in self._lanes:
            lane.source.wake(1)


def share(source: Source, workers: Sequence[Slots]) -> None:
    """Let workers take turns at a queue."""
    order = list(workers)

    def begin(message: Message | New) -> None:
        for _ in order:
            slots = order.pop(0)
            order.append(slots)
            if slots.idle:
                slots.leave(source)
                slots.lane(source).begin(message)
                return
        raise AssertionError("a queue counted on a slot that is not idle")

    source.hand_by(begin, exclusive=False)
