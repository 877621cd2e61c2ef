"""Gate: where a client's messages leave for a queue, and a token bucket at most holds them back.

What `sending` does with the bucket, written out for the one thing that happens to every message.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

from simulator.design.distributions import Constant
from simulator.design.edges import Edge, MessageSettings
from simulator.engine.environment import ARRIVAL
from simulator.engine.world import World
from simulator.mechanics.messages import stamped
from simulator.mechanics.sink import Sink


def is_gated(world: World, edge: Edge) -> bool:
    """Whether a token bucket is all that may hold the messages of an edge back."""
    settings = edge.settings
    instant = settings.latency == Constant(value=0.0) and not settings.is_delayed
    once = settings.copies == 1 and settings.resend_share == 0 and settings.confirms
    free = settings.credit is None and settings.shed_above is None
    known = not world.is_plain and world.microscope is None
    return instant and once and free and known


class Gate:
    """Lets messages into a queue: through a token bucket, or all of them where there is none."""

    __slots__ = (
        "_environment",
        "_held_back",
        "_refused",
        "_sink",
        "allowance",
        "come",
        "drops",
        "gap",
        "hair",
        "kept",
        "next_at",
        "not_taken",
        "stamp",
    )

    def __init__(
        self,
        world: World,
        edge: Edge,
        sink: Sink,
        not_taken: Callable[[int], object],
        held_back: Callable[[int], object],
        refused: Callable[[], object],
    ) -> None:
        """`held_back` is told that one more waits for a token, or one fewer; `refused` that one
        was not let through; `not_taken` what the queue answered if it did not take one."""
        settings: MessageSettings = edge.settings
        self._environment, self._sink = world.environment, sink
        self._held_back, self._refused = held_back, refused
        self.not_taken = not_taken
        self.stamp = stamped(world, edge)
        """The work of a job at the worker behind the queue, from all its works; None if there is
        but one."""
        self.drops = settings.over_limit == "drop"
        # As in `delivery.tokens`. Where there is no bucket, every message finds a token.
        self.gap, self.allowance = 0.0, inf
        if settings.rate_limit is not None:
            self.gap = 1.0 / settings.rate_limit
            self.allowance = self.gap * (settings.rate_burst - 1)
        self.hair = 1e-9 if self.drops else 0.0
        self.next_at = -self.allowance
        """When the next token is there, or has been since."""
        self.come = self.kept = 0
        """Messages that came here, and those of them that were not let through, or not yet."""

    def arrive(self, drawn: Any) -> None:
        """A job arrives: `drawn` begins with its works and its traits."""
        self.come += 1
        now = self._environment._now
        if self.next_at > now + self.hair:
            self.keep(drawn)
            return
        self.next_at = max(self.next_at, now - self.allowance) + self.gap
        self._send(drawn, now)

    def _send(self, drawn: Any, born: float) -> None:
        works = drawn[0]
        work = works if self.stamp is None else self.stamp(works)
        outcome = self._sink.take_new(born, works, drawn[1], work)
        if outcome:
            self.not_taken(outcome)

    def keep(self, drawn: Any) -> None:
        """A job that has just come finds no token."""
        self.kept += 1
        if self.drops:
            self._refused()
            return
        self._held_back(1)
        now, at = self._environment._now, self.next_at
        self._environment.call_at(at, self._go_on, (drawn, now), ARRIVAL)
        self.next_at += self.gap

    def _go_on(self, argument: tuple[Any, float]) -> None:
        self.kept -= 1
        self._held_back(-1)
        self._send(*argument)
