"""Parsing: the body of a request, read strictly, so that what gets further can be stored.

`1e400`, NaN, a NUL or half a surrogate pair are JSON to some readers; a database refuses them.
"""

from collections.abc import Iterator
from typing import Any, cast

import orjson
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser

from playground.core.limits import BODY_BYTES_MAX
from simulator import limits

TOO_DEEP = (
    f"The JSON is nested more than {limits.DOCUMENT_DEPTH_MAX} levels deep, "
    "the most a request may have."
)


class StrictParser(Parser):
    """Reads JSON bodies; whatever is wrong with one is a sentence."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as JSON. Raises HttpError 400 or 413."""
        # Ninja asks for a mapping, but hands on whatever JSON is there; its schemas then judge it.
        return cast(dict[str, Any], read_json(request.body))


def read_json(body: bytes) -> object:
    """A JSON value that can be stored. Raises HttpError 400 or 413 with a sentence."""
    if len(body) > BODY_BYTES_MAX:
        raise HttpError(413, too_large())
    try:
        value: object = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise HttpError(400, f"The request is not JSON: {error.msg}.") from None
    if b"\\u0000" in body and any("\0" in text for text in _texts(value)):
        raise HttpError(400, "The text holds a NUL character, which cannot be stored.")
    if _depth(value) > limits.DOCUMENT_DEPTH_MAX + 4:  # What wraps a document: {design: …}.
        raise HttpError(400, TOO_DEEP)
    return value


def too_large() -> str:
    """The sentence for a body that is larger than the site reads."""
    return f"The request is larger than {BODY_BYTES_MAX / 1e6:g} MB, the most it may be."


def _depth(value: object) -> int:
    """How deep the value nests; level by level, so that nothing can exhaust the stack."""
    depth, level = 0, [value]
    while level := [inner for outer in level for inner in _inside(outer)]:
        depth += 1
    return depth


def _texts(value: object) -> Iterator[str]:
    level = [value]
    while level:
        for outer in level:
            if isinstance(outer, str):
                yield outer
            elif isinstance(outer, dict):
                yield from outer
        level = [inner for outer in level for inner in _inside(outer)]


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
