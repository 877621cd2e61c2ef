"""The look: what its tokens and style sheets promise, held by arithmetic."""

import re
from itertools import product
from math import cos, radians, sin
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CSS = ROOT / "static" / "css"
THEMES = ("light", "dark")
GROUNDS = ("ground", "canvas", "surface", "surface-sunk", "surface-hover")
WORDS = ("text", "text-2", "text-3", "accent-text", "error-text", "warn-text", "retry-text")
PAIRS = [  # text on a ground of its own
    ("text-on-fill", "accent"),
    ("text-on-fill", "accent-hover"),
    ("accent-text", "accent-soft"),
    ("text-2", "surface-press"),
    *(
        (f"{state}-text", f"{state}-soft")
        for state in ("error", "warn", "ok", "dead", "dup", "retry")
    ),
]
SHAPES = ("control", "focus", "waiting", "busy", "dup", "dead", "ok", "error", "retry")

Rgb = tuple[float, float, float]


def tokens(theme: str) -> dict[str, str]:
    """The custom properties of one theme, by name."""
    text = (CSS / "tokens.css").read_text(encoding="utf-8")
    opening = {"light": r':root, \[data-theme="light"\]', "dark": r'\[data-theme="dark"\]'}[theme]
    block = re.search(opening + r" \{(.*?)\n\}", text, re.S)
    assert block, f"tokens.css has no block for the {theme} theme"
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block.group(1)))


def linear(colour: str) -> Rgb:
    """An OKLCH colour in linear sRGB, clipped to what a screen can show."""
    lightness, chroma, hue = map(float, re.findall(r"[\d.]+", colour)[:3])
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3  # noqa: E741 - the cone's name
    m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s
    green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s
    blue = -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
    clipped = [min(1.0, max(0.0, part)) for part in (red, green, blue)]
    return clipped[0], clipped[1], clipped[2]


def luminance(colour: Rgb) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def contrast(one: str, other: str) -> float:
    """The contrast of WCAG 2."""
    low, high = sorted((luminance(linear(one)), luminance(linear(other))))
    return (high + 0.05) / (low + 0.05)


def hexadecimal(colour: str) -> str:
    parts = (
        12.92 * p if p <= 0.0031308 else 1.055 * p ** (1 / 2.4) - 0.055 for p in linear(colour)
    )
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


@pytest.mark.parametrize("theme", THEMES)
def test_words_can_be_read_on_every_ground(theme: str) -> None:
    have = tokens(theme)
    pairs = [*product(WORDS, GROUNDS), *PAIRS]
    weak = {pair: round(contrast(have[pair[0]], have[pair[1]]), 2) for pair in pairs}

    assert {pair: value for pair, value in weak.items() if value < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_shapes_stand_out_from_what_they_lie_on(theme: str) -> None:
    have = tokens(theme)
    pairs = [*product(SHAPES, ("canvas", "surface"))]
    weak = {pair: round(contrast(have[pair[0]], have[pair[1]]), 2) for pair in pairs}

    assert {pair: value for pair, value in weak.items() if value < 3} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_the_colours_of_plots_equal_those_of_charts(theme: str) -> None:
    have = tokens(theme)
    names = [*"123456", "grid", "axis", "cursor"]

    assert {n: have[f"plot-{n}"] for n in names} == {
        n: hexadecimal(have[f"chart-{n}"]) for n in names
    }


def test_both_themes_name_the_same_colours() -> None:
    assert tokens("light").keys() == tokens("dark").keys()


def sheets() -> list[Path]:
    return sorted(CSS.glob("*.css"))


@pytest.mark.parametrize("sheet", sheets(), ids=lambda path: path.stem)
def test_nothing_is_written_smaller_than_11_pixels(sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")
    sizes = re.findall(r"font(?:-size)?:[^;{}]*?\b(\d+(?:\.\d+)?)px", text)

    assert [size for size in sizes if float(size) < 11] == []


@pytest.mark.parametrize("sheet", [s for s in sheets() if s.stem != "tokens"], ids=lambda p: p.stem)
def test_a_style_sheet_invents_no_colour(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"@media print \{(?:[^{}]|\{[^{}]*\})*\}", "", text)
    found = re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)|\b(?:rgba?|hsla?|oklch)\(", text)

    assert [colour for colour in found if colour.lower() != "#fff"] == []


@pytest.mark.parametrize("sheet", sheets(), ids=lambda path: path.stem)
def test_a_style_sheet_uses_only_tokens_that_exist(sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")
    everything = "".join(other.read_text(encoding="utf-8") for other in sheets())
    known = set(re.findall(r"(--[\w-]+)\s*:", everything)) | set(
        re.findall(r"setProperty\(\s*[\"'`](--[\w-]+)", _scripts())
    )
    # React Flow's own properties are set by its own sheet.
    used = {name for name in re.findall(r"var\((--[\w-]+)", text) if not name.startswith("--xy-")}

    assert used - known == set()


def _scripts() -> str:
    paths = (ROOT / "static" / "src").rglob("*.ts*")
    return "".join(path.read_text(encoding="utf-8") for path in paths)
