"""Metric: the number of messages that an autoscaler is told, as late as it is told."""

from collections import deque
from dataclasses import dataclass

from simulator.mechanics.scaling.policy import HAIR, Load, ScaleSettings


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured at one moment."""

    at: float
    messages: int
    ready: int


class Metric:
    """The messages of a queue, with or without those in flight, after the metric delay."""

    def __init__(self, settings: ScaleSettings) -> None:
        self._delay = settings.scale_metric_delay
        self._in_flight = settings.scale_counts_in_flight
        self._readings: deque[Reading] = deque()

    def read(self, now: float, load: Load) -> Reading | None:
        """Measure now, and return the newest reading that is old enough; None before the first."""
        messages = load.visible + (load.in_flight if self._in_flight else 0)
        self._readings.append(Reading(now, messages, load.ready))
        known = now - self._delay + HAIR
        while len(self._readings) > 1 and self._readings[1].at <= known:
            self._readings.popleft()
        oldest = self._readings[0]
        return oldest if oldest.at <= known else None
