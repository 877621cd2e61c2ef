"""Real: a workload that was simulated, given to BullMQ's workers in processes of Node."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis

from simulator.design.document import Design
from tests.fidelity.following import Simulated
from tests.fidelity.missing import not_run
from tests.fidelity.story import Story
from tests.playground.runs.modes import Mode, new_redis

HERE = Path(__file__).parent
PLAN = "QUEUEYARD_FIDELITY_PLAN"
"""Names the directory of the run to the processes (`run.mjs`)."""
START_UP = 30.0
"""Seconds after which workers that are not ready never will be."""
SENDER = 1.5
"""Seconds that the sender has until the run begins."""


@contextmanager
def _redis() -> Iterator[dict[str, str]]:
    with new_redis() as url:
        yield {"url": url}


REDIS = Mode("bullmq", ("Redis",), _redis)


def demand_node() -> str:
    """The Node that runs BullMQ; the test is not run where there is none, and CI demands it."""
    node = shutil.which("node")
    if node is not None and (HERE / "node_modules" / "bullmq").exists():
        return node
    not_run("`make fidelity` installs BullMQ, and Node where it is missing.")


@dataclass
class Run:
    """One run in real time."""

    design: Design
    simulated: Simulated
    place: Path
    node: str

    def play(self, url: str) -> Story:
        """Let everything happen, and tell it."""
        queue = f"queueyard-test-{secrets.token_hex(6)}"
        self._write_plan(url, queue)
        wanted: Any = self.design.components["workers"].settings
        processes = [self._start("work") for _ in range(wanted.instances)]
        try:
            self._await(wanted.instances)
            began = time.time() + SENDER
            processes.append(self._start("send", str(began)))
            story = Story()
            client = redis.Redis.from_url(url)
            self._watch(client, queue, began, processes, story)
            story.counts["dead_lettered"] = client.zcard(f"bull:{queue}:failed")
            client.close()
        finally:
            for process in processes:
                process.kill()
                process.wait()
        self._read(story, began)
        return story

    def _write_plan(self, url: str, queue: str) -> None:
        jobs: Any = self.design.components["jobs"].settings
        worker: Any = self.design.components["workers"].settings
        lives = self.simulated.lives
        at = urlsplit(url)
        plan = {
            "connection": {"host": at.hostname, "port": at.port, "db": int(at.path[1:])},
            "queue": queue,
            "worker": {
                "concurrency": worker.concurrency,
                "lockDuration": jobs.visibility_timeout * 1000,
                "stalledInterval": jobs.expiry_check * 1000,
                "maxStalledCount": 1,
            },
            "job": {"attempts": worker.max_attempts, "backoff": self._backoff(worker)},
            "blocks": worker.heartbeat_blocked == 1,
            "work": {life.number: life.work["workers"] for life in lives},
            "poison": [life.number for life in lives if life.poison],
            "sends": sorted((life.sent, life.number) for life in lives),
        }
        (self.place / "plan.json").write_text(json.dumps(plan), "utf-8")

    @staticmethod
    def _backoff(worker: Any) -> dict[str, Any] | None:
        if worker.backoff_growth == "none":
            return None
        return {"type": worker.backoff_growth, "delay": worker.backoff_base * 1000}

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with open(self.place / "output", "ab") as output:
            return subprocess.Popen(
                [self.node, str(HERE / "run.mjs"), *arguments],
                env={**os.environ, PLAN: str(self.place)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def _await(self, workers: int) -> None:
        end = time.time() + START_UP
        while sum(what == "ready" for _, what, _ in self._log()) < workers:
            if time.time() > end:
                said = (self.place / "output").read_text("utf-8")
                pytest.fail(f"The BullMQ workers did not start in {START_UP:.0f} s. {said}")
            time.sleep(0.05)

    def _watch(
        self,
        client: Any,
        queue: str,
        began: float,
        workers: list[subprocess.Popen[bytes]],
        story: Story,
    ) -> None:
        crashes = [action.at for action in self.design.actions()]
        while (now := time.time() - began) < float(self.design.run.duration):
            if crashes and now >= crashes[0]:
                crashes.pop(0)
                workers[0].kill()
            if now >= 0:
                story.depth.append((now, float(client.llen(f"bull:{queue}:wait"))))
            time.sleep(0.02)

    def _log(self) -> list[tuple[float, str, int]]:
        """Everything that was noted: when, what, of which job."""
        log = self.place / "log"
        if not log.exists():
            return []
        lines = [line.split() for line in log.read_text("utf-8").splitlines()]
        return [(float(at), what, int(number)) for at, what, number in lines]

    def _read(self, story: Story, began: float) -> None:
        done: Counter[int] = Counter()
        for at, what, number in self._log():
            if what == "ready":
                continue
            story.counts[what] += 1
            if what == "started":
                story.begin(at - began, number)
            elif what == "done":
                done[number] += 1
                story.counts["repeated"] += done[number] > 1
        story.counts += Counter()
