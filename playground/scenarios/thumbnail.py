"""Thumbnail: a design drawn small, as one SVG with classes, for cards and lists.

It keeps the order of the layout but not its scale: components become small signs in columns and
rows. Form carries the kind of each part and edge (static/css/pages.css gives the colours).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 280, 120
SIGN = {  # Size of each sign; a type without one is drawn as a plain box.
    "client": (24, 24),
    "scheduler": (24, 24),
    "service": (32, 24),
    "queue": (54, 24),
    "dead-letter": (54, 24),
    "worker": (40, 32),
    "database": (28, 26),
}
NODE = {  # Size on the canvas: needed to find the centre of what the layout places by its corner.
    "client": (112, 122),
    "scheduler": (128, 140),
    "service": (140, 122),
    "queue": (182, 150),
    "dead-letter": (182, 112),
    "worker": (188, 184),
    "database": (136, 122),
}
CELL = {"w": "tf", "b": "tw", "l": "tl", "d": "td", ".": "tn"}
SAME_LINE = 48  # Centres nearer than this, in layout units, stand in one column or row.
GAP_LEAST, GAP_MOST = 18, 46
PARTS_MOST = 24  # A larger design is drawn as its first parts: a thumbnail is no map.


@dataclass(frozen=True)
class Sign:
    """One component, placed: its kind and centre."""

    kind: str
    x: float
    y: float

    @property
    def width(self) -> int:
        return SIGN.get(self.kind, (32, 24))[0]

    @property
    def height(self) -> int:
        return SIGN.get(self.kind, (32, 24))[1]


def thumbnail(design: Mapping[str, Any], picture: Mapping[str, str] | None = None) -> str:
    """The SVG of a design document. `picture` maps component ids to cells, such as "wwww....".

    Cells: w waiting, b busy, l late, d dead, . empty. Holds no text of the user's, so that it can
    stand in a page as it is.
    """
    components = dict(list(_members(design, "components", ("type",)).items())[:PARTS_MOST])
    edges = [
        edge
        for edge in _members(design, "edges", ("source", "target", "kind")).values()
        if edge["source"] in components and edge["target"] in components
    ]
    signs = _place(components, edges, _members(design, "layout", ()))
    drawn = [part for edge in edges for part in _edge(edge, signs)]
    for id, sign in signs.items():
        drawn += _sign(sign, (picture or {}).get(id, ""))
    for edge in edges:
        drawn += _dots(edge, _settings(components[edge["target"]]), signs)
    return (
        f'<svg class="thumb" width="308" height="132" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'aria-hidden="true">{"".join(drawn)}</svg>'
    )


def _members(design: Mapping[str, Any], name: str, texts: tuple[str, ...]) -> dict[str, Any]:
    """The entries of one map of the document that can be drawn: a draft may hold anything."""
    entries = design.get(name)
    if not isinstance(entries, Mapping):
        return {}
    return {
        id: entry
        for id, entry in entries.items()
        if isinstance(entry, Mapping) and all(isinstance(entry.get(text), str) for text in texts)
    }


def _settings(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    settings = entry.get("settings")
    return settings if isinstance(settings, Mapping) else {}


def _number(value: object, otherwise: float) -> float:
    if isinstance(value, int | float) and abs(value) < 1e6:
        return float(value)
    return otherwise


def _place(
    components: Mapping[str, Any], edges: list[Mapping[str, Any]], layout: Mapping[str, Any]
) -> dict[str, Sign]:
    """Every component's sign, columns spread over the width and rows over the height."""
    dead = {edge["target"] for edge in edges if edge["kind"] == "dead-letter"}
    kinds = {id: "dead-letter" if id in dead else c["type"] for id, c in components.items()}
    centres = {}
    for number, (id, kind) in enumerate(kinds.items()):
        width, height = NODE.get(kind, (140, 122))
        corner = layout.get(id, {})
        x, y = _number(corner.get("x"), 240 * number), _number(corner.get("y"), 0)
        centres[id] = (x + width / 2, y + height / 2)
    columns = _lines({id: x for id, (x, _) in centres.items()})
    rows = _lines({id: y for id, (_, y) in centres.items()})
    xs, ys = _column_centres(columns, kinds), _row_centres(rows)
    return {id: Sign(kind, xs[columns[id]], ys[rows[id]]) for id, kind in kinds.items()}


def _lines(values: Mapping[str, float]) -> dict[str, int]:
    """Which column (or row) each value falls into: near ones share one."""
    lines: dict[str, int] = {}
    line, start = -1, float("-inf")
    for id, value in sorted(values.items(), key=lambda pair: pair[1]):
        if value - start > SAME_LINE:
            line, start = line + 1, value
        lines[id] = line
    return lines


def _column_centres(columns: Mapping[str, int], kinds: Mapping[str, str]) -> list[float]:
    count = max(columns.values(), default=-1) + 1
    widths = [
        max(SIGN.get(kinds[id], (32, 24))[0] for id, c in columns.items() if c == column)
        for column in range(count)
    ]
    free = WIDTH - 16 - sum(widths)
    gap = min(GAP_MOST, max(GAP_LEAST, free / max(1, count - 1)))
    left = (WIDTH - sum(widths) - gap * (count - 1)) / 2
    centres = []
    for width in widths:
        centres.append(round(left + width / 2, 1))
        left += width + gap
    return centres


def _row_centres(rows: Mapping[str, int]) -> list[float]:
    count = max(rows.values(), default=-1) + 1
    step = min(56.0, 84 / max(1, count - 1))
    top = HEIGHT / 2 - step * (count - 1) / 2
    return [round(top + step * row, 1) for row in range(count)]


# --- Edges: a solid call, a message's track with ties, dash-dot to the dead letters ---------------


def _edge(edge: Mapping[str, Any], signs: Mapping[str, Sign]) -> Iterable[str]:
    path = _path(signs[edge["source"]], signs[edge["target"]])
    if edge["kind"] == "message":
        yield f'<path class="tt" d="{path}"/>'
    yield f'<path class="te{" d" if edge["kind"] == "dead-letter" else ""}" d="{path}"/>'


def _path(source: Sign, target: Sign) -> str:
    if source.x == target.x:
        down = 1 if target.y > source.y else -1
        start, end = source.y + down * source.height / 2, target.y - down * target.height / 2
        return f"M{source.x:g} {start:g}V{end:g}"
    right = 1 if target.x > source.x else -1
    start, end = source.x + right * source.width / 2, target.x - right * target.width / 2
    if source.y == target.y:
        return f"M{start:g} {source.y:g}H{end:g}"
    return f"M{start:g} {source.y:g}H{end - right * 10:g}V{target.y:g}H{end:g}"


def _dots(
    edge: Mapping[str, Any], takes_it: Mapping[str, Any], signs: Mapping[str, Sign]
) -> Iterable[str]:
    """Work on its way: a disc, or rings where an edge or its worker tries again."""
    source, target = signs[edge["source"]], signs[edge["target"]]
    if edge["kind"] == "dead-letter" or source.y != target.y:
        return
    room = abs(target.x - source.x) - (source.width + target.width) / 2
    middle = (source.x + source.width / 2 + target.x - target.width / 2) / 2
    if _settings(edge).get("max_attempts", 1) != 1:
        offsets = (-8, 0, 8) if room > 30 else (0,)
        yield from (
            f'<circle class="p2" cx="{middle + o:g}" cy="{source.y:g}" r="3"/>' for o in offsets
        )
    elif target.kind == "worker" and takes_it.get("transient_failure"):
        yield f'<circle class="p2" cx="{middle:g}" cy="{source.y:g}" r="3"/>'
    elif target.kind == "worker" and takes_it.get("poison_share"):
        yield f'<circle class="p3" cx="{middle:g}" cy="{source.y:g}" r="3"/>'
    else:
        yield f'<circle class="p1" cx="{middle:g}" cy="{source.y:g}" r="3"/>'


# --- Signs ----------------------------------------------------------------------------------------


def _sign(sign: Sign, cells: str) -> Iterable[str]:
    draw = {
        "client": _client,
        "scheduler": _scheduler,
        "queue": _queue,
        "dead-letter": _dead_letters,
        "worker": _worker,
        "database": _database,
    }
    yield from draw.get(sign.kind, _service)(sign, cells)


def _box(sign: Sign, css: str) -> str:
    w, h = sign.width, sign.height
    x, y = sign.x - w / 2, sign.y - h / 2
    return f'<rect class="{css}" x="{x:g}" y="{y:g}" width="{w}" height="{h}" rx="5"/>'


def _cell(css: str, x: float, y: float, width: int, height: int) -> str:
    return f'<rect class="{css}" x="{x:g}" y="{y:g}" width="{width}" height="{height}" rx="1"/>'


def _client(sign: Sign, cells: str) -> Iterable[str]:
    yield f'<circle class="tb" cx="{sign.x:g}" cy="{sign.y:g}" r="12"/>'
    yield f'<circle class="tk" cx="{sign.x:g}" cy="{sign.y:g}" r="3.5"/>'


def _scheduler(sign: Sign, cells: str) -> Iterable[str]:
    yield f'<circle class="tb" cx="{sign.x:g}" cy="{sign.y:g}" r="12"/>'
    yield f'<path class="tk2" d="M{sign.x:g} {sign.y - 6:g}v6h4"/>'


def _service(sign: Sign, cells: str) -> Iterable[str]:
    yield _box(sign, "tb")
    width = 20 if "b" in cells else 10
    yield _cell("tk", sign.x - 9, sign.y - 1.5, width, 3)


def _queue(sign: Sign, cells: str) -> Iterable[str]:
    yield _box(sign, "tb")
    yield from _row(sign, (cells or "ww").ljust(8, "."))


def _dead_letters(sign: Sign, cells: str) -> Iterable[str]:
    yield _box(sign, "tdq")
    yield from _row(sign, cells)


def _row(sign: Sign, cells: str) -> Iterable[str]:
    for number, cell in enumerate(cells[:8]):
        yield _cell(CELL.get(cell, "tn"), sign.x - 22 + 5.6 * number, sign.y - 5, 4, 10)


def _worker(sign: Sign, cells: str) -> Iterable[str]:
    yield _box(sign, "tb")
    for number, cell in enumerate((cells or "bbbb").ljust(6, ".")[:6]):
        column, row = number % 3, number // 3
        x, y = sign.x - 14.5 + 10.2 * column, sign.y - 9 + 10 * row
        yield _cell(CELL.get(cell, "tn"), x, y, 8, 8)


def _database(sign: Sign, cells: str) -> Iterable[str]:
    yield _box(sign, "tb")
    x, y = sign.x - 7, sign.y - 5
    yield f'<path class="tk2" d="M{x:g} {y:g}h14m-14 5h14m-14 5h14"/>'
