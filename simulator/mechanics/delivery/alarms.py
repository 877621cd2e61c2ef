"""Alarms: high and low water marks, which block senders of one queue or of all.

RabbitMQ documentation, “Memory Alarms”: publishing connections of the whole cluster are blocked
while consumers go on.
"""

from __future__ import annotations

from typing import Any, Protocol

from simulator.engine.world import World


class Watched(Protocol):
    """A queue that may have water marks."""

    settings: Any

    @property
    def depth(self) -> int: ...
    def admit(self) -> None: ...


class Alarms:
    """The alarms of one simulation."""

    def __init__(self) -> None:
        self._queues: list[Watched] = []
        self._own: set[int] = set()
        self._everywhere: set[int] = set()
        self.watched = False
        """Whether any queue has water marks."""

    @classmethod
    def of(cls, world: World) -> Alarms:
        """The alarms that all queues of a simulation share."""
        shared: Alarms = world.shared.setdefault("alarms", cls())
        return shared

    def any(self, world: World) -> bool:
        """Whether any queue of the design has water marks."""
        parts = world.design.components.values()
        self.watched = any(getattr(part.settings, "high_water", None) for part in parts)
        return self.watched

    def connect(self, queue: Watched) -> None:
        """A queue takes part."""
        self._queues.append(queue)

    def blocks(self, queue: Watched) -> bool:
        """Whether senders to a queue are blocked."""
        return bool(self._everywhere) or id(queue) in self._own

    def look(self, queue: Watched) -> None:
        """The depth of a queue has changed."""
        wanted = queue.settings
        if wanted.high_water is None:
            return
        which = self._everywhere if wanted.alarm == "everywhere" else self._own
        if id(queue) not in which:
            if queue.depth >= wanted.high_water:
                which.add(id(queue))
        elif queue.depth <= wanted.low_water:
            which.discard(id(queue))
            for each in self._queues if wanted.alarm == "everywhere" else [queue]:
                each.admit()
