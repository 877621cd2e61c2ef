"""Schemas: scenarios on the wire."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from playground.core.limits import NAME_LENGTH_MAX
from playground.core.schemas import Design, Finding, Frame, FrameSchema, RunBrief, RunResult

Name = Annotated[str, Field(max_length=NAME_LENGTH_MAX)]


class ScenarioIn(Schema):
    """A new scenario: empty, or from a design, an example or a shared link."""

    name: Name | None = None
    design: Design | None = None
    example: Annotated[str, Field(max_length=100)] | None = None
    share: Annotated[str, Field(max_length=12)] | None = None


class ScenarioRename(Schema):
    """A scenario's new name."""

    name: Name


class ScenarioBrief(Schema):
    """A scenario as a list shows it."""

    id: str
    name: str
    version: int
    saved_at: datetime


class Scenario(Schema):
    """A scenario as the editor opens it. `edit_url` is only there when it has just been made."""

    id: str
    name: str
    design: Design
    version: int
    saved_at: datetime
    runs: list[RunBrief]
    edit_url: str | None = None


class DraftIn(Schema):
    """The document as the editor has it, and the version that it was made from."""

    version: int
    design: Design


class DraftSaved(Schema):
    """The version that the next save is to name."""

    version: int
    saved_at: datetime


class DraftConflict(Schema):
    """Somebody else saved in between: what they saved, so that nothing is lost."""

    message: str
    version: int
    design: Design


class EditLink(Schema):
    """The address that lets whoever opens it edit the scenario."""

    url: str


class ExampleRun(Schema):
    """An example with its run, for the pages that play one."""

    slug: str
    title: str
    design: Design
    frame_schema: Annotated[FrameSchema, Field(alias="schema")]
    frames: list[Frame]
    result: RunResult
    findings: list[Finding]
