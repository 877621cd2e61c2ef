"""Plain data: turns text or a mapping into bounded, harmless maps, lists, numbers and strings."""

import json
import math
from collections.abc import Mapping
from typing import Any

from simulator import limits
from simulator.design.problems import Path, Problem

_SHRINK = "Make it smaller, or split it into several designs."
# Numbers of more digits than any float can hold; Python refuses even to print the largest.
_BITS_MAX = 1_000


def parse(text: str | bytes) -> tuple[Any, list[Problem]]:
    """Read JSON text. The value is None where there are problems."""
    if len(text) > limits.DOCUMENT_BYTES_MAX:
        most = limits.DOCUMENT_BYTES_MAX
        said = f"It is {len(text):,} characters long, the most one design may have is {most:,}."
        return None, [Problem((), said, _SHRINK)]
    repeated: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                repeated.append(key)
            found[key] = value
        return found

    try:
        decoded = (
            text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        )
        data = json.loads(decoded, object_pairs_hook=unique)
    except UnicodeDecodeError as error:
        said = f"The text is not UTF-8: byte {error.start:,} cannot be read."
        return None, [Problem((), said, "Save it as UTF-8.")]
    except json.JSONDecodeError as error:
        said = f"The text is not JSON: it breaks off at line {error.lineno}, column {error.colno}."
        return None, [Problem((), said, "Look there for a missing comma, quote or bracket.")]
    except RecursionError:
        return None, [_too_deep(())]
    except ValueError:
        # The only one left: a whole number of thousands of digits.
        return None, [Problem((), "A number in the text is too large to be read.", "Shorten it.")]
    return data, [
        Problem((), f"The key “{key[:40]}” is written twice in one map.", "Remove one of the two.")
        for key in repeated
    ]


def plain(data: object) -> tuple[Any, list[Problem]]:
    """Copy maps and lists into plain ones, and tell what no document can hold.

    Values that cannot be kept become None. Where the whole is too deep or too large, so does it.
    """
    problems: list[Problem] = []
    root: list[Any] = []
    waiting: list[tuple[object, Path, Any, Any]] = [(data, (), root, None)]
    count = 0
    while waiting:
        value, path, holder, key = waiting.pop()
        # What it holds is counted before it is unfolded: millions of entries cost nothing.
        count += len(value) if isinstance(value, Mapping | list | tuple) else 0
        if count > limits.DOCUMENT_VALUES_MAX:
            most = limits.DOCUMENT_VALUES_MAX
            said = f"It has more than {most:,} values, the most one design may have."
            return None, [Problem((), said, _SHRINK)]
        if len(path) > limits.DOCUMENT_DEPTH_MAX:
            return None, [_too_deep(path)]
        copy, problem = _copy(value, path)
        if problem is not None:
            problems.append(problem)
        elif isinstance(value, Mapping):
            for name, inner in value.items():
                if isinstance(name, str) and _storable(name):
                    waiting.append((inner, (*path, name), copy, name))
                else:
                    problems.append(_bad_key(path))
        elif isinstance(value, list | tuple):
            copy.extend([None] * len(value))
            waiting += [(inner, (*path, at), copy, at) for at, inner in enumerate(value)]
        if key is None:
            holder.append(copy)
        else:
            holder[key] = copy
    return root[0], problems


def _copy(value: object, path: Path) -> tuple[Any, Problem | None]:
    if value is None or isinstance(value, bool):
        return value, None
    if isinstance(value, str):
        if _storable(value):
            return str(value), None
        said = "This text has a character that cannot be stored."
        return None, Problem(path, said, "Remove control characters and broken emoji.")
    if isinstance(value, int):
        return (int(value), None) if value.bit_length() <= _BITS_MAX else (None, _no_number(path))
    if isinstance(value, float):
        return (float(value), None) if math.isfinite(value) else (None, _no_number(path))
    if isinstance(value, Mapping):
        return {}, None
    if isinstance(value, list | tuple):
        if len(value) <= limits.LIST_LENGTH_MAX:
            return [], None
        most = limits.LIST_LENGTH_MAX
        said = f"This list has {len(value):,} entries, the most one list may have is {most}."
        return None, Problem(path, said, "Shorten it.")
    said = f"A value of the Python type {type(value).__name__} has no place in a design."
    return None, Problem(path, said, "Use maps, lists, text, numbers, true, false and null.")


def _storable(text: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" or (c < " " and c not in "\n\t") for c in text)


def _no_number(path: Path) -> Problem:
    return Problem(path, "This number is not finite, or far too large.", "Give an ordinary number.")


def _bad_key(path: Path) -> Problem:
    said = "A key of this map is no text, or has a character that cannot be stored."
    return Problem(path, said, "Keys are plain text.")


def _too_deep(path: Path) -> Problem:
    most = limits.DOCUMENT_DEPTH_MAX
    said = f"Maps and lists are nested more than {most} deep, the most one design may have."
    return Problem(path[:4], said, "A distribution hardly needs more than three levels.")
