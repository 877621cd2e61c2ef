"""Applying a fix: document in, document out."""

import copy
from collections.abc import Mapping
from typing import Any

from simulator.feedback.finding import Change, Fix


def apply_fix(data: Mapping[str, Any], fix: Fix | Mapping[str, Any]) -> dict[str, Any]:
    """Give the document with every change of a fix made; the one given stays as it is.

    Args:
        data: a design's document.
        fix: a fix, or its JSON form.

    Raises:
        ValueError: a path of the fix leads through something that is no map.
    """
    changes = fix.changes if isinstance(fix, Fix) else Fix.from_dict(fix).changes
    document = copy.deepcopy(dict(data))
    for change in changes:
        _set(document, change)
    return document


def _set(document: dict[str, Any], change: Change) -> None:
    *way, last = change.path
    place: Any = document
    for key in way:
        # Whoever writes by hand may have left out an empty "settings".
        place = place.setdefault(key, {})
        if not isinstance(place, dict):
            raise ValueError(f"Nothing can be set at {'/'.join(change.path)}.")
    place[last] = copy.deepcopy(change.value)
