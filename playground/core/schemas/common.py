"""Common: what every document on the wire is made of."""

from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, JsonValue

Severity = Literal["error", "warning", "hint"]
EdgeKind = Literal["call", "message", "dead-letter"]
Path = list[str | int]
Settings = dict[str, JsonValue]


class Strict(Schema):
    """A document: what is not declared is not in it."""

    model_config = ConfigDict(extra="forbid")


class Whole(Strict):
    """A document that may be read with gaps, but is always written whole."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)
