"""Imports: what has a design's shape is opened, whatever is wrong with it; the rest is refused."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from playground.scenarios.imports import ImportRefused, document_of_upload
from playground.scenarios.models import Scenario
from simulator import limits, read_design
from tests.playground.people import SMALL, Person

PART = st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(max_size=5))
NEARLY_A_DESIGN = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys([*SMALL, "unknown"], PART)
    | {"version": st.just(1), "name": st.text(max_size=5)},
)


def written(value: object) -> bytes:
    return json.dumps(value).encode()


def uploaded(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("x.json", content)


def document(design: Mapping[str, Any]) -> dict[str, Any]:
    return document_of_upload(uploaded(written(design)))


def refusal(content: bytes) -> str:
    with pytest.raises(ImportRefused) as caught:
        document_of_upload(uploaded(content))
    return str(caught.value)


def test_a_design_is_read_as_it_was_written() -> None:
    assert document(SMALL) == SMALL


def test_a_design_that_cannot_run_is_opened_for_the_editor_to_show_why(alice: Person) -> None:
    lonely = {
        **SMALL,
        "components": {"hands": {"type": "robot", "label": "", "settings": {"rate": "?"}}},
        "edges": {},
    }

    answer = alice.submit("/scenarios/import", design=uploaded(written(lonely)))

    scenario = Scenario.objects.get(pk=answer.url.split("/")[2])
    assert scenario.draft["components"] == lonely["components"]
    assert read_design(scenario.draft)[1]
    assert alice.get(answer.url).status_code == 200


def test_a_file_of_exactly_the_most_a_design_may_be_is_read() -> None:
    content = written(SMALL)

    assert document_of_upload(uploaded(content.ljust(limits.DOCUMENT_BYTES_MAX))) == SMALL
    assert refusal(content.ljust(limits.DOCUMENT_BYTES_MAX + 1)).startswith("The file is larger")


@pytest.mark.parametrize("file", [None, "design.json", b"{}"])
def test_what_is_no_file_is_refused(file: object) -> None:
    with pytest.raises(ImportRefused, match="No file was chosen"):
        document_of_upload(file)


@given(content=st.binary(max_size=200) | NEARLY_A_DESIGN.map(written))
def test_any_file_is_read_into_a_document_or_refused_in_a_sentence(content: bytes) -> None:
    try:
        found = document_of_upload(uploaded(content))
    except ImportRefused:
        assert refusal(content).startswith("“x.json” ")
        assert refusal(content).endswith((".", ")"))
    else:
        assert document(found) == found
