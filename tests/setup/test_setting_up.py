"""Set-up: trouble is told in one sentence that names the remedy, before and after the tools run."""

import ast
import errno
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from setup.command import COMMANDS, main
from setup.packages import node_is_new_enough
from setup.trouble import Trouble, explain, need_space

ROOT = Path(__file__).resolve().parents[2]
BOOTSTRAP = ROOT / "scripts" / "bootstrap.py"
LOG = Path("setup.log")


def make(target: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the bootstrap in a copy of the set-up that has nothing installed yet."""
    copy = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--no-local", ROOT, copy], check=True)
    return subprocess.run(
        [sys.executable, "scripts/bootstrap.py", target],
        cwd=copy,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_bootstrap_can_be_read_by_a_python_that_is_far_too_old() -> None:
    ast.parse(BOOTSTRAP.read_text(encoding="utf-8"), feature_version=(3, 4))


def test_an_old_python_with_no_newer_one_beside_it_gets_one_sentence(tmp_path: Path) -> None:
    script = BOOTSTRAP.read_text(encoding="utf-8").replace("(3, 11)", "(9, 9)")
    (tmp_path / "bootstrap.py").write_text(script, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "bootstrap.py", "run"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert "Queueyard needs Python 9.9 or newer" in told.stderr
    assert "make run PYTHON=" in told.stderr


def test_a_registry_out_of_reach_is_told_in_one_sentence(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9/simple"
    told = make(
        "run",
        tmp_path,
        PIP_INDEX_URL=nowhere,
        PIP_EXTRA_INDEX_URL=nowhere,
        PIP_FIND_LINKS="",
        PIP_RETRIES="0",
        PIP_CONFIG_FILE=os.devnull,
        PIP_NO_CACHE_DIR="1",
    )
    assert told.returncode == 1
    assert told.stderr.strip() == (
        "The package registry could not be reached, so installing Python packages could not be "
        "finished. Check the network or the proxy, then run the same command again."
    )


def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"Setting up needs about \d+ MB, and only \d+ MB are free"):
        need_space(tmp_path, 10**12, "Setting up")


def test_a_disk_that_fills_up_between_two_tools_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def without_room(arguments: Sequence[str]) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setitem(COMMANDS, "setup", without_room)

    assert main(["setup"]) == 1
    assert capsys.readouterr().err.strip() == (
        "The disk is full: setting up could not be finished. Free about 1 GB and try again."
    )


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("npm error code ENOTFOUND", "The package registry could not be reached"),
        ("error TS2322: wrong", "failed; the whole output is in setup.log"),
    ],
)
def test_what_a_tool_prints_becomes_a_sentence(output: str, sentence: str) -> None:
    assert sentence in str(explain("building the browser's part", output, LOG))


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ("v18.20.4", False),
        ("v20.18.0", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.19.0", True),
        ("", False),
    ],
)
def test_node_is_taken_from_the_machine_only_if_vite_can_run_on_it(
    version: str, enough: bool
) -> None:
    assert node_is_new_enough(version) is enough
