"""Celery autoscale: each instance grows and shrinks its own slots by what it has reserved."""

from simulator.mechanics.scaling.policy import HAIR, Load, Policy, ScaleSettings


class Celery(Policy):
    """`min(reserved, max)` slots at once; back to `max(reserved, min)` after the keepalive.

    It counts the messages that this instance holds and knows nothing of the queue. The keepalive
    runs from the last growth, and what never grew never shrinks. It looks once a second and, which
    is for the caller to do, at every message. There is always one slot, or nothing would ever be
    reserved.
    Source: celery/worker/autoscale.py (`--autoscale=max,min`; AUTOSCALE_KEEPALIVE 30 s).
    """

    def __init__(self, settings: ScaleSettings) -> None:
        super().__init__(settings)
        self.low = max(1, self.low)
        self._keepalive = settings.scale_in_cooldown
        self._grew_at: float | None = None

    def at_start(self, instances: int) -> int:
        """The fewest slots; the number of instances is not its matter."""
        return self.low

    def decide(self, now: float, load: Load) -> int:
        """The slots of one instance, by what it has reserved."""
        slots, wanted = self.within(load.instances), self.within(load.reserved)
        if wanted > slots:
            self._grew_at = now
            return wanted
        if self._grew_at is None or now <= self._grew_at + self._keepalive + HAIR:
            return slots
        return wanted
