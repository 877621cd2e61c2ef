"""Frontend: which built files a page needs, read from Vite's manifest."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

MANIFEST: Path = settings.FRONTEND / "manifest.json"


@dataclass(frozen=True)
class Bundle:
    """The files of one entry, relative to the build: its script, its styles, its other modules."""

    script: str
    styles: tuple[str, ...]
    modules: tuple[str, ...]


def bundle(entry: str) -> Bundle | None:
    """The bundle of an entry such as `src/entries/editor.tsx`; None if it has not been built."""
    try:
        changed = MANIFEST.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _bundles(changed).get(entry)


@lru_cache(maxsize=1)
def _bundles(changed: int) -> dict[str, Bundle]:
    """All bundles of the manifest; `changed` is its time, so that a new build is read again."""
    chunks = json.loads(MANIFEST.read_text())
    return {name: _bundle(chunks, name) for name, chunk in chunks.items() if chunk.get("isEntry")}


def _bundle(chunks: dict[str, dict[str, object]], entry: str) -> Bundle:
    """An entry with everything it imports at once; what it loads lazily is left out."""
    reached: list[str] = []
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.append(name)
            waiting.extend(_names(chunks[name], "imports"))
    # Styles of what is imported come first: the entry's own rules override them.
    styles = [file for name in reversed(reached) for file in _names(chunks[name], "css")]
    return Bundle(
        script=str(chunks[entry]["file"]),
        styles=tuple(dict.fromkeys(styles)),
        modules=tuple(str(chunks[name]["file"]) for name in reached[1:]),
    )


def _names(chunk: dict[str, object], key: str) -> list[str]:
    names = chunk.get(key, [])
    return [str(name) for name in names] if isinstance(names, list) else []
