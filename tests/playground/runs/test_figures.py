"""Figures: Python and the browser fill a chart alike, because both are held to the same file."""

import json
from pathlib import Path
from typing import Any

import pytest

from playground.runs.figures import fill, templates

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "static/test/fixtures/figures.json").read_text()
)
"""Also read by static/test/charts/fill.test.ts."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_python_fills_a_chart_as_the_shared_file_says(case: dict[str, Any]) -> None:
    filled = fill(
        case["template"], case["schema"], case["frames"], case["component"], case["settings"]
    )

    assert rounded(filled) == rounded(case["filled"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_the_shared_file_has_the_templates_of_today(case: dict[str, Any]) -> None:
    today = {template["id"]: template for template in templates()}

    assert rounded(case["template"]) == rounded(today[case["template"]["id"]])


def rounded(value: Any) -> Any:
    """As JSON, with twelve digits: the last bits are the compiler's."""
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part) for part in value]
    return float(f"{value:.12g}") if isinstance(value, float) else value
