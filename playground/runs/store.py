"""Store: the frames of a replication in SQL, where they stay for ever."""

import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Max, Q

from playground.runs.models import FrameChunk


class StoredFrame(NamedTuple):
    """One frame as it travels: its number and its JSON text."""

    seq: int
    text: str


def pack(frames: Sequence[StoredFrame]) -> bytes:
    """Frames as the body of a chunk. JSON text holds no line break, so lines part them."""
    return zlib.compress("\n".join(frame.text for frame in frames).encode())


def unpack(first_seq: int, body: bytes) -> list[StoredFrame]:
    """The frames in the body of a chunk."""
    lines = zlib.decompress(body).decode().split("\n")
    return [StoredFrame(first_seq + at, text) for at, text in enumerate(lines)]


def append(replication_id: int, frames: Sequence[StoredFrame]) -> None:
    """Write one chunk. The caller holds the claim; two chunks never start with the same frame."""
    FrameChunk.objects.create(
        replication_id=replication_id,
        first_seq=frames[0].seq,
        last_seq=frames[-1].seq,
        body=pack(frames),
    )


def last_seq(replication_id: int) -> int:
    """The number of the last frame stored, 0 before the first."""
    found = FrameChunk.objects.filter(replication_id=replication_id).aggregate(tip=Max("last_seq"))
    return found["tip"] or 0


def read(replication_id: int, after: int, limit: int) -> list[StoredFrame]:
    """At most `limit` stored frames that come after `after`, in order."""
    frames: list[StoredFrame] = []
    chunks = (
        FrameChunk.objects.filter(replication_id=replication_id, last_seq__gt=after)
        .order_by("first_seq")
        .values_list("first_seq", "body")
    )
    for first_seq, body in chunks.iterator(chunk_size=4):
        frames += [frame for frame in unpack(first_seq, bytes(body)) if frame.seq > after]
        if len(frames) >= limit:
            break
    return frames[:limit]


def read_new(cursors: Iterable[tuple[int, int]], limit: int) -> dict[int, list[StoredFrame]]:
    """Frames of many replications at once, each after its own cursor: one query for a hub."""
    wanted = dict(cursors)
    if not wanted:
        return {}
    condition = Q()
    for replication_id, cursor in wanted.items():
        condition |= Q(replication_id=replication_id, last_seq__gt=cursor)
    found: dict[int, list[StoredFrame]] = {}
    chunks = FrameChunk.objects.filter(condition).order_by("replication_id", "first_seq")
    for replication_id, first_seq, body in chunks.values_list(
        "replication_id", "first_seq", "body"
    )[:limit]:
        fresh = [f for f in unpack(first_seq, bytes(body)) if f.seq > wanted[replication_id]]
        found.setdefault(replication_id, []).extend(fresh)
    return found


def copy(source_id: int, target_id: int) -> None:
    """Give a replication the frames that another with the same work has already written."""
    rows = FrameChunk.objects.filter(replication_id=source_id).order_by("first_seq")
    FrameChunk.objects.bulk_create(
        FrameChunk(
            replication_id=target_id,
            first_seq=row.first_seq,
            last_seq=row.last_seq,
            body=row.body,
        )
        for row in rows
    )
