"""Run settings: how long to simulate, what to leave out, and with which dice."""

import math
from typing import Self

from pydantic import model_validator

from simulator import limits
from simulator.design.distributions import mistake
from simulator.design.quantities import Duration, Whole
from simulator.design.settings import Settings, setting

_NICE = (0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200)


class RunSettings(Settings):
    """What a run of the design shall be."""

    duration: Duration = setting(
        1_800.0,
        label="Duration",
        unit="s",
        minimum=limits.DURATION_MIN,
        maximum=limits.DURATION_MAX,
        help="How long to simulate, in the time of the simulated system.",
        source="our choice: half an hour",
    )
    warm_up: Duration = setting(
        0.0,
        label="Warm-up",
        unit="s",
        minimum=0,
        maximum=limits.DURATION_MAX,
        help="What happens in this time at the start is shown, but left out of the result.",
        source="our choice: nothing is left out",
    )
    frame: Duration | None = setting(
        None,
        label="Frame",
        unit="s",
        minimum=limits.FRAME_MIN,
        maximum=limits.DURATION_MAX,
        help="How long one point of the charts is.",
        source=f"our choice: a round length that makes at most {limits.FRAMES_AUTO_MAX} frames",
        nothing="automatic",
    )
    seed: Whole = setting(
        1,
        label="Seed",
        minimum=0,
        maximum=limits.SEED_MAX,
        help="The same seed gives the same run; another seed gives other chance.",
        source="our choice",
    )
    replications: Whole = setting(
        1,
        label="Replications",
        minimum=1,
        maximum=limits.REPLICATIONS_MAX,
        help="How often to simulate with other chance, to see how much of a figure is luck.",
        source="our choice: once",
    )

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if self.warm_up >= self.duration:
            raise mistake("The warm-up must be shorter than the run.")
        if self.frame is not None and self.frame > self.duration:
            raise mistake("A frame must not be longer than the run.")
        if (frames := self.frames()) > limits.FRAMES_MAX:
            raise mistake(
                f"This run would have {frames:,} frames, the most one run may have is "
                f"{limits.FRAMES_MAX:,}. Lengthen the frame or leave it open."
            )
        return self

    def frame_length(self, parts: int = 1) -> float:
        """Seconds of a frame: as set, else the shortest round length that gives few enough for a
        design of so many components and edges."""
        if self.frame is not None:
            return self.frame
        most = min(
            limits.FRAMES_AUTO_MAX, max(limits.FRAMES_AUTO_MIN, limits.ROWS_AUTO_MAX // parts)
        )
        return next((step for step in _NICE if self.duration / step <= most), 86_400.0)

    def frames(self, parts: int = 1) -> int:
        """How many frames there are; the last may be shorter."""
        # A hair is taken off, so that 0.3 / 0.1 is three frames and not four.
        return max(1, math.ceil(self.duration / self.frame_length(parts) - 1e-9))
