"""Bundle: the files that Vite built, by the names of their sources."""

import json
import logging
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

from django.conf import settings
from django.templatetags.static import static

logger = logging.getLogger(__name__)


class Chunk(TypedDict, total=False):
    """One entry of Vite's manifest."""

    file: str
    css: list[str]
    imports: list[str]


def address(source: str) -> str:
    """The address of a built file, such as "icons.svg"; empty when it was not built."""
    chunk = _manifest().get(source)
    if chunk is None:
        logger.warning("The bundle has no %s. Run make build.", source)
        return ""
    return _url(chunk["file"])


def styles(source: str) -> list[str]:
    """The addresses of all style sheets an entry needs, those it imports first."""
    found = dict.fromkeys(css for chunk in _chunks(source) for css in chunk.get("css", ()))
    return [_url(css) for css in found]


def preloads(source: str) -> list[str]:
    """The addresses of the scripts an entry imports."""
    return [_url(chunk["file"]) for chunk in [*_chunks(source)][:-1]]


def _chunks(source: str, seen: set[str] | None = None) -> Iterator[Chunk]:
    """What the entry imports, at any depth, each once, and then the entry itself."""
    seen = set() if seen is None else seen
    chunk = _manifest().get(source)
    if chunk is None or source in seen:
        return
    seen.add(source)
    for imported in chunk.get("imports", ()):
        yield from _chunks(imported, seen)
    yield chunk


def _url(file: str) -> str:
    return static(f"dist/{file}")


def _manifest() -> dict[str, Chunk]:
    path = settings.FRONTEND / "manifest.json"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=2)
def _read(path: Path, changed: int) -> dict[str, Chunk]:
    """Read the manifest; `changed` makes a new build be read anew."""
    manifest: dict[str, Chunk] = json.loads(path.read_text())
    return manifest
