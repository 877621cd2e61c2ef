"""Protocol: what is said on the socket, and what a page may answer."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.runs.protocol import frames_text, read_ack
from playground.runs.store import StoredFrame


def test_frames_travel_as_they_were_stored() -> None:
    text = frames_text([StoredFrame(1, '{"seq":1}'), StoredFrame(2, '{"seq":2}')])

    assert json.loads(text) == {"type": "frames", "frames": [{"seq": 1}, {"seq": 2}]}


def test_an_acknowledgement_names_a_frame() -> None:
    assert read_ack('{"ack": 17}') == 17


@pytest.mark.parametrize("text", ['{"ack": -1}', '{"ack": true}', '{"ack": "1"}', "[]", "", "{"])
def test_anything_else_is_no_acknowledgement(text: str) -> None:
    assert read_ack(text) is None


@given(st.text() | st.none())
def test_no_text_breaks_the_reading_of_acknowledgements(text: str | None) -> None:
    assert read_ack(text) is None or json.loads(text or "")["ack"] >= 0
