"""Fields: what a form, a page and a schema need to know about each setting of a class."""

from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from simulator.design.distributions import Distribution
from simulator.design.quantities import Quantity
from simulator.design.settings import Setting, Settings, settings_of, to_plain

KINDS = {int: "integer", float: "number", bool: "boolean", str: "text"}


def fields_of(model: type[Settings]) -> list[dict[str, Any]]:
    """Every declared setting of a class, in order, as JSON-able maps."""
    return [
        _field(name, about, model.model_fields[name]) for name, about in settings_of(model).items()
    ]


def _field(name: str, about: Setting, info: FieldInfo) -> dict[str, Any]:
    annotation, nullable = _without_none(info.annotation)
    kind = _kind(name, annotation, [*info.metadata])
    choices = [
        {"value": value, "label": label, "help": help}
        for value, (label, help) in about.choices.items()
    ]
    shown = {other: list(values) for other, values in about.visible_when.items()}
    return {
        "name": name,
        "label": about.label,
        "kind": kind,
        "unit": about.unit or None,
        "default": None if info.is_required() else to_plain(info.default),
        "nullable": nullable,
        "nothing": about.nothing or None,
        "minimum": to_plain(about.minimum),
        "above": about.above,
        "maximum": to_plain(about.maximum),
        "step": to_plain(about.step),
        "help": about.help,
        "source": about.source or None,
        "group": about.group or None,
        "choices": choices,
        "visible_when": shown or None,
        "role": about.role or None,
        "changeable": about.changeable,
        "entry": about.entry or None,
        "among": about.among or None,
        "fields": fields_of(entry) if (entry := _entry(annotation)) else [],
    }


def _without_none(annotation: Any) -> tuple[Any, bool]:
    options = get_args(annotation)
    if NoneType not in options:
        return annotation, False
    return next(option for option in options if option is not NoneType), True


def _kind(name: str, annotation: Any, metadata: list[Any]) -> str:
    if get_origin(annotation) is Annotated:
        annotation, *inner = get_args(annotation)
        metadata += inner
    for mark in metadata:
        if isinstance(mark, Quantity):
            return mark.kind
    if get_origin(annotation) is Literal:
        return "choice"
    if _is_distribution(annotation):
        return "distribution"
    if _entry(annotation):
        return "list"
    # The points of measured percentiles are a map, which only their distribution's editor shows.
    return KINDS.get(annotation, name)


def _entry(annotation: Any) -> type[Settings] | None:
    """The class of the entries, for a list of settings."""
    if get_origin(annotation) is not tuple:
        return None
    first = get_args(annotation)[0]
    return first if isinstance(first, type) and issubclass(first, Settings) else None


def _is_distribution(annotation: Any) -> bool:
    for option in get_args(annotation):
        model = get_args(option)[0] if get_origin(option) is Annotated else option
        if isinstance(model, type) and issubclass(model, Distribution):
            return True
    return False
