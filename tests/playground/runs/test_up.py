"""Up: one command serves everything, says in a sentence what is wrong, and leaves nothing."""

import asyncio
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from playground.environment import EnvironmentProblem
from playground.runs.management.commands.up import refuse_full_disk
from tests.playground.runs.designs import slow_to_play, undisturbed
from tests.playground.runs.modes import EMBEDDED
from tests.playground.runs.site import (
    ROOT,
    Site,
    Visitor,
    free_port,
    processes,
    running_site,
    site_environment,
)
from tests.playground.runs.viewer import Viewer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


def up(data: Path, port: int, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `up` where it is expected to refuse."""
    return subprocess.run(
        [sys.executable, "manage.py", "up", "--port", str(port)],
        cwd=ROOT,
        env=site_environment(data, **variables),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def assert_one_sentence(refusal: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert refusal.returncode == 1, refusal.stderr
    assert len(refusal.stderr.strip().splitlines()) == 1, refusal.stderr
    for part in parts:
        assert part in refusal.stderr


def test_a_busy_port_is_named_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        refusal = up(tmp_path, port)

    assert_one_sentence(refusal, f"Port {port} of 127.0.0.1 cannot be used", f"PORT={port + 1}")


def test_a_data_directory_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file in the way")

    refusal = up(tmp_path / "var", free_port())

    assert_one_sentence(refusal, f"The data directory {tmp_path / 'var'} cannot be made")


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    refusal = up(tmp_path, free_port(), CONCURRENCY="many")

    assert_one_sentence(refusal, "CONCURRENCY must be a number, but it is “many”.")


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    port = free_port()

    refusal = up(tmp_path, free_port(), DATABASE_URL=f"postgres://nobody@127.0.0.1:{port}/none")

    assert_one_sentence(refusal, "The database cannot be prepared", str(port))


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 3_000_000))

    with pytest.raises(EnvironmentProblem, match=r"is full: 3 MB are left"):
        refuse_full_disk(tmp_path)


@pytest.mark.parametrize("site", [EMBEDDED], ids=["embedded"], indirect=True)
def test_a_second_one_on_the_same_data_is_refused_and_the_first_goes_on(site: Site) -> None:
    refusal = up(site.data, free_port())

    assert_one_sentence(refusal, f"Queueyard is running from {site.data} already.")
    assert site.process is not None
    assert site.process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_and_an_unfinished_run_goes_on_at_the_next_start(
    number: signal.Signals, tmp_path: Path
) -> None:
    design = slow_to_play(40, seed=int(number))
    frames, _ = undisturbed(design)
    with running_site(tmp_path, FRAME_PAUSE="0.05", CONCURRENCY="1") as site:
        visitor = Visitor(site.url)
        run = visitor.run(design)
        viewer = Viewer(site.url, run["id"], visitor.cookies)
        asyncio.run(until(viewer, 10))
        children = site.processes()

        site.stop(number)

        assert gone(children), "\n".join(left(children).values())
        site.start()
        asyncio.run(asyncio.wait_for(viewer.watch(), 60))
        assert viewer.end == "finished"
        assert viewer.frames == frames


async def until(viewer: Viewer, seq: int) -> None:
    """Watch until a frame has come, then hang up."""
    watching = asyncio.create_task(viewer.watch())
    while viewer.last < seq:
        await asyncio.sleep(0.05)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


def left(children: dict[int, str]) -> dict[int, str]:
    """Which of these processes still run."""
    now = processes()
    return {pid: command for pid, command in children.items()
            if pid in now and now[pid][1] == command}  # fmt: skip


def gone(children: dict[int, str]) -> bool:
    """Whether they all end soon; the kernel's message takes a moment after `kill -9`."""
    deadline = time.monotonic() + 15
    while left(children) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not left(children)


def test_what_was_finished_is_there_after_a_restart(tmp_path: Path) -> None:
    design = slow_to_play(20)
    with running_site(tmp_path) as site:
        visitor = Visitor(site.url)
        run = visitor.run(design)
        viewer = Viewer(site.url, run["id"], visitor.cookies)
        asyncio.run(asyncio.wait_for(viewer.watch(), 30))
        before: Any = visitor.get(f"/runs/{run['id']}")

        site.stop(signal.SIGKILL)
        seconds = site.start()

        assert visitor.get(f"/runs/{run['id']}") == before
        assert seconds < 30, "a second start is to be quick"


@pytest.mark.parametrize("site", [EMBEDDED], ids=["embedded"], indirect=True)
def test_the_password_of_the_broker_is_in_no_list_of_processes(site: Site) -> None:
    environment = Path(f"/proc/{site.child('daphne')}/environ")
    if not environment.exists():
        pytest.skip("NOT RUN: only Linux shows a process's environment as a file.")

    password = environment.read_bytes().split(b"redis://:")[1].split(b"@")[0].decode()

    assert not any(password in command for command in site.processes().values())
