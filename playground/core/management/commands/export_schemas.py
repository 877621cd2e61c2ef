"""Command: prints one JSON Schema of everything that crosses the wire."""

import importlib.util
import inspect
import json
from pathlib import Path
from typing import Any, Literal

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from ninja import Schema
from pydantic.json_schema import models_json_schema


class Command(BaseCommand):
    """Writes the schemas of every app's `schemas.py`, in one document with a stable order."""

    help = "Print the JSON Schema of everything that crosses the wire."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, help="a file to write instead of printing")

    def handle(self, *args: Any, **options: Any) -> None:
        text = json.dumps(combined_schema(), indent=2, sort_keys=True) + "\n"
        if options["output"]:
            options["output"].write_text(text)
        else:
            self.stdout.write(text, ending="")


def combined_schema() -> dict[str, Any]:
    """One JSON Schema whose definitions are all wire types, by name."""
    # As they are written: what has a default is then as certain as the schema says it is.
    mode: Literal["serialization"] = "serialization"
    _, document = models_json_schema([(schema, mode) for schema in wire_schemas()])
    definitions: dict[str, Any] = {}
    for name, definition in sorted(document["$defs"].items()):
        definitions[name] = _without_titles(definition)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Wire",
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {"$ref": f"#/definitions/{name}"} for name in definitions},
        "required": sorted(definitions),
        "definitions": definitions,
    }


def wire_schemas() -> list[type[Schema]]:
    """Every schema that stands in a `schemas.py` of the playground."""
    found: dict[str, type[Schema]] = {}
    for app in apps.get_app_configs():
        name = f"{app.name}.schemas"
        if not app.name.startswith("playground.") or importlib.util.find_spec(name) is None:
            continue
        classes = inspect.getmembers(importlib.import_module(name), inspect.isclass)
        own = ((label, one) for label, one in classes if one.__module__.startswith(name))
        found.update((label, one) for label, one in own if issubclass(one, Schema))
    return [found[label] for label in sorted(found) if found[label].model_fields]


def _without_titles(node: Any) -> Any:
    """Pydantic titles every property; the generator would make a type of each."""
    if isinstance(node, list):
        return [_without_titles(one) for one in node]
    if not isinstance(node, dict):
        return node
    plain = {key: value for key, value in node.items() if key != "title" or isinstance(value, dict)}
    if isinstance(reference := plain.get("$ref"), str):
        plain["$ref"] = reference.replace("#/$defs/", "#/definitions/")
    return {key: _without_titles(value) for key, value in plain.items()}
