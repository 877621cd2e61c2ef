"""The design format: its page says of every setting what the code says."""

import re
from pathlib import Path

from design_tables import with_tables

from simulator import catalog, limits, read_design

PAGE = (Path(__file__).parents[2] / "docs" / "design-format.md").read_text(encoding="utf-8")


def test_the_tables_are_those_that_the_settings_make() -> None:
    assert with_tables(PAGE, catalog()) == PAGE, "Run `make docs`."


def test_every_design_of_the_page_can_run() -> None:
    blocks = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    designs = [block for block in blocks if '"version"' in block]
    assert designs
    for design in designs:
        assert read_design(design)[1] == []


def test_every_limit_of_a_design_is_named() -> None:
    for limit in (
        limits.COMPONENTS_MAX,
        limits.EDGES_MAX,
        limits.TIMELINE_MAX,
        limits.MESSAGES_MAX,
        limits.EVENTS_MAX,
        limits.FRAMES_MAX,
        limits.DOCUMENT_BYTES_MAX,
        limits.DOCUMENT_VALUES_MAX,
    ):
        assert f"{limit:,}" in PAGE
