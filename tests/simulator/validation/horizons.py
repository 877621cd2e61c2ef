"""Horizons: how long a case is simulated, and which part of that is measured.

A run has three parts: the warm-up, which is dropped; the span, which is measured; and the end
margin, in which everything goes on as before, so that what began within the span is seen to its
end. How long they are follows from the time that a system takes to forget how it began, its
memory, by one rule for all families, written down before anything was simulated.
"""

import math
from dataclasses import dataclass

FRAMES = 40
"""Frames of a span. They cost more than the simulation where they are short; means over time are
exact without them."""
SAMPLES = 1_000
"""Frames of a span whose ends are looked at."""

WARM_UP = 10
MARGIN = 10
SPAN = 200
"""In memories. A percentile of one replication is biased by as many values as hang together: a
span of 200 memories keeps that bias well below the width of the interval."""
MESSAGES = 40_000
"""At least so many of them are measured in a replication."""


@dataclass(frozen=True)
class Horizon:
    """Seconds of warm-up, span and end margin; the outer two are rounded up to whole frames."""

    warm_up: float
    span: float
    margin: float
    frames: int = FRAMES

    @property
    def frame(self) -> float:
        return self.span / self.frames

    @property
    def first(self) -> int:
        """How many frames the warm-up has."""
        return math.ceil(self.warm_up / self.frame - 1e-9)

    @property
    def last(self) -> int:
        """The number of the span's last frame."""
        return self.first + self.frames

    @property
    def begin(self) -> float:
        """When the span begins, in seconds."""
        return round(self.first * self.frame, 9)

    @property
    def end(self) -> float:
        """When the span ends, in seconds."""
        return round(self.last * self.frame, 9)

    @property
    def run(self) -> dict[str, float]:
        """The run settings of a design."""
        frames = self.last + math.ceil(self.margin / self.frame - 1e-9)
        duration = round(frames * self.frame, 9)
        return {"duration": duration, "warm_up": self.begin, "frame": self.frame}


def memory(utilisation: float, service: float, servers: int = 1, variability: float = 1.0) -> float:
    """Seconds in which a queue with its servers forgets how it began.

    The relaxation time of M/M/1 is `service / (1 - sqrt(utilisation))²` (J. W. Cohen, The Single
    Server Queue, 1982); several servers are as fast as one that is so much faster, and one service
    time more; burstier arrivals or work stretch it by half the sum of their squared coefficients
    of variation, as they stretch the queue itself.
    """
    relaxation = service / servers / (1 - math.sqrt(utilisation)) ** 2
    return service + max(1.0, variability) * relaxation


def steady(memory: float, rate: float, frames: int = FRAMES) -> Horizon:
    """The horizon of a steady state in which `rate` messages a second are measured."""
    return Horizon(WARM_UP * memory, max(SPAN * memory, MESSAGES / rate), MARGIN * memory, frames)


def cohort(sending: float, lasting: float) -> Horizon:
    """All that was sent within `sending` seconds and has met its fate `lasting` seconds later.

    For messages that do not meet each other: none has anything to forget, and as sending ends
    before the run does, the end margin is the time in which the last of them are seen to their end.
    """
    return Horizon(0, sending + lasting, 0)
