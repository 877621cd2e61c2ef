"""Downloads: a run as a JSON document or as a CSV table, written as it is read."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from playground.runs import histories, store
from playground.runs.models import Run
from playground.runs.selectors import main_replication, run_payload
from simulator import catalog

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
    """The run, its design, result and findings, the schema with what its columns mean, every frame
    and every history."""
    head = orjson.dumps({"run": run_payload(run), "schema": run.schema, "columns": columns_of(run)})
    yield head[:-1] + b',"frames":['
    for place, frame in enumerate(_stored(run)):
        yield (b",\n" if place else b"\n") + frame.text.encode()
    kept = b",\n".join(histories.texts_of(main_replication(run)))
    yield b'\n],"messages":[\n' + kept + b"\n]}\n"


def columns_of(run: Run) -> dict[str, Any]:
    """Label, unit, kind and help of every column: of the system, of component types, of edges.

    Columns of a run by another engine that today's catalog does not know are left out.
    """
    about = catalog()
    schema, components = run.schema, run.revision.content["components"]
    used: dict[str, set[str]] = {}
    for id, names in schema["components"].items():
        used.setdefault(components[id]["type"], set()).update(names)
    edges = {name for names in schema["edges"].values() for name in names}
    types = [each for each in about["types"] if each["type"] in used]
    return {
        "system": _described(about["system_metrics"], set(schema["system"])),
        "components": {
            each["type"]: _described(_metrics_of(each), used[each["type"]]) for each in types
        },
        "edges": _described(about["edge_metrics"], edges),
    }


def _metrics_of(about: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The columns of a type and of the roles that it may play."""
    roles = [metric for role in about["roles"].values() for metric in role["metrics"]]
    return [*about["metrics"], *roles]


def _described(metrics: Iterable[Mapping[str, Any]], used: set[str]) -> dict[str, Any]:
    return {
        metric["name"]: {name: metric[name] for name in ("label", "unit", "kind", "help")}
        for metric in metrics
        if metric["name"] in used
    }


def csv_table(run: Run) -> Iterator[str]:
    """One row for each frame and part, with every column there is: the system, the components, the
    edges; each with its kind, its id and what it is called.

    A cell is empty where a part has no such column, or had nothing to observe.
    """
    schema, parts = run.schema, _parts(run)
    columns = list(dict.fromkeys(name for names, _ in parts for name in names))
    yield _line(["seq", "start", "end", "kind", "id", "label", *columns])
    for frame in frames_of(run):
        rows = [frame["system"]]
        rows += [frame[table][id] for table in ("components", "edges") for id in schema[table]]
        for values, (names, about) in zip(rows, parts, strict=True):
            known = dict(zip(names, values, strict=True))
            cells = [known.get(column) for column in columns]
            yield _line([frame["seq"], frame["start"], frame["end"], *about, *cells])


def _parts(run: Run) -> list[tuple[list[str], tuple[str, str, str]]]:
    """Of each part of a frame, its columns, and its kind, id and name; in the order of the rows."""
    schema, content = run.schema, run.revision.content
    components = content["components"]
    called = {id: part.get("label") or id for id, part in components.items()}
    parts = [(schema["system"], ("system", "", ""))]
    for id, names in schema["components"].items():
        parts.append((names, (components[id]["type"], id, _text(called[id]))))
    for id, names in schema["edges"].items():
        edge = content["edges"][id]
        between = f"{called[edge['source']]} to {called[edge['target']]}"
        parts.append((names, (edge["kind"], id, _text(between))))
    return parts


def _text(label: str) -> str:
    """What a user wrote, so that no spreadsheet takes it for a formula."""
    return f"'{label}" if label.startswith(("=", "+", "-", "@", "\t", "\r")) else label


def _line(cells: Sequence[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
