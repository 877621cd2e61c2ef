"""Tokens: a token bucket, told by the time at which it would be full (GCRA)."""


class TokenBucket:
    """Lets through `rate` a second, and up to `burst` at once after a pause."""

    def __init__(self, rate: float, burst: int) -> None:
        self._gap = 1.0 / rate
        self._allowance = self._gap * (burst - 1)
        self._full_at = 0.0
        """When the bucket would be full if nothing were taken from now on, less one token."""

    def ready_at(self, now: float) -> float:
        """When the next token is there: now or later."""
        return max(now, self._full_at - self._allowance)

    def take(self, now: float) -> bool:
        """Take a token if there is one."""
        # The division that made the gap may leave a hair: a token that is due now is there.
        if self._full_at - self._allowance > now + 1e-9:
            return False
        self._full_at = max(now, self._full_at) + self._gap
        return True
