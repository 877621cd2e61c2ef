"""Translation: turns pydantic's errors into sentences that name the place and the remedy."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from simulator.design.distributions import FORMS
from simulator.design.problems import Path, Problem
from simulator.design.quantities import brief
from simulator.design.settings import Settings, settings_of

Details = ErrorDetails


def translate(
    error: ValidationError, model: type[Settings], data: Any, path: Path, owner: str
) -> list[Problem]:
    """Say what is wrong with `data`, which was to become a `model`.

    Args:
        path: where the data stands in the document.
        owner: whose settings they are, as it stands in a sentence: "“Jobs”", "the run".
    """
    found = []
    for details in error.errors(include_url=False):
        inner, given = _without_tags(details, data)
        # Validators may have turned what was written into a number: quote what was written.
        details["input"] = given
        say = _SENTENCES.get(details["type"], _other)
        message, remedy = say(details, _place(inner, model, owner), inner, model)
        found.append(Problem((*path, *inner), message, remedy))
    return found


S = TypeVar("S", bound=Settings)


def settings_from(
    data: Any, model: type[S], path: Path, owner: str
) -> tuple[S | None, list[Problem]]:
    """The settings that `data` gives, or None and what is wrong with them; see `translate`."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, translate(error, model, data, path, owner)


def closest(word: str, words: list[str], what: str) -> str:
    """A remedy for a word that is none of the known ones."""
    if not words:
        return "Remove it."
    near = get_close_matches(word[:60], words, n=1)
    if near:
        return f"Did you mean “{near[0]}”?"
    return f"{what}: {', '.join(words)}."


def unknown_fields(
    data: Mapping[str, Any], known: Sequence[str], path: Path, what: str
) -> list[Problem]:
    """A problem for each key that is none of the known ones."""
    return [
        Problem(
            (*path, key),
            f"{what} has no field “{key[:40]}”.",
            closest(key, list(known), "Its fields are"),
        )
        for key in data
        if key not in known
    ]


def _without_tags(details: Details, data: Any) -> tuple[Path, Any]:
    """The error's place and what stands there.

    The names of union members are left out: they are no part of the document.
    """
    found: list[str | int] = []
    steps = details["loc"]
    for number, step in enumerate(steps):
        last = number == len(steps) - 1
        if isinstance(data, Mapping) and step in data:
            data = data[str(step)]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        elif not (last and details["type"] == "missing"):
            continue
        found.append(step)
    return tuple(found), data


def _place(path: Path, model: type[BaseModel], owner: str) -> str:
    """The place in words: “Mean of the processing time of “Workers””."""
    steps = [f"entry {at + 1}" if isinstance(at, int) else _label(at, model) for at in path]
    words = [owner, *steps]
    sentence = " of ".join(reversed(words))
    return sentence[0].upper() + sentence[1:]


def _label(name: str, model: type[BaseModel]) -> str:
    for each in (model, *FORMS.values()):
        about = settings_of(each).get(name)
        if about is not None:
            label = about.label
            # A first word of capitals only, such as an abbreviation, keeps them.
            return label if label[1:2].isupper() else label[0].lower() + label[1:]
    return f"“{name[:40]}”"


def _quantity(details: Details, place: str, path: Path, model: type[Settings]) -> tuple[str, str]:
    return f"{place} is {brief(details['input'])}.", details["ctx"]["expected"]


def _bounds(details: Details, place: str, path: Path, model: type[Settings]) -> tuple[str, str]:
    return f"{place} is {brief(details['input'])}.", details["ctx"]["sentence"]


def _mistake(details: Details, place: str, path: Path, model: type[Settings]) -> tuple[str, str]:
    sentence = details["ctx"]["sentence"]
    return (f"{place}: {sentence}", "")


def _missing(details: Details, place: str, path: Path, model: type[Settings]) -> tuple[str, str]:
    return f"{place} is missing.", f"Add “{path[-1]}”."


def _extra(details: Details, place: str, path: Path, model: type[Settings]) -> tuple[str, str]:
    name = str(path[-1])[:40]
    if len(path) > 1:
        return f"{_parent(place)} has no field “{name}”.", "Remove it, or check its spelling."
    return (
        f"{_parent(place)} has no setting “{name}”.",
        closest(name, list(model.model_fields), "Its settings are"),
    )


def _parent(place: str) -> str:
    parent = place.partition(" of ")[2]
    return parent[0].upper() + parent[1:]


def _choice(details: Details, place: str, path: Path, model: type[Settings]) -> tuple[str, str]:
    choices = details["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
    return f"{place} is {brief(details['input'])}.", f"Choose one of: {choices}."


def _form(details: Details, place: str, path: Path, model: type[Settings]) -> tuple[str, str]:
    kinds = list(dict.fromkeys(str(each.model_fields["kind"].default) for each in FORMS.values()))
    given = details["input"].get("kind") if isinstance(details["input"], dict) else None
    said = f"has the kind {brief(given)}" if given is not None else "has no kind"
    return f"{place} {said}.", f"Choose one of: {', '.join(kinds)}."


def _map(details: Details, place: str, path: Path, model: type[Settings]) -> tuple[str, str]:
    return f"{place} is {brief(details['input'])}.", "Give a map of fields and their values."


def _list(details: Details, place: str, path: Path, model: type[Settings]) -> tuple[str, str]:
    return f"{place} is {brief(details['input'])}.", "Give a list."


def _text(details: Details, place: str, path: Path, model: type[Settings]) -> tuple[str, str]:
    return f"{place} is {brief(details['input'])}.", "Give text."


def _other(details: Details, place: str, path: Path, model: type[Settings]) -> tuple[str, str]:
    return f"{place} cannot be {brief(details['input'])}.", ""


_Say = Callable[[Details, str, Path, type[Settings]], tuple[str, str]]
_SENTENCES: dict[str, _Say] = {
    "quantity": _quantity,
    "bounds": _bounds,
    "mistake": _mistake,
    "missing": _missing,
    "extra_forbidden": _extra,
    "literal_error": _choice,
    "union_tag_invalid": _form,
    "union_tag_not_found": _form,
    "model_type": _map,
    "model_attributes_type": _map,
    "dict_type": _map,
    "tuple_type": _list,
    "string_type": _text,
}
