"""Downloads: a run as a JSON document or as a CSV table, written as it is read."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from playground.runs import histories, store
from playground.runs.models import Run
from playground.runs.selectors import main_replication, run_payload

PAGE = 200


def frames_of(run: Run) -> Iterator[dict[str, Any]]:
    """Every stored frame of a run, in order, a few at a time in memory."""
    for frame in _stored(run):
        yield orjson.loads(frame.text)


def _stored(run: Run) -> Iterator[store.StoredFrame]:
    replication_id = main_replication(run).pk
    after = 0
    while page := store.read(replication_id, after, PAGE):
        yield from page
        after = page[-1].seq


def json_document(run: Run) -> Iterator[bytes]:
    """The run, its design, result and findings, the schema, every frame and every history."""
    head = orjson.dumps({"run": run_payload(run), "schema": run.schema})
    yield head[:-1] + b',"frames":['
    for place, frame in enumerate(_stored(run)):
        yield (b",\n" if place else b"\n") + frame.text.encode()
    kept = b",\n".join(histories.texts_of(main_replication(run)))
    yield b'\n],"messages":[\n' + kept + b"\n]}\n"


def csv_table(run: Run) -> Iterator[str]:
    """One row for each frame and component, and one for the system, with every column there is.

    A cell is empty where a component has no such column, or had nothing to observe.
    """
    schema = run.schema
    parts = {"system": schema["system"], **schema["components"]}
    columns = list(dict.fromkeys(name for names in parts.values() for name in names))
    yield _line(["seq", "start", "end", "component", *columns])
    for frame in frames_of(run):
        rows = {"system": frame["system"], **frame["components"]}
        for part, values in rows.items():
            known = dict(zip(parts[part], values, strict=True))
            cells = [known.get(column) for column in columns]
            yield _line([frame["seq"], frame["start"], frame["end"], part, *cells])


def _line(cells: Sequence[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
