"""Frame: the statistics of every component for one stretch of simulated time, and their schema."""

from dataclasses import dataclass
from typing import Any, NamedTuple

Value = float | None
"""None where there was nothing to observe."""


@dataclass(frozen=True, slots=True)
class FrameSchema:
    """The names of the columns of every frame of a simulation."""

    version: int
    frame: float
    duration: float
    frames: int
    system: list[str]
    components: dict[str, list[str]]
    edges: dict[str, list[str]]

    def to_dict(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "frame": self.frame,
            "duration": self.duration,
            "frames": self.frames,
            "system": self.system,
            "components": self.components,
            "edges": self.edges,
        }


class Frame(NamedTuple):
    """What happened in [start, end), aligned with the schema."""

    seq: int
    start: float
    end: float
    system: list[Value]
    components: dict[str, list[Value]]
    edges: dict[str, list[Value]]

    def to_dict(self) -> dict[str, Any]:
        return {
            "seq": self.seq,
            "start": self.start,
            "end": self.end,
            "system": self.system,
            "components": self.components,
            "edges": self.edges,
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a simulation stands in the middle of a frame with very many events."""

    time: float
    events: int
    messages: int
