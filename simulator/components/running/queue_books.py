"""Queue books: what a running queue counts, and how it reads."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from simulator.engine.message import Message, is_gone
from simulator.engine.observations import Observations, rounded
from simulator.engine.part import Group, Part
from simulator.mechanics.handover import Books, Handover
from simulator.mechanics.hiding import Hiding
from simulator.mechanics.parking import Parking
from simulator.mechanics.returned import Returned

if TYPE_CHECKING:
    from simulator.components.queue import Queue
    from simulator.engine.world import World


class QueueBooks(Part, ABC):
    """The state of a queue that is counted, without what happens to messages."""

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
        self.id = queue.id
        self._world = world
        self._settings = queue.settings
        self.environment = world.environment
        self.is_dead_letter = bool(world.edges_to(queue.id, "dead-letter"))
        self.wait = Observations()
        self.retries = self.duplicates = self.late_acks = self.expiries = 0
        self._published = self._moved_in = self.dead = self.expired = 0
        self.rejected = self.dropped = self.purged = 0
        self._left_flight = self._acked_slowly = 0
        self._area_waiting = self._area_flight = 0.0
        self._lanes: list[Callable[[], tuple[int, int, float]]] = []
        self._parking = Parking()
        self._hiding = Hiding(world.environment, self._appear)
        self._hidden = self._hiding.messages
        self._returned = Returned(world.environment)
        books = Books(self._came_back, self._returned.remember, self.wait.add, world.latency.add)
        self.handover = Handover(world.environment, books)
        self._line = self.handover.line
        self._ghosts = 0
        """Messages in the line that are gone."""

    @abstractmethod
    def _came_back(self, message: Message) -> bool:
        """A receive attempt at a message that is not new: tells whether it is handed over."""

    @abstractmethod
    def _appear(self, message: Message) -> None:
        """A hidden message is to be seen."""

    def hand_to(self, served: Callable[[], tuple[int, int, float]]) -> None:
        """Take account of a lane that leads from here: its attempts, which are this queue's
        receives; those that were plainly acked in time; and their slot seconds so far."""
        self._lanes.append(served)

    @property
    def waiting(self) -> int:
        """Visible messages."""
        return len(self._line) - self._ghosts

    @property
    def depth(self) -> int:
        """Messages that wait or are delayed."""
        return self.waiting + len(self._hidden)

    def _oldest(self) -> float:
        """Age of the oldest visible message; of a dead letter, since it was moved.

        What is new waits in the order in which it was sent, so the first in line, or one of those
        that came back, is the oldest.
        """
        line, now = self._line, self.environment._now
        while line and is_gone(line[0]):
            line.popleft()
            self._ghosts -= 1
        if not line:
            return 0.0
        first = line[0]
        if isinstance(first, tuple):
            sent = first[1]
        elif self.is_dead_letter:
            return rounded(now - first.since)
        elif first.history is None:
            sent = first.since - self._settings.delivery_delay
        else:
            sent = first.sent
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
        if len(self._lanes) == 1:
            return self._lanes[0]()
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

    def groups(self) -> dict[str, Group]:
        return {"wait": (self.wait, "receives")}

    def check(self, row: Sequence[float], at: int) -> None:
        arrived, waiting, delayed, in_flight = row[at : at + 4]
        gone = row[at + 8] + self.dead + self.expired + self.dropped + self.purged
        lost = arrived - gone - waiting - delayed - in_flight
        assert lost == 0, f"{lost} messages of {self.id!r} are not accounted for"
        assert waiting >= 0, f"{self.id!r} has fewer messages than none"
        assert in_flight >= 0, f"{self.id!r} was given back more than it handed out"
