"""Hiding: messages that are not visible yet, by a delivery delay or a backoff."""

from collections.abc import Callable

from simulator.engine.environment import EXPIRY, FastEnvironment
from simulator.engine.message import Message


class Hiding:
    """The hidden messages of one queue. `appear(message)` is called when the delay is over."""

    def __init__(self, environment: FastEnvironment, appear: Callable[[Message], object]) -> None:
        self._environment = environment
        self._appear = appear
        self.messages: set[Message] = set()
        self._area = 0.0

    def hide(self, message: Message, delay: float) -> None:
        """Hide a message for so many seconds."""
        now = self._environment._now
        self.messages.add(message)
        self._area -= now
        self._environment.call_at(now + delay, self._end, message, EXPIRY)

    def remove(self, message: Message) -> None:
        """A hidden message is no longer hidden."""
        self.messages.remove(message)
        self._area += self._environment._now

    def area(self) -> float:
        """How many were hidden, integrated over time."""
        return len(self.messages) * self._environment._now + self._area

    def _end(self, message: Message) -> None:
        if message in self.messages:
            self.remove(message)
            self._appear(message)
