"""Chart: what a chart is made of: lines, scales, limits, and when it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Dash = Literal["solid", "dash", "dot", "dashdot", "longdash"]
Role = Literal["chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6"]
Transform = Literal["value", "total", "per_minute", "percent", "of_work"]


@dataclass(frozen=True)
class Scale:
    """A unit for values whose largest, in the column's own unit, is below `below`."""

    unit: str
    factor: float = 1.0
    below: float | None = None


@dataclass(frozen=True)
class Series:
    """One line: a column of the frames, what becomes of it, and how it is told from the others.

    `plus` is another column that is added. A `quiet` line is drawn only where
    that, or without it its own column, ever is above 0.
    """

    metric: str
    label: str
    role: Role
    dash: Dash = "solid"
    transform: Transform = "value"
    filled: bool = False
    steps: bool = False
    quiet: bool = False
    plus: str | None = None


@dataclass(frozen=True)
class Limit:
    """A value that must not be reached, or the setting that it comes from.

    `when`: only where these settings have one of these values.
    """

    value: float | None = None
    setting: str | None = None
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """One question about the whole system (`scope` "system"), a component type, a role of it, or
    an edge.

    A chart with `told_by` is shown only where one of these columns ever is above 0; one with
    `moved_by` only where one of these ever changes.
    """

    id: str
    title: str
    scope: str
    scales: tuple[Scale, ...]
    series: tuple[Series, ...]
    limits: tuple[Limit, ...] = ()
    told_by: tuple[str, ...] = ()
    moved_by: tuple[str, ...] = ()
    floor: float = 1.0
    """The y axis reaches at least this far (in the shown unit), so that noise does not fill it."""
