"""The design format: its page says of every setting what the code says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from simulator import catalog, limits, read_design

PAGE = (Path(__file__).parents[2] / "docs" / "design-format.md").read_text(encoding="utf-8")
FIELDS = [
    *((each["type"], field) for each in catalog()["types"] for field in each["fields"]),
    *((kind, field) for kind, each in catalog()["edges"].items() for field in each["fields"]),
    *(("run", field) for field in catalog()["run"]["fields"]),
]


def row(field: dict[str, Any]) -> str:
    """The line of a setting in the page's tables."""
    default = json.dumps(field["default"])
    return f"| `{field['name']}` | {kind(field)} | `{default}` | {field['help']} |"


def kind(field: dict[str, Any]) -> str:
    """The kind of a setting, its bounds or choices, and what null means."""
    said = field["kind"]
    if field["choices"]:
        said = ", ".join(f"`{choice['value']}`" for choice in field["choices"])
    elif field["maximum"] is not None:
        above = "above " if field["above"] else ""
        said += f" {above}{field['minimum']:,} to {field['maximum']:,}"
    return f"{said}; null: {field['nothing']}" if field["nullable"] else said


@pytest.mark.parametrize(("owner", "field"), FIELDS)
def test_every_setting_has_its_line(owner: str, field: dict[str, Any]) -> None:
    section = re.search(rf"^### `{owner}`$.*?(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section, f"The page has no section for {owner}."
    assert row(field) in section.group(0)


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
        limits.MESSAGES_MAX,
        limits.EVENTS_MAX,
        limits.FRAMES_MAX,
        limits.DOCUMENT_BYTES_MAX,
        limits.DOCUMENT_VALUES_MAX,
    ):
        assert f"{limit:,}" in PAGE
