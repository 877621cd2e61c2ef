"""Broker books: what a queue in the general case counts, and how it reads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from simulator.components.running.queue_books import QueueBooks
from simulator.engine.message import Fresh, Message, new_message
from simulator.engine.observations import Observations, rounded
from simulator.engine.part import Group, Part
from simulator.mechanics.delivery.groups import GroupLine
from simulator.mechanics.delivery.lines import AdaptiveLine, ArrivalLine, LifoLine, Line
from simulator.mechanics.delivery.priorities import PriorityLine, TurnsLine
from simulator.mechanics.delivery.states import WAITING
from simulator.mechanics.parking import Parking

if TYPE_CHECKING:
    from simulator.components.queue import Queue
    from simulator.engine.world import World

FURTHER = (
    "done",
    "returns",
    "given_up",
    "taken",
    "blocked",
    "deduplicated",
    "locked_groups",
    "empty_receives",
    "redriven",
    "parked_other",
)


class BrokerBooks(Part):
    """The state of a queue that is counted, without what happens to messages."""

    # What changes with every message stands in slots: attributes of an object with so many others
    # take several times as long.
    __slots__ = (
        "area_flight",
        "area_waiting",
        "hidden",
        "in_flight",
        "places",
        "published",
        "receives",
        "waiting",
    )

    columns = QueueBooks.columns + FURTHER
    feeds: ClassVar[Mapping[str, str]] = {
        **QueueBooks.feeds,
        "done": "done",
        "given_up": "given_up",
    }

    def __init__(self, world: World, queue: Queue) -> None:
        self.id = queue.id
        self.settings = queue.settings
        self.environment = world.environment
        self._world = world
        self.is_dead_letter = bool(world.edges_to(queue.id, "dead-letter"))
        self.wait = Observations()
        self.line: Line = self._lined_up()
        self.waiting = self.hidden = self.in_flight = self.taken = 0
        self.published = self._moved_in = self._redriven_in = self._blocked_count = 0
        self.receives = self.retries = self.duplicates = self.returns = 0
        self.sure_done: Callable[[], int] = int
        """Messages that are done beside, as their worker counts them."""
        self.acked = self.done = self.late_acks = self.expiries = 0
        self.dead = self.expired = self.rejected = self.dropped = self.purged = 0
        self.lost = self.given_up = self.deduplicated = self.redriven = 0
        self.area_waiting = self.area_hidden = self.area_flight = 0.0
        self.places = 0
        self.restamp: Callable[[Any], float] | None = None
        """The work of a job at the worker that takes from here, from all its works; None where the
        design has one worker at most."""
        self.parking = Parking()
        self.source_of_letters: Any = None
        """Where what is moved here was before, if this is a dead-letter queue."""
        self._blocked: deque[tuple[Message, list[Any]]] = deque()

    def _lined_up(self) -> Line:
        wanted = self.settings
        if wanted.ordering == "groups":
            return GroupLine(self, wanted.group_window)
        if wanted.ordering == "priority":
            return PriorityLine(self, wanted.return_to)
        if wanted.ordering == "priority_turns":
            return TurnsLine(self, wanted.return_to)
        if wanted.ordering == "lifo":
            return LifoLine(self)
        if wanted.ordering == "adaptive_lifo":
            environment = self.environment
            return AdaptiveLine(self, lambda: environment._now, wanted.lifo_after)
        return ArrivalLine(self, wanted.return_to)

    def grown(self, fresh: Fresh) -> Message:
        """The record of a message that waits, or has just come up, and had none."""
        born, works, traits = fresh
        work = works if self.restamp is None else self.restamp(works)
        message = new_message(born, born, works, traits, work)
        message.since = born
        self.places = message.place = self.places + 1
        message.home, message.origin = self, self.source_of_letters
        message.count = message.receipt = message.tries = 0
        message.listed = False
        message.state = WAITING
        return message

    # --- Where messages are ---------------------------------------------------------------

    def _enter(self) -> None:
        """One more waits."""
        self.waiting += 1
        self.area_waiting -= self.environment._now

    def _leave(self) -> None:
        """One fewer waits."""
        self.waiting -= 1
        self.area_waiting += self.environment._now

    def _hide(self) -> None:
        self.hidden += 1
        self.area_hidden -= self.environment._now

    def _unhide(self) -> None:
        self.hidden -= 1
        self.area_hidden += self.environment._now

    def _take_off(self) -> None:
        """One more is in flight."""
        self.in_flight += 1
        self.area_flight -= self.environment._now

    def _land(self) -> None:
        """One fewer is in flight."""
        self.in_flight -= 1
        self.area_flight += self.environment._now

    def _oldest(self) -> float:
        """Age of the oldest visible message; of a dead letter, since it was moved."""
        began = self.line.began(self.is_dead_letter)
        return 0.0 if began is None else rounded(self.environment._now - began)

    # --- Reading --------------------------------------------------------------------------

    def read(self) -> list[float]:
        oldest, dead_letter = self._oldest(), self.is_dead_letter
        sure = self.sure_done()
        here = self.waiting + self.hidden
        out = self.in_flight + self.taken
        parked = self.parking.by_reason
        accepted = self.published + self._redriven_in
        return [
            accepted + self._moved_in,
            self.waiting,
            self.hidden,
            self.in_flight,
            oldest,
            self.receives,
            self.retries,
            self.duplicates,
            self.acked + sure,
            self.late_acks,
            self.expiries,
            self.dead,
            self.expired,
            self.rejected,
            self.dropped,
            parked["poison"],
            parked["late"],
            parked["failed"],
            self.parking.processed,
            self.published + self.rejected,
            self.dropped + self.purged + self.lost,
            0 if dead_letter else here,
            0.0 if dead_letter else oldest,
            here if dead_letter else 0,
            out if dead_letter else out + here,
            self.done + sure,
            self.returns,
            self.given_up,
            self.taken,
            len(self._blocked),
            self.deduplicated,
            self.line.locked(),
            self.empty_receives(),
            self.redriven,
            parked["other"],
        ]

    def empty_receives(self) -> int:
        """Receives that found nothing: none where polls wait."""
        return 0

    def areas(self) -> dict[str, float]:
        now = self.environment._now
        waiting = self.waiting * now + self.area_waiting
        delayed = self.hidden * now + self.area_hidden
        flight = self.in_flight * now + self.area_flight
        areas = {"waiting": waiting, "in_flight": flight, "delayed": delayed}
        if not self.is_dead_letter:
            areas["system_waiting"] = waiting + delayed
        areas["system_in_flight"] = flight
        return areas

    def groups(self) -> dict[str, Group]:
        return {"wait": (self.wait, "receives")}

    def check(self, row: Sequence[float], at: int) -> None:
        arrived = row[at]
        ended = self.done + self.sure_done() + self.dead + self.expired + self.dropped + self.purged
        ended += self.lost + self.given_up + self.redriven
        lost = arrived - ended - self.waiting - self.hidden - self.in_flight - self.taken
        assert lost == 0, f"{lost} messages of {self.id!r} are not accounted for"
        assert min(self.waiting, self.hidden, self.in_flight, self.taken) >= 0, (
            f"{self.id!r} has fewer messages than none"
        )
