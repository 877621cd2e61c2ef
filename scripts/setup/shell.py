"""Shell: runs one tool of the set-up, quietly, and keeps what it printed in a log."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .trouble import Trouble, explain

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
STATIC = ROOT / "static"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")


def say(text: str) -> None:
    """One line of progress."""
    print(text, flush=True)


def run_quietly(
    what: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> None:
    """Run `command`; on failure raise Trouble that says why `what` could not be finished."""
    log = VAR / "log" / "setup.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        with log.open("a", encoding="utf-8") as out:
            out.write(f"$ {' '.join(str(part) for part in command)}\n{done.stdout}\n")
    except OSError as error:
        raise explain(what, str(error), log) from error
    if done.returncode != 0:
        raise explain(what, done.stdout, log)


def run_loudly(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> int:
    """Run `command` with its output on the screen; its exit code."""
    full = {**os.environ, **(env or {})}
    return subprocess.call([str(part) for part in command], cwd=ROOT, env=full)


def become(command: Sequence[str | Path], env: Mapping[str, str]) -> int:
    """Turn this process into `command`, so that Ctrl-C and `kill` reach it and nobody else."""
    arguments = [str(part) for part in command]
    os.chdir(ROOT)
    if os.name == "nt":
        return subprocess.call(arguments, env={**os.environ, **env})
    sys.stdout.flush()
    os.execve(arguments[0], arguments, {**os.environ, **env})
    raise Trouble("This line is never reached.")


def digest(files: Iterable[Path]) -> str:
    """A fingerprint of the files' names and contents."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(str(file.relative_to(ROOT)).encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def is_fresh(stamp: Path, fingerprint: str) -> bool:
    """Whether the step that left `stamp` was last done for exactly this fingerprint."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == fingerprint


def stamp_it(stamp: Path, fingerprint: str) -> None:
    """Remember that the step was done for this fingerprint."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint, encoding="utf-8")
