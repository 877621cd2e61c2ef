"""Command: what `make run`, `make test` and `make check` do, step by step."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from .browser import find_or_install_chromium
from .build import build_bundle
from .packages import (
    find_npm,
    install_node_packages,
    install_python_packages,
    make_venv,
    node_environment,
)
from .shell import BIN, PYTHON, ROOT, STATIC, VAR, become, run_loudly, say
from .trouble import Trouble, explain, is_disk_full


def set_up(requirements: str = "runtime") -> None:
    """The virtual environment, Python's packages and the browser's bundle."""
    make_venv()
    install_python_packages(requirements)
    build_bundle()


PARTS: Sequence[Sequence[str]] = (
    ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--ignore", "tests/browser"),
    ("-n", "auto", "--maxprocesses", "2", "--dist", "loadfile", "tests/browser"),
)
"""The whole of Python's tests on all processors; the browser's have the machine to themselves."""


def run(arguments: Sequence[str]) -> int:
    """Set up what is missing, then serve the playground until Ctrl-C."""
    set_up()
    return become([PYTHON, "manage.py", "up", *arguments], env={})


def test(arguments: Sequence[str]) -> int:
    """The whole test-suite: TypeScript's, then Python's, the browser and the services included."""
    set_up("dev")
    npm = find_npm()
    install_node_packages(npm)
    chromium = find_or_install_chromium()
    if chromium is None:
        say("\n*** No Chromium can be had here: the browser tests are NOT RUN. ***\n")
    node = node_environment(npm)
    failed = run_loudly([npm, "--prefix", STATIC, "run", "--silent", "test"], env=node)
    env = {"CHROMIUM": chromium or "", **node}
    for part in [arguments] if arguments else PARTS:
        failed |= run_loudly([PYTHON, "-m", "pytest", *part], env=env)
    return failed


def fidelity(arguments: Sequence[str]) -> int:
    """The presets against the real systems that they stand for."""
    make_venv()
    install_python_packages("dev")
    npm = find_npm()
    install_node_packages(npm, ROOT / "tests" / "fidelity" / "bullmq", "BullMQ")
    tests: list[str | Path] = [PYTHON, "-m", "pytest", "tests/fidelity", *arguments]
    return run_loudly(tests, env=node_environment(npm))


def check(arguments: Sequence[str]) -> int:
    """Every static check; all of them run, and the exit code says whether one complained."""
    set_up("dev")
    npm = find_npm()
    install_node_packages(npm)
    checks: list[list[str]] = [
        [str(BIN / "ruff"), "check", "."],
        [str(BIN / "ruff"), "format", "--check", "."],
        [str(BIN / "mypy")],
        [str(BIN / "lint-imports")],
        [str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run"],
        [npm, "--prefix", str(STATIC), "run", "--silent", "types", "--", "--check"],
        [npm, "--prefix", str(STATIC), "run", "--silent", "check"],
    ]
    complaints = 0
    for command in checks:
        name = " ".join(os.path.basename(part) for part in command[:3])
        say(f"── {name}")
        if run_loudly(command, env=node_environment(npm)) != 0:
            say(f"   {name} complains")
            complaints += 1
    say("Every check passes." if not complaints else f"{complaints} checks complain.")
    return 1 if complaints else 0


def setup(arguments: Sequence[str]) -> int:
    """Only the set-up, with what the tests need as well."""
    set_up("dev")
    install_node_packages(find_npm())
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "test": test,
    "fidelity": fidelity,
    "check": check,
    "setup": setup,
}


def main(arguments: Sequence[str]) -> int:
    """Run the named command; trouble is one sentence and exit code 1."""
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except OSError as error:
        if not is_disk_full(str(error)):
            raise
        print(f"\n{explain('setting up', str(error), VAR)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
