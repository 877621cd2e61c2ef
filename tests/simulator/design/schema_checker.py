"""Schema checker: the part of JSON Schema 2020-12 that the published schema uses."""

import re
from typing import Any

ANNOTATIONS = {"$schema", "$defs", "title", "description", "default", "x-unit"}
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def holds(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    """Whether a value is valid. Raises KeyError for a keyword or reference that is unknown."""
    return all(KEYWORDS[keyword](schema, value, root) for keyword in schema.keys() - ANNOTATIONS)


def _is(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, TYPES[name])


def _ref(schema: Any, value: Any, root: Any) -> bool:
    target = root
    for step in schema["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return holds(target, value, root)


def _properties(schema: Any, value: Any, root: Any) -> bool:
    if not isinstance(value, dict):
        return True
    own = schema["properties"]
    return all(holds(own[key], each, root) for key, each in value.items() if key in own)


def _additional(schema: Any, value: Any, root: Any) -> bool:
    if not isinstance(value, dict):
        return True
    further = [each for key, each in value.items() if key not in schema.get("properties", {})]
    if schema["additionalProperties"] is False:
        return not further
    return all(holds(schema["additionalProperties"], each, root) for each in further)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


KEYWORDS: dict[str, Any] = {
    "$ref": _ref,
    "type": lambda s, v, r: _is(s["type"], v),
    "const": lambda s, v, r: v == s["const"],
    "enum": lambda s, v, r: v in s["enum"],
    "oneOf": lambda s, v, r: sum(holds(each, v, r) for each in s["oneOf"]) == 1,
    "anyOf": lambda s, v, r: any(holds(each, v, r) for each in s["anyOf"]),
    "properties": _properties,
    "additionalProperties": _additional,
    "required": lambda s, v, r: not isinstance(v, dict) or set(s["required"]) <= v.keys(),
    "propertyNames": lambda s, v, r: (
        not isinstance(v, dict) or all(holds(s["propertyNames"], key, r) for key in v)
    ),
    "minProperties": lambda s, v, r: not isinstance(v, dict) or len(v) >= s["minProperties"],
    "maxProperties": lambda s, v, r: not isinstance(v, dict) or len(v) <= s["maxProperties"],
    "maxItems": lambda s, v, r: not isinstance(v, list) or len(v) <= s["maxItems"],
    "items": lambda s, v, r: (
        not isinstance(v, list) or all(holds(s["items"], each, r) for each in v)
    ),
    "pattern": lambda s, v, r: not isinstance(v, str) or bool(re.search(s["pattern"], v)),
    "maxLength": lambda s, v, r: not isinstance(v, str) or len(v) <= s["maxLength"],
    "minimum": lambda s, v, r: not _number(v) or v >= s["minimum"],
    "maximum": lambda s, v, r: not _number(v) or v <= s["maximum"],
    "exclusiveMinimum": lambda s, v, r: not _number(v) or v > s["exclusiveMinimum"],
}
