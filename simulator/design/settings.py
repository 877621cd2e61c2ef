"""Settings: the frozen values of a component, an edge or a run, each field declared once.

A field carries everything that others need to know about it: label, unit, bounds, help, the source
of its default. Validation, JSON Schema, the inspector's form and the reference page follow from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from simulator import limits

GIVEN = "given"
"""In `visible_when`: any value of the other field but null."""

Among = Literal["", "rising", "distinct"]
"""Fields of a list's entries: anything goes, each is above the one before, or no two are alike."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known about one field beside its type and default."""

    label: str
    help: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    above: bool = False
    """True when the minimum itself is not allowed."""
    step: float | None = None
    source: str = ""
    group: str = ""
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """For a choice: value -> (label, help)."""
    visible_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The other fields, and their values, for which this one has a meaning; GIVEN for any."""
    nothing: str = ""
    """What null means, for a field that may be null: "unlimited", "for ever"; or an empty list."""
    role: str = ""
    """The role in which alone it has a meaning; "" for any."""
    changeable: bool = False
    """Whether the running part follows when it is set in the middle of a run."""
    entry: str = ""
    """For a list: what one of its entries is called."""
    among: Among = ""
    """How this field of a list's entries stands from one entry to the next."""

    def __call__(self, schema: dict[str, Any]) -> None:
        """Write the bounds into the field's JSON Schema (pydantic calls this)."""
        for part in (schema, *schema.get("anyOf", ())):
            for number in (part, *part.get("anyOf", ())):
                if number.get("type") in ("number", "integer"):
                    self._write_bounds(number)
        if schema.get("type") == "array":
            schema["maxItems"] = limits.LIST_LENGTH_MAX
        if self.unit:
            schema["x-unit"] = self.unit

    def _write_bounds(self, number: dict[str, Any]) -> None:
        if self.minimum is not None:
            number["exclusiveMinimum" if self.above else "minimum"] = self.minimum
        if self.maximum is not None:
            number["maximum"] = self.maximum


def setting(
    default: Any,
    *,
    label: str,
    help: str,
    unit: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
    above: bool = False,
    step: float | None = None,
    source: str = "",
    group: str = "",
    choices: Mapping[str, tuple[str, str]] | None = None,
    visible_when: Mapping[str, tuple[str, ...]] | None = None,
    nothing: str = "",
    role: str = "",
    changeable: bool = False,
    entry: str = "",
    among: Among = "",
) -> Any:
    """Declare a field of a `Settings` class. `default` is validated like a user's value.

    `source` says where the default comes from (a product, a note, "our choice").
    Use `...` as the default of a field that must be given. What is `changeable` may be set by an
    action of the timeline: the running part's `change` follows it.
    """
    about = Setting(
        label=label,
        help=help,
        unit=unit,
        minimum=minimum,
        maximum=maximum,
        above=above,
        step=step,
        source=source,
        group=group,
        choices=choices or {},
        visible_when=visible_when or {},
        nothing=nothing,
        role=role,
        changeable=changeable,
        entry=entry,
        among=among,
    )
    return Field(default, title=label, description=help, json_schema_extra=about)


class Settings(BaseModel):
    """Base of everything that a user sets. Frozen; unknown fields and NaN are refused."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True
    )

    @field_validator("*", mode="after")
    @classmethod
    def _within_bounds(cls, value: Any, info: ValidationInfo) -> Any:
        about = settings_of(cls).get(info.field_name or "")
        if about is not None and isinstance(value, int | float) and not isinstance(value, bool):
            check_bounds(value, about)
        if isinstance(value, tuple) and all(isinstance(each, Settings) for each in value):
            check_entries(value)
        return value

    def to_dict(self) -> dict[str, Any]:
        """The settings that differ from their defaults, as JSON-able values."""
        fields = type(self).model_fields
        return {
            name: to_plain(getattr(self, name))
            for name, declared in fields.items()
            if declared.is_required() or getattr(self, name) != declared.default
        }


def has_meaning(name: str, settings: Settings) -> bool:
    """Whether a field matters with the present values of the others."""
    for other, values in settings_of(type(settings))[name].visible_when.items():
        value = getattr(settings, other)
        said = str(value).lower() if isinstance(value, bool) else value
        if said not in values and not (GIVEN in values and value is not None):
            return False
    return True


def all_default(settings: Settings, but: frozenset[str]) -> bool:
    """Whether every setting but those named has its default."""
    return settings.to_dict().keys() <= but


def to_plain(value: Any) -> Any:
    """A setting's value as JSON: whole floats as integers, which read better."""
    if isinstance(value, Settings):
        return value.to_dict()
    if isinstance(value, tuple | list):
        return [to_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: to_plain(each) for key, each in value.items()}
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def settings_of(model: type[BaseModel]) -> Mapping[str, Setting]:
    """The declared fields of a settings class, in order, by name."""
    return _settings_of(model)


@cache  # It is asked for every value of every document that is read.
def _settings_of(model: type[BaseModel]) -> Mapping[str, Setting]:
    found = {}
    for name, declared in model.model_fields.items():
        about = declared.json_schema_extra
        if isinstance(about, Setting):
            found[name] = about
    return found


def check_bounds(value: float, about: Setting) -> None:
    """Raise a pydantic error with a sentence when the value lies outside the bounds."""
    low, high = about.minimum, about.maximum
    if low is not None and (value < low or (about.above and value == low)):
        word = "above" if about.above else "at least"
        raise _out_of_bounds(f"It must be {word} {_amount(low, about)}.")
    if high is not None and value > high:
        raise _out_of_bounds(f"It may be at most {_amount(high, about)}.")


def check_entries(entries: tuple[Settings, ...]) -> None:
    """Raise a pydantic error with a sentence when entries do not go together in one list."""
    if len(entries) > limits.LIST_LENGTH_MAX:
        raise _mistake(f"A list may have at most {limits.LIST_LENGTH_MAX} entries.")
    for name, about in settings_of(type(entries[0])).items() if entries else ():
        values = [getattr(each, name) for each in entries]
        if about.among == "rising" and sorted(set(values)) != values:
            raise _mistake(f"“{about.label}” must rise from each entry to the next.")
        if about.among == "distinct" and len(set(values)) < len(values):
            raise _mistake(f"Two entries have the same {about.label.lower()}.")


def _mistake(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("mistake", "{sentence}", {"sentence": sentence})


def _out_of_bounds(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("bounds", "{sentence}", {"sentence": sentence})


def _amount(value: float, about: Setting) -> str:
    number = f"{value:,.0f}" if float(value).is_integer() else f"{value:g}"
    if not about.unit:
        return number
    return f"{number}{about.unit}" if about.unit.startswith("/") else f"{number} {about.unit}"
