"""Retry budget: so many retries for each call, and no more, however much fails.

A token bucket: each call puts a share of a token in, each retry takes one out. It begins full, so
that a single failure is retried at once (gRPC retry throttling begins with 10 tokens; the SRE book,
ch. 21, keeps the ratio at 10 % for each client).
"""

SAVED_CALLS = 100
"""Calls whose retries can be saved up: at 10 % ten tokens, as in gRPC's example."""


class RetryBudget:
    """The budget of one caller. `ratio`: retries for each call."""

    def __init__(self, ratio: float) -> None:
        self._ratio = ratio
        # Less than a whole token could never be spent.
        self._most = max(1.0, ratio * SAVED_CALLS) if ratio > 0 else 0.0
        self._tokens = self._most

    def earn(self) -> None:
        """A call was made for the first time."""
        self._tokens = min(self._most, self._tokens + self._ratio)

    def spend(self) -> bool:
        """Whether one more retry may be made; if so, it is paid for."""
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
