"""Build: the browser's bundle and the database, made again only when their sources changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .packages import find_npm, install_node_packages, node_environment
from .shell import PYTHON, STATIC, digest, is_fresh, run_quietly, say, stamp_it

_SOURCES = ("src", "css", "scripts")
_MADE_BY_THE_BUILD = "generated-assets"
_FILES = ("package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "icons.svg")


def _bundle_sources() -> Iterator[Path]:
    for name in _SOURCES:
        files = (path for path in (STATIC / name).rglob("*") if path.is_file())
        yield from (path for path in files if _MADE_BY_THE_BUILD not in path.parts)
    yield from (STATIC / name for name in _FILES if (STATIC / name).is_file())


def build_bundle() -> None:
    """`static/dist` from the TypeScript and CSS; needs Node only when something changed."""
    fingerprint = digest(_bundle_sources())
    stamp = STATIC / "dist" / "queueyard-stamp.txt"
    if is_fresh(stamp, fingerprint):
        return
    npm = find_npm()
    install_node_packages(npm)
    say("Building the browser's part …")
    build = [npm, "run", "--silent", "build"]
    run_quietly("building the browser's part", build, env=node_environment(npm), cwd=STATIC)
    stamp_it(stamp, fingerprint)


def migrate() -> None:
    """The database of the embedded mode, brought up to date."""
    run_quietly("preparing the database", [PYTHON, "manage.py", "migrate", "--verbosity", "0"])
