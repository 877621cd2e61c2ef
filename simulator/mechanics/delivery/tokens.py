"""Tokens: a token bucket, told by the time of its next token (GCRA)."""


class TokenBucket:
    """Lets through `rate` a second, and up to `burst` at once after a pause."""

    def __init__(self, rate: float, burst: int) -> None:
        self._gap = 1.0 / rate
        self._allowance = self._gap * (burst - 1)
        self._next_at = -self._allowance
        """When the next token is there, or has been since."""

    def ready_at(self, now: float) -> float:
        """When the next token is there: now or later."""
        return max(now, self._next_at)

    def take(self, now: float) -> bool:
        """Take a token if there is one."""
        # The division that made the gap may leave a hair: a token that is due now is there.
        if self._next_at > now + 1e-9:
            return False
        self._next_at = max(self._next_at, now - self._allowance) + self._gap
        return True
