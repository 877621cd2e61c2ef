"""Protocol: the messages of a run's socket, as text. Their types are those of the browser too.

The server sends the schema first, then frames (always the next ones, never one twice), statuses in
between, and `end` after the last frame. The page acknowledges frames; the server never sends more
than FRAMES_UNACKNOWLEDGED_MAX beyond what was acknowledged.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, Literal, NotRequired, TypedDict

import orjson

from playground.runs.selectors import Snapshot
from playground.runs.store import StoredFrame


class SchemaMessage(TypedDict):
    """What the columns of the frames mean."""

    type: Literal["schema"]
    schema: Mapping[str, Any]


class FramesMessage(TypedDict):
    """The next frames, in order."""

    type: Literal["frames"]
    frames: Sequence[Mapping[str, Any]]


class StatusMessage(TypedDict):
    """Where the run stands; `position` is how many wait before it, null once it runs."""

    type: Literal["status"]
    status: str
    position: int | None
    simulated: float
    wall_ms: int | None
    last_seq: int
    message: str


class EndMessage(TypedDict):
    """Nothing follows."""

    type: Literal["end"]
    status: str


class AckMessage(TypedDict):
    """From the page: the last frame it has applied."""

    ack: int
    type: NotRequired[Literal["ack"]]


class Close(IntEnum):
    """Why the server closes a socket. Those from 4400 on are final; else the page reconnects."""

    OVER = 1000
    TROUBLE = 1011
    STALLED = 4008
    BAD_MESSAGE = 4400
    NO_SUCH_RUN = 4404
    TOO_MANY = 4429


def schema_text(schema: Mapping[str, Any]) -> str:
    """The first message."""
    return _text(SchemaMessage(type="schema", schema=schema))


def frames_text(frames: Sequence[StoredFrame]) -> str:
    """Frames as one message; they are JSON already."""
    return '{"type":"frames","frames":[' + ",".join(frame.text for frame in frames) + "]}"


def status_text(snapshot: Snapshot) -> str:
    """A status."""
    return _text(
        StatusMessage(
            type="status",
            status=snapshot.status,
            position=snapshot.position,
            simulated=snapshot.simulated,
            wall_ms=snapshot.wall_ms,
            last_seq=snapshot.last_seq,
            message=snapshot.message,
        )
    )


def end_text(snapshot: Snapshot) -> str:
    """The last message."""
    return _text(EndMessage(type="end", status=snapshot.status))


def read_ack(text: str | None) -> int | None:
    """The frame a page acknowledges, or None if the message is none of ours."""
    try:
        message = orjson.loads(text or "")
        acknowledged = message["ack"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    is_number = isinstance(acknowledged, int) and not isinstance(acknowledged, bool)
    return acknowledged if is_number and acknowledged >= 0 else None


def _text(message: Mapping[str, Any]) -> str:
    return orjson.dumps(message).decode()
