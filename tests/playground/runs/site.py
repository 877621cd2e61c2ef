"""Site: the real playground in a directory of its own, and a visitor who uses its API."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
START_SECONDS = 60.0
SERVER_VARIABLES = (
    "DATABASE_URL",
    "REDIS_URL",
    "BROKER_URL",
    "QUEUE",
    "FRAME_PAUSE",
    "CONCURRENCY",
)


def free_port() -> int:
    """A port of the loopback that nobody listens on right now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def site_environment(data: Path, **variables: str) -> dict[str, str]:
    """The environment of a site with its data in `data`; nothing inherited names a server."""
    inherited = {name: value for name, value in os.environ.items() if name not in SERVER_VARIABLES}
    return inherited | {"DATA": str(data), "HOST": "127.0.0.1"} | variables


@dataclass
class Site:
    """A running `manage.py up`."""

    data: Path
    variables: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """Everything that the site and its children have said."""
        return (self.data / "said.log").read_text(errors="replace")

    def start(self) -> float:
        """Start, and wait until it answers; the seconds that took."""
        started = time.monotonic()
        with open(self.data / "said.log", "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--port", str(self.port)],
                cwd=ROOT,
                env=site_environment(self.data, **self.variables),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        while time.monotonic() - started < START_SECONDS:
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5)
                return time.monotonic() - started
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        self.stop(signal.SIGKILL)
        raise AssertionError(f"The site did not start:\n{self.said[-4000:]}")

    def stop(self, number: int = signal.SIGINT) -> None:
        """Send the supervisor a signal and wait for its end."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(30)

    def processes(self) -> dict[int, str]:
        """Every descendant of the supervisor: its process id and command."""
        assert self.process is not None
        return descendants(self.process.pid)

    def child(self, part: str) -> int:
        """The process id of the supervisor's own child whose command contains `part`."""
        assert self.process is not None
        found = [pid for pid, (parent, command) in processes().items()
                 if parent == self.process.pid and part in command]  # fmt: skip
        assert found, f"no child with {part!r} among {self.processes()}"
        return found[0]

    def pool_child(self) -> int:
        """The process id of a child of the worker: one that computes."""
        worker = self.child("celery")
        return min(pid for pid, (parent, _) in processes().items() if parent == worker)


@contextmanager
def running_site(data: Path, **variables: str) -> Iterator[Site]:
    """A site that is stopped at the end, whatever happens."""
    site = Site(data, variables)
    try:
        site.start()
        yield site
    finally:
        site.stop()


def processes() -> dict[int, tuple[int, str]]:
    """Every process of this machine: its parent and its command."""
    listed = subprocess.run(
        ["ps", "-axwwo", "pid=,ppid=,stat=,command="], capture_output=True, text=True, check=True
    )
    found = {}
    for line in listed.stdout.splitlines():
        pid, parent, state, command = line.split(None, 3)
        if not state.startswith("Z"):
            found[int(pid)] = (int(parent), command)
    return found


def descendants(ancestor: int) -> dict[int, str]:
    """The processes below one, children of children included."""
    everyone = processes()
    found: dict[int, str] = {}
    parents = {ancestor}
    while parents:
        level = {pid: command for pid, (parent, command) in everyone.items() if parent in parents}
        found |= level
        parents = set(level)
    return found


class Visitor:
    """Somebody with a browser's cookies who talks to the API."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        self._opener.open(f"{url}/new", timeout=20).read()

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self._jar}

    def get(self, path: str) -> Any:
        """A GET under /api."""
        with self._opener.open(f"{self._url}/api{path}", timeout=20) as answer:
            return json.loads(answer.read())

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """A POST under /api."""
        request = urllib.request.Request(
            f"{self._url}/api{path}",
            data=json.dumps(body or {}).encode(),
            headers={
                "Content-Type": "application/json",
                "X-CSRFToken": self.cookies.get("csrftoken", ""),
                "Origin": self._url,
            },
        )
        with self._opener.open(request, timeout=20) as answer:
            return json.loads(answer.read())

    def run(self, design: Mapping[str, Any]) -> dict[str, Any]:
        """Make a scenario of the design, and run it."""
        scenario = self.post("/scenarios", {"design": design})
        run: dict[str, Any] = self.post(f"/scenarios/{scenario['id']}/runs", {"design": design})
        return run
