"""Columns: what the frames of a run hold, read for a chart and changed as its lines say.

A line is its column's `value`, running `total`, count `per_minute` over the last minute, `percent`,
or seconds as a share `of_work`: of all slot seconds at work so far.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import floor
from typing import Any

from playground.runs.chart import Transform

RATE_SECONDS = 60.0
RATE_STRETCHES = 30


Column = list[float | None]


class Reader:
    """Reads the columns of the part of a run that a chart is about."""

    def __init__(
        self,
        template: Mapping[str, Any],
        schema: Mapping[str, Any],
        frames: Sequence[Mapping[str, Any]],
        part: str | None,
    ) -> None:
        self.schema = schema
        if part is None:
            self.names, self.rows = schema["system"], [frame["system"] for frame in frames]
        else:
            table = "edges" if template["scope"] == "edge" else "components"
            self.names = schema[table].get(part, ())
            self.rows = [frame[table].get(part, ()) for frame in frames]

    def column(self, name: str) -> Column:
        """A column as it is in the frames; gaps if there is none."""
        if name not in self.names:
            return [None] * len(self.rows)
        at = self.names.index(name)
        return [row[at] for row in self.rows]

    def tells(self, name: str) -> bool:
        """Whether it ever is above 0."""
        return any(value for value in self.column(name) if value is not None and value > 0)

    def moves(self, name: str) -> bool:
        """Whether it ever changes."""
        return len({value for value in self.column(name) if value is not None}) > 1

    def line(self, series: Mapping[str, Any]) -> Column:
        """What is drawn of it, in the column's own unit."""
        column = self.column(series["metric"])
        if series["plus"]:
            column = [*map(_sum, column, self.column(series["plus"]))]
        frame = self.schema["frame"]
        if series["transform"] == "of_work":
            work = [*map(_product, self.column("utilisation"), self.column("slots"))]
            return _share(column, work, frame)
        return transformed(column, series["transform"], frame, rate_window(self.schema))


def rate_window(schema: Mapping[str, Any]) -> int:
    """Frames over which a rate is counted: those of a minute, fewer in a run of few minutes."""
    seconds: float = min(RATE_SECONDS, schema["duration"] / RATE_STRETCHES)
    frame: float = schema["frame"]
    return max(1, floor(seconds / frame + 0.5))


def transformed(column: Column, transform: Transform, frame: float, window: int = 1) -> Column:
    """A column after its transform; `frame` is the length of a frame in seconds."""
    if transform == "total":
        return list(accumulate(value or 0 for value in column))
    if transform == "per_minute":
        return _per_minute(column, frame, window)
    if transform == "percent":
        return [None if value is None else value * 100 for value in column]
    return column


def _per_minute(column: Column, frame: float, window: int) -> Column:
    # A frame of 5 s holds 0, 1 or 2 retries: times 12 that would be a fence, not a line.
    rates: Column = []
    for index, value in enumerate(column):
        counted = [one for one in column[max(0, index + 1 - window) : index + 1] if one is not None]
        seconds = min(index + 1, window) * frame
        rates.append(None if value is None else sum(counted) * 60 / seconds)
    return rates


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None else one + (other or 0)


def _product(one: float | None, other: float | None) -> float:
    return (one or 0) * (other or 0)


def _share(column: Column, work: Sequence[float], frame: float) -> Column:
    """Seconds so far, in per cent of the slot seconds at work so far."""
    spent, done = accumulate(value or 0 for value in column), accumulate(work)
    return [
        None if value is None or not worked else min(100.0, 100 * so_far / (worked * frame))
        for value, so_far, worked in zip(column, spent, done, strict=True)
    ]
