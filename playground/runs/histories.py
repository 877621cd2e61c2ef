"""Histories: the lives of single messages in SQL, what a list says of each, and who was where when.

They are small beside the frames (two hundred messages are 30 kB), so that one row has them all.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from playground.runs.models import Histories, Replication

Document = Mapping[str, Any]
Visits = dict[str, list[list[float | None]]]

ENTERS = {"enqueued", "delayed", "received", "prefetched"}
LEAVES = {"acked", "dead_lettered", "expired", "dropped", "purged", "redriven", "republished"}
WORKS_UNTIL = {"done", "failed", "killed"}


def store(replication_id: int, histories: Sequence[Document], note: str = "") -> None:
    """Write what is kept of a replication. The caller holds the claim."""
    Histories.objects.create(
        replication_id=replication_id,
        kept=len(histories),
        rows=zlib.compress(orjson.dumps([row_of(history) for history in histories])),
        body=zlib.compress(b"\n".join(orjson.dumps(history) for history in histories)),
        note=note,
    )


def exist(replication_id: int) -> bool:
    """Whether the messages of a replication were followed."""
    return Histories.objects.filter(pk=replication_id).exists()


def copy(source_id: int, target_id: int) -> None:
    """Give a replication the histories that another with the same work has already written."""
    theirs = Histories.objects.filter(replication_id=source_id).first()
    if theirs is not None:
        Histories.objects.create(
            replication_id=target_id,
            kept=theirs.kept,
            rows=bytes(theirs.rows),
            body=bytes(theirs.body),
            note=theirs.note,
        )


def rows_of(replication: Replication) -> list[dict[str, Any]]:
    """What a list says of each history, in the order in which the messages were sent."""
    packed = Histories.objects.filter(replication=replication).values_list("rows", flat=True)
    found: list[dict[str, Any]] = orjson.loads(_unpacked(packed.first()) or b"[]")
    return found


def texts_of(replication: Replication) -> Iterator[bytes]:
    """Every history as JSON text, in the same order."""
    packed = Histories.objects.filter(replication=replication).values_list("body", flat=True)
    yield from filter(None, _unpacked(packed.first()).split(b"\n"))


def text_of(replication: Replication, client: str, number: int) -> bytes | None:
    """One history as JSON text, if it is kept."""
    for row, text in zip(rows_of(replication), texts_of(replication), strict=True):
        if (row["client"], row["number"]) == (client, number):
            return text
    return None


def note_of(replication: Replication) -> str:
    """Why no history is kept; empty where some are, or where nobody looked."""
    notes = Histories.objects.filter(replication=replication).values_list("note", flat=True)
    return notes.first() or ""


def _unpacked(packed: bytes | memoryview | None) -> bytes:
    return zlib.decompress(bytes(packed)) if packed else b""


def row_of(history: Document) -> dict[str, Any]:
    """What a list says of a history; `visits` answers who was where when."""
    steps = history["steps"]
    return {
        "client": history["client"],
        "number": history["number"],
        "sent": history["sent"],
        "ended": history["ended"],
        "verdict": history["verdict"],
        "kept": history["kept"],
        "needed": round(sum(history["work"].values()), 6),
        "poison": bool(history["poison"]),
        "handled": sum(step["what"] == "done" for step in steps),
        "receives": sum(step["what"] == "received" for step in steps),
        "visits": visits_of(history),
    }


def matching(
    rows: Iterable[Mapping[str, Any]], kept: str | None, where: str | None, at: float | None
) -> list[dict[str, Any]]:
    """The rows kept for a reason, of messages that were somewhere, or there at a time."""
    return [
        {name: value for name, value in row.items() if name != "visits"}
        for row in rows
        if (kept is None or kept in row["kept"]) and _was(row, where, at)
    ]


def _was(row: Mapping[str, Any], where: str | None, at: float | None) -> bool:
    stays = [(row["sent"], row["ended"])] if where is None else row["visits"].get(where, [])
    if at is None:
        return bool(stays)
    return any(start <= at and (end is None or at <= end) for start, end in stays)


def visits_of(history: Document) -> Visits:
    """From when to when a message was at each component; None where it still was at the end.

    A queue has it from its enqueueing to its end there, in flight or not; a worker while a slot
    works on it; an edge at the moment of a call.
    """
    visits: Visits = {history["client"]: [[history["sent"], history["ended"]]]}
    for step in history["steps"]:
        at, what, where = step["at"], step["what"], step.get("where")
        if what in ENTERS:
            _enter(visits, where, at)
        elif what in LEAVES:
            _leave(visits, where, at)
        elif what == "started":
            visits.setdefault(where, []).append([at, None])
        elif what in WORKS_UNTIL:
            _leave(visits, where, at)
        elif what == "called":
            visits.setdefault(where, []).append([at, at])
        if what in ("dead_lettered", "redriven") and step.get("to"):
            _enter(visits, step["to"], at)
    return visits


def _enter(visits: Visits, where: str, at: float) -> None:
    stays = visits.setdefault(where, [])
    if not stays or stays[-1][1] is not None:
        stays.append([at, None])


def _leave(visits: Visits, where: str, at: float) -> None:
    """Close the oldest stay that is open: of two attempts at once the first began first."""
    for stay in visits.get(where, ()):
        if stay[1] is None:
            stay[1] = at
            return
