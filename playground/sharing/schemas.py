"""Schemas: share links on the wire."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from playground.core.limits import BY_LENGTH_MAX, NOTE_LENGTH_MAX
from playground.runs.schemas import Run


class ShareIn(Schema):
    """What to share, with a note above it and a name beside it."""

    run: Annotated[str, Field(max_length=12)]
    note: Annotated[str, Field(max_length=NOTE_LENGTH_MAX)] = ""
    by: Annotated[str, Field(max_length=BY_LENGTH_MAX)] = ""


class ShareMade(Schema):
    """A new link."""

    slug: str
    url: str


class Share(Schema):
    """What a share page shows: the run as it was, whose it is, and what they say about it."""

    slug: str
    name: str
    note: str
    by: str
    shared_at: datetime
    run: Run
