"""Many processes: two web servers and two workers, started by hand, are one site."""

import asyncio
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.runs.supervisor import Child, Supervisor
from tests.playground.runs.designs import slow_to_play, undisturbed
from tests.playground.runs.modes import REAL_RABBITMQ, REAL_REDIS, Mode
from tests.playground.runs.site import ROOT, Visitor, free_port, site_environment
from tests.playground.runs.viewer import Viewer

pytestmark = [pytest.mark.slow, pytest.mark.services, pytest.mark.timeout(180)]


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


@pytest.fixture(params=[REAL_REDIS, REAL_RABBITMQ], ids=lambda mode: mode.name)
def urls(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[str]]:
    mode: Mode = request.param
    mode.demand()
    monkeypatch.chdir(ROOT)
    supervisor = Supervisor(lambda sentence: None)
    with mode.prepare() as variables:
        environment = site_environment(
            tmp_path, FRAME_PAUSE="0.05", SECRET_KEY="the same for all", **variables
        )
        subprocess.run(python("manage.py", "migrate", "-v0"), env=environment, check=True)
        ports = [free_port(), free_port()]
        try:
            for number, port in enumerate(ports):
                worker = python(
                    "-m", "celery", "--quiet", "-A", "playground", "worker", "-c", "2",
                    "-l", "ERROR", "--without-gossip", "--without-mingle", "-n", f"w{number}@%h",
                )  # fmt: skip
                web = python(
                    "-m", "daphne", "-p", str(port), "-v", "0", "playground.asgi:application"
                )
                supervisor.add(Child("worker", worker, environment))
                supervisor.add(Child("web server", web, environment))
            urls = [f"http://127.0.0.1:{port}" for port in ports]
            for url in urls:
                wait_for(url)
            yield urls
        finally:
            supervisor.stop()


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


def test_whatever_web_server_one_watches_and_whatever_worker_computes(urls: list[str]) -> None:
    visitor = Visitor(urls[0])
    designs = [slow_to_play(60, seed=seed) for seed in range(1, 5)]
    runs = [visitor.run(design) for design in designs]
    viewers = [
        Viewer(url, run["id"], visitor.cookies, hangs_up_every=1.0) for run in runs for url in urls
    ]

    async def story() -> None:
        await asyncio.wait_for(asyncio.gather(*(viewer.watch() for viewer in viewers)), 90)

    asyncio.run(story())

    for place, design in enumerate(designs):
        frames, _ = undisturbed(design)
        assert [viewer.frames for viewer in viewers[2 * place : 2 * place + 2]] == [frames] * 2
