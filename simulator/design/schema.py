"""Schema: the JSON Schema (draft 2020-12) of the whole document, for editors and other programs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from simulator import limits
from simulator.design.actions import ActionKind, Moment
from simulator.design.document import VERSION
from simulator.design.edges import EDGE_KINDS
from simulator.design.reading import ID
from simulator.design.registry import Registry
from simulator.design.run import RunSettings
from simulator.design.settings import Settings

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(registry: Registry) -> dict[str, Any]:
    """The schema of every design that these component types can make.

    It holds each value to its type and bounds. What must hold between components (circles, workers
    without a queue, the limits of a run) is said by `read_design` alone.
    """
    edges = list(EDGE_KINDS.values())
    models: list[type[Settings]] = [each.settings_class for each in registry]
    models += [kind.settings_class for kind in edges]
    models += [kind.settings_class for each in registry for kind in each.action_kinds().values()]
    names, definitions = _definitions([*models, RunSettings])
    id = {"type": "string", "pattern": f"^{ID.pattern}$"}
    component = [
        _variant(
            "type",
            each.about.type,
            each.about.summary,
            names[each.settings_class],
            {**_LABEL, **_preset(registry.presets(each.about.type))},
        )
        for each in registry
    ]
    ends = {"source": id, "target": id}
    edge = [
        _variant("kind", kind.kind, kind.summary, names[kind.settings_class], ends, list(ends))
        for kind in edges
    ]
    return {
        "$schema": _DRAFT,
        "title": "Queueyard design",
        "description": "Components, edges and run settings of one simulated system.",
        "type": "object",
        "additionalProperties": False,
        "required": ["version", "components"],
        "properties": {
            "version": {"const": VERSION},
            "name": {"type": "string", "maxLength": limits.NAME_LENGTH_MAX},
            "components": _map({"oneOf": component}, id, limits.COMPONENTS_MAX, at_least=1),
            "edges": _map({"oneOf": edge}, id, limits.EDGES_MAX),
            "timeline": _map({"oneOf": _actions(registry, names)}, id, limits.TIMELINE_MAX),
            "run": names[RunSettings],
            "layout": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Position"}},
        },
        "$defs": {**definitions, "Position": _POSITION},
    }


_LABEL = {"label": {"type": "string", "maxLength": limits.LABEL_LENGTH_MAX}}
_PIXELS = {
    "type": "number",
    "minimum": -limits.LAYOUT_REACH_MAX,
    "maximum": limits.LAYOUT_REACH_MAX,
}
_POSITION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["x", "y"],
    "properties": {"x": _PIXELS, "y": _PIXELS},
}


def _actions(
    registry: Registry, names: Mapping[type[Settings], dict[str, Any]]
) -> list[dict[str, Any]]:
    """One variant for each name of an action, whichever types have it."""
    kinds: dict[str, dict[type[Settings], ActionKind]] = {}
    for each in registry:
        for kind in each.action_kinds().values():
            kinds.setdefault(kind.name, {})[kind.settings_class] = kind
    at = Moment.model_json_schema()["properties"]["at"]
    further = {"at": at, "target": {"type": "string", "pattern": f"^{ID.pattern}$"}}
    return [
        _variant(
            "action",
            name,
            next(iter(classes.values())).help,
            {"anyOf": [names[model] for model in classes]},
            further,
            list(further),
        )
        for name, classes in sorted(kinds.items())
    ]


def _preset(names: Sequence[str]) -> dict[str, Any]:
    return {"preset": {"enum": [*names, "", None]}} if names else {}


def _definitions(
    models: list[type[Settings]],
) -> tuple[dict[type[Settings], dict[str, Any]], dict[str, Any]]:
    refs, schema = models_json_schema([(model, "validation") for model in models])
    return {model: refs[model, "validation"] for model in models}, schema["$defs"]


def _variant(
    tag: str,
    name: str,
    description: str,
    settings: dict[str, Any],
    further: dict[str, Any],
    required: Iterable[str] = (),
) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "additionalProperties": False,
        "required": [tag, *required],
        "properties": {tag: {"const": name}, **further, "settings": settings},
    }


def _map(values: dict[str, Any], names: dict[str, Any], most: int, at_least: int = 0) -> Any:
    return {
        "type": "object",
        "propertyNames": names,
        "minProperties": at_least,
        "maxProperties": most,
        "additionalProperties": values,
    }
