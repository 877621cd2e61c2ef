"""Parking: what lies in a dead-letter queue, by the reason why it does."""

from simulator.engine.message import Message

REASONS = ("poison", "late", "failed", "other")


class Parking:
    """The books of one dead-letter queue."""

    def __init__(self) -> None:
        self.by_reason = dict.fromkeys(REASONS, 0)
        self.processed = 0
        """How many lie here although their work was done at least once."""

    def park(self, message: Message) -> None:
        """A message was moved here."""
        history = message.history
        assert history is not None
        history.parked = self
        history.listed = None
        self.by_reason[history.reason] += 1
        self.processed += history.succeeded

    def unpark(self, message: Message) -> None:
        """A message was received or is gone; nothing happens if it was not parked here."""
        history = message.history
        if history is None or history.parked is not self:
            return
        history.parked = None
        self.by_reason[history.reason] -= 1
        self.processed -= history.succeeded
