"""Sink: a part that messages can be offered to, as senders see it."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from simulator.engine.environment import Arrival
from simulator.engine.message import Message
from simulator.mechanics.handover import Handover


class Sink(Protocol):
    """A part that messages can be offered to."""

    offer: Callable[[Message], int]
    """OK, FAILED (not taken) or BLOCKED."""

    take_in: Callable[[Message], int]
    """The same in a design that is not plain; to be looked up anew for each message."""

    take_new: Callable[[float, Any, Any, float], int]
    """The same of a client's job, by when it began, its works, its traits and its work there."""

    flow: Callable[[Iterator[tuple[float, Any, Any]], Any], Iterator[Arrival]] | None
    """A quicker way for all jobs of a design together, by when they come, their works and their
    traits, which come through one `mechanics.gate.Gate`: gives what it did not run by itself. None
    without one."""

    handover: Handover

    @property
    def plain(self) -> bool:
        """Whether it takes what comes, through `handover.admit`."""

    bounded: bool
    """Whether it may answer anything but OK."""

    @property
    def depth(self) -> int:
        """Messages that wait there or are delayed."""

    def entrance(self) -> Callable[[Any], object] | None:
        """Where a client's jobs come in without a detour; None if they need one."""

    def when_taken(self, resume: Callable[[], object]) -> None:
        """What to do once the message that was just blocked is taken."""
