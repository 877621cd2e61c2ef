"""Timeline words: the actions of a design as words, from the catalog's kinds and fields."""

from collections.abc import Mapping
from typing import Any

from playground.core import setting_words

Map = Mapping[str, Any]


def name(action: Map, design: Map, catalog: Map) -> str:
    """What is done to what: "Transcode queue, purge", "Workers, set instances"."""
    component = design["components"].get(action["target"], {})
    title = component.get("label") or action["target"]
    kind = _kind(action, design, catalog)
    label = str(kind["label"] if kind else action["action"]).lower()
    setting = _setting(action, design, catalog)
    return f"{title}, {label} {setting['label'].lower()}" if setting else f"{title}, {label}"


def moment(action: Map) -> str:
    """When it is done: "at 5 min"."""
    at = action["at"]
    return f"at {setting_words.duration(at) if isinstance(at, int | float) else at}"


def fields(action: Map, design: Map, catalog: Map) -> dict[str, Map]:
    """The fields of its settings by name; the value of a `set` is the setting's own."""
    setting = _setting(action, design, catalog)
    if setting:
        return {"value": {**setting, "label": "value"}}
    kind = _kind(action, design, catalog)
    return {field["name"]: field for field in kind["fields"]} if kind else {}


def words(action: Map, design: Map, catalog: Map) -> str:
    """When it is done, and with which settings: "at 5 min, lasts 30 s"."""
    declared = fields(action, design, catalog)
    given = [
        f"{declared[key]['label'].lower()} {setting_words.value(value, declared[key])}"
        for key, value in action["settings"].items()
        if key in declared
    ]
    return ", ".join([moment(action), *given])


def _kind(action: Map, design: Map, catalog: Map) -> Map | None:
    kinds = _type(action, design, catalog).get("actions", ())
    return next((kind for kind in kinds if kind["name"] == action["action"]), None)


def _setting(action: Map, design: Map, catalog: Map) -> Map | None:
    """The setting that a `set` changes."""
    if action["action"] != "set":
        return None
    declared = _type(action, design, catalog).get("fields", ())
    wanted = action["settings"].get("setting")
    return next((field for field in declared if field["name"] == wanted), None)


def _type(action: Map, design: Map, catalog: Map) -> Map:
    component = design["components"].get(action["target"], {})
    types = catalog["types"]
    return next((each for each in types if each["type"] == component.get("type")), {})
