"""Design: the document as the browser sends it, and what can be wrong with one."""

from typing import Annotated, Literal

from pydantic import Field

from playground.core.schemas.common import EdgeKind, Path, Settings, Strict, Whole
from simulator import limits

DesignId = Annotated[
    str, Field(pattern=rf"^[A-Za-z][A-Za-z0-9_-]{{0,{limits.ID_LENGTH_MAX - 1}}}$")
]


class DesignComponent(Whole):
    """A component: what a user places, settings only."""

    type: Annotated[str, Field(max_length=limits.ID_LENGTH_MAX)]
    label: Annotated[str, Field(max_length=limits.NAME_LENGTH_MAX)] = ""
    preset: Annotated[
        str | None, Field(max_length=limits.ID_LENGTH_MAX, exclude_if=lambda name: not name)
    ] = None
    """Left out where there is none, so that most components are written as they always were."""
    settings: Settings = {}


class DesignEdge(Whole):
    """An edge, in the direction in which work travels."""

    source: DesignId
    target: DesignId
    kind: EdgeKind
    settings: Settings = {}


class DesignAction(Whole):
    """Something done to a component at a time of the run: a duration, in seconds or as text."""

    at: float | str
    target: DesignId
    action: Annotated[str, Field(max_length=limits.ID_LENGTH_MAX)]
    settings: Settings = {}


class DesignPosition(Whole):
    """Where a component stands on the canvas, in pixels."""

    x: float
    y: float


class Design(Whole):
    """A design's shape. Whether it can run is for the simulator to say; a draft need not."""

    version: Literal[1] = 1
    name: Annotated[str, Field(max_length=limits.NAME_LENGTH_MAX)] = ""
    components: Annotated[
        dict[DesignId, DesignComponent], Field(max_length=limits.COMPONENTS_MAX)
    ] = {}
    edges: Annotated[dict[DesignId, DesignEdge], Field(max_length=limits.EDGES_MAX)] = {}
    timeline: Annotated[dict[DesignId, DesignAction], Field(max_length=limits.TIMELINE_MAX)] = {}
    run: Settings = {}
    layout: Annotated[dict[str, DesignPosition], Field(max_length=limits.COMPONENTS_MAX)] = {}


class Problem(Strict):
    """Why a document cannot run: where, what, and what to do."""

    path: Path
    message: str
    remedy: str
