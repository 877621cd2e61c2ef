"""Parsing: what is read can be stored, and comes out as it was sent."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ninja.errors import HttpError

from playground.core.limits import BODY_BYTES_MAX
from playground.core.parsing import TOO_DEEP, read_json
from simulator import limits

DEPTH = limits.DOCUMENT_DEPTH_MAX + 4

STORABLE_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
STORABLE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | STORABLE_TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(STORABLE_TEXT, inner),
    max_leaves=20,
)


def refused(body: bytes) -> tuple[int, str]:
    """The refusal of a body: its status and its sentence."""
    with pytest.raises(HttpError) as caught:
        read_json(body)
    return caught.value.status_code, str(caught.value)


@given(value=STORABLE, ascii_only=st.booleans())
def test_what_can_be_stored_is_read_as_it_was_written(value: Any, ascii_only: bool) -> None:
    assert read_json(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(body=st.binary() | st.text().map(lambda text: json.dumps(text).encode()))
def test_any_bytes_are_read_into_what_can_be_stored_or_refused(body: bytes) -> None:
    try:
        value = read_json(body)
    except HttpError:
        status, message = refused(body)
        assert status == 400
        assert message.endswith(".")
    else:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()  # No half of a surrogate pair in it.
        assert r"\u0000" not in text.replace(r"\\", "")


@pytest.mark.parametrize("text", ["\\u0000", "a\\u0000b", "\\\\\\u0000"])
def test_a_nul_is_found_wherever_it_stands(text: str) -> None:
    expected = (400, "The text holds a NUL character, which cannot be stored.")

    assert refused(f'"{text}"'.encode()) == expected
    assert refused(f'[{{"a": [1, "{text}"]}}]'.encode()) == expected
    assert refused(f'[{{"{text}": 1}}]'.encode()) == expected


def test_text_that_only_looks_like_a_nul_is_read() -> None:
    assert read_json(b'{"a": "\\\\u0000"}') == {"a": "\\u0000"}


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_values_nest_so_deep_and_no_deeper(opening: bytes, closing: bytes) -> None:
    def nested(levels: int) -> bytes:
        return opening * levels + b"7" + closing * levels

    value = read_json(nested(DEPTH))
    for _ in range(DEPTH):
        assert isinstance(value, list | dict)
        (value,) = value.values() if isinstance(value, dict) else value

    assert value == 7
    assert refused(nested(DEPTH + 1)) == (400, TOO_DEEP)


def test_a_body_beyond_the_limit_is_not_even_read() -> None:
    status, message = refused(b"x" * (BODY_BYTES_MAX + 1))

    assert (status, message) == (413, "The request is larger than 3 MB, the most it may be.")
