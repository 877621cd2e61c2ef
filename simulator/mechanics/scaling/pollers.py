"""Pollers: how AWS Lambda's event source mapping for SQS raises and lowers its concurrency."""

import math

from simulator.mechanics.scaling.policy import HAIR, Load, Policy, ScaleSettings

FIRST = 5
"""Batches at a time when a mapping begins."""

QUIET = 2
"""Batches at a time to which it may fall while there is little to do."""

PACE = 300 / 60
"""Further ones a second, while messages wait."""


class Pollers(Policy):
    """5 at the start, 300 more a minute while messages wait, as few as 2 when none does.

    1,000 take (1,000 − 5) / 300 = 3.3 minutes. How fast it falls is not documented; our choice is
    as fast as it rises, and never below what is busy.
    Source: docs.aws.amazon.com/lambda, "Configuring scaling behavior for SQS event source
    mappings".
    """

    def __init__(self, settings: ScaleSettings) -> None:
        super().__init__(settings)
        self.low = min(self.high, max(QUIET, self.low))
        self._interval = 1.0  # Fine enough for the pace; the real one is not documented.
        self._counted_to: float | None = None

    def at_start(self, instances: int) -> int:
        """Five, whatever is set."""
        return self.within(FIRST)

    def decide(self, now: float, load: Load) -> int:
        """As far towards what the queue asks for as the time since the last decision allows."""
        instances, most = self.within(load.instances), self._allowance(now)
        if load.visible > 0:
            return self.within(instances + most)
        return self.within(max(instances - most, min(load.busy, instances)))

    def _allowance(self, now: float) -> int:
        if self._counted_to is None:
            self._counted_to = now - self._interval
        most = math.floor(PACE * (now - self._counted_to) + HAIR)
        self._counted_to += most / PACE
        return most
