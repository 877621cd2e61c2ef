"""Differences: what was changed from one design to another, ready to show."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from playground.core import timeline_words as timeline
from playground.runs import wording
from simulator import catalog

NOTHING = "—"
Document = Mapping[str, Any]


def differences(a: Document, b: Document) -> list[dict[str, Any]]:
    """Every change that can matter to a run; layout, names and labels cannot.

    Both are documents as revisions keep them.
    """
    return [
        {"path": list(path), "label": label, "a": before, "b": after}
        for path, label, before, after in _all(a, b)
    ]


def _all(a: Document, b: Document) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    for id in sorted({*a["components"], *b["components"]}):
        yield from _component(id, a["components"].get(id), b["components"].get(id))
    for id in sorted({*a.get("edges", {}), *b.get("edges", {})}):
        yield from _edge(id, a, b)
    for id in sorted({*a.get("timeline", {}), *b.get("timeline", {})}):
        yield from _action(id, a, b)
    fields = {field["name"]: field for field in _catalog()["run"]["fields"]}
    yield from _settings(("run",), "Run", fields, a.get("run", {}), b.get("run", {}))


def _component(
    id: str, a: Document | None, b: Document | None
) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    path = ("components", id)
    one = b or a
    assert one is not None, f"component {id} is in neither design"
    name = one.get("label") or id
    if a is None or b is None or a["type"] != b["type"]:
        yield path, name, _type_label(a), _type_label(b)
        return
    fields = _fields(a["type"])
    yield from _settings((*path, "settings"), name, fields, _of(a), _of(b))


def _edge(id: str, a: Document, b: Document) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    path = ("edges", id)
    before, after = a.get("edges", {}).get(id), b.get("edges", {}).get(id)
    name = _edge_name(after, b) if after else _edge_name(before, a)
    same_ends = before and after and _ends(before) == _ends(after)
    if not same_ends:
        yield path, name, _kind_label(before), _kind_label(after)
        return
    fields = {field["name"]: field for field in _catalog()["edges"][before["kind"]]["fields"]}
    yield from _settings((*path, "settings"), name, fields, _of(before), _of(after))


def _action(id: str, a: Document, b: Document) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    path = ("timeline", id)
    before, after = a.get("timeline", {}).get(id), b.get("timeline", {}).get(id)
    name = timeline.name(after, b, _catalog()) if after else timeline.name(before, a, _catalog())
    same = before and after and _done(before) == _done(after)
    if not same:
        shown_before = timeline.moment(before) if before else NOTHING
        shown_after = timeline.moment(after) if after else NOTHING
        if before and after:
            shown_before = f"{timeline.name(before, a, _catalog())} {shown_before}"
            shown_after = f"{timeline.name(after, b, _catalog())} {shown_after}"
        yield path, name, shown_before, shown_after
        return
    (at,) = _catalog()["timeline"]["fields"]
    yield from _settings(path, name, {"at": at}, {"at": before["at"]}, {"at": after["at"]})
    fields = timeline.fields(after, b, _catalog())
    yield from _settings((*path, "settings"), name, fields, _of(before), _of(after))


def _done(action: Mapping[str, Any]) -> tuple[str, str, Any]:
    """What must be the same for two actions to differ in their settings alone."""
    return action["target"], action["action"], _of(action).get("setting")


def _settings(
    path: tuple[str, ...],
    name: str,
    fields: Mapping[str, Mapping[str, Any]],
    a: Mapping[str, Any],
    b: Mapping[str, Any],
) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    for key in sorted({*a, *b}):
        field = fields.get(key, {"label": key, "kind": "text", "default": None})
        before = shown(a.get(key, field["default"]), field)
        after = shown(b.get(key, field["default"]), field)
        if before != after:
            label = str(field["label"])
            yield (*path, key), f"{name}, {label[:1].lower()}{label[1:]}", before, after


def shown(value: Any, field: Mapping[str, Any]) -> str:
    """A setting as people read it: `120 s`, `2 %`, `log-normal, median 8 s, p99 45 s`."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, Mapping):
        return _map_shown(value, field)
    if isinstance(value, list):
        return "; ".join(_entry_shown(entry, field) for entry in value) or "none"
    if isinstance(value, str):
        return _choice_label(value, field)
    if field["kind"] in ("duration", "distribution"):
        return wording.timeout(value)
    if field["kind"] == "share":
        return wording.percent(value)
    if field["kind"] == "rate":
        return f"{wording.number(value)}/s"
    unit = field.get("unit")
    return f"{wording.number(value)}{wording.THIN + unit if unit else ''}"


def _map_shown(value: Mapping[str, Any], field: Mapping[str, Any]) -> str:
    kinds = {kind["kind"]: kind for kind in _catalog()["distributions"]}
    kind = kinds.get(str(value.get("kind")))
    if kind is None:
        return ", ".join(f"{name} {shown(part, field)}" for name, part in value.items())
    fields = {one["name"]: one for one in kind["fields"]}
    parts = [
        f"{name} {shown(part, fields.get(name, {'kind': 'number'}))}"
        for name, part in value.items()
        if name != "kind"
    ]
    return ", ".join([str(kind["label"]).lower(), *parts])


def _entry_shown(entry: Any, field: Mapping[str, Any]) -> str:
    """An entry of a list: its fields with their labels; of a mixture, its parts."""
    if not isinstance(entry, Mapping):
        return shown(entry, field)
    fields = {part["name"]: part for part in field.get("fields") or ()}
    return ", ".join(
        f"{fields[name]['label'].lower()} {shown(value, fields[name])}"
        for name, value in entry.items()
        if name in fields
    )


def _choice_label(value: str, field: Mapping[str, Any]) -> str:
    labels = {choice["value"]: choice["label"] for choice in field.get("choices") or ()}
    return str(labels.get(value, value))


def _of(part: Mapping[str, Any]) -> Mapping[str, Any]:
    settings: Mapping[str, Any] = part.get("settings", {})
    return settings


def _ends(edge: Mapping[str, Any]) -> tuple[str, str, str]:
    return edge["source"], edge["target"], edge["kind"]


def _edge_name(edge: Mapping[str, Any] | None, design: Document) -> str:
    if edge is None:
        return NOTHING
    ends = (design["components"][edge[end]].get("label") or edge[end] for end in
            ("source", "target"))  # fmt: skip
    return " → ".join(ends)


def _kind_label(edge: Mapping[str, Any] | None) -> str:
    return NOTHING if edge is None else str(_catalog()["edges"][edge["kind"]]["label"])


def _type_label(component: Mapping[str, Any] | None) -> str:
    if component is None:
        return NOTHING
    labels = {one["type"]: one["label"] for one in _catalog()["types"]}
    return str(labels.get(component["type"], component["type"]))


def _fields(component_type: str) -> dict[str, Mapping[str, Any]]:
    for one in _catalog()["types"]:
        if one["type"] == component_type:
            return {field["name"]: field for field in one["fields"]}
    return {}


@cache
def _catalog() -> dict[str, Any]:
    return dict(catalog())
