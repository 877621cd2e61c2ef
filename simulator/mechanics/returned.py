"""Returned: the messages that came back to a queue, by the time of their first send."""

from heapq import heappop, heappush

from simulator.engine.environment import FastEnvironment
from simulator.engine.message import Message


class Returned:
    """What came back waits behind what may be younger, so the first in line need not be the oldest.

    Messages that were received again, or are gone, are left out when they come up.
    """

    def __init__(self, environment: FastEnvironment) -> None:
        self._environment = environment
        self._heap: list[tuple[float, int, Message]] = []

    def remember(self, message: Message) -> None:
        """A message joins the line that is not new."""
        history = message.history
        if history is not None and history.listed is not self:
            history.listed = self
            heappush(self._heap, (message.sent, self._environment.next_key(), message))

    def oldest(self, hidden: set[Message]) -> Message | None:
        """The oldest that waits; `hidden` ones do not."""
        heap = self._heap
        while heap:
            message = heap[0][2]
            history = message.history
            assert history is not None
            here = history.listed is self
            if here and message.receives > 0 >= message.receipt and message not in hidden:
                return message
            heappop(heap)
            if here:
                history.listed = None
        return None
