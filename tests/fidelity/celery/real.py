"""Real: a workload that was simulated, given to Celery workers in processes of their own."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kombu.connection
import pytest
import redis
from celery import Celery

from simulator.design.document import Design
from tests.fidelity.following import Simulated
from tests.fidelity.story import Story
from tests.playground.runs.modes import PORTS, Mode, new_redis
from tests.playground.runs.modes import RABBITMQ as RABBITMQ_URL

PLAN = "QUEUEYARD_FIDELITY_PLAN"
"""Names the directory of the run to the workers (`app`)."""
ROOT = Path(__file__).parents[3]
START_UP = 60.0
"""Seconds after which workers that are not ready never will be."""


@contextmanager
def _redis() -> Iterator[dict[str, str]]:
    with new_redis() as url:
        yield {"url": url, "queue": "fidelity"}


@contextmanager
def _rabbitmq(url: str = RABBITMQ_URL) -> Iterator[dict[str, str]]:
    queue = f"queueyard-test-{secrets.token_hex(6)}"
    try:
        yield {"url": url, "queue": queue}
    finally:
        with kombu.connection.Connection(url) as connection:  # type: ignore[no-untyped-call]
            connection.default_channel.queue_delete(queue)
            connection.default_channel.exchange_delete(queue)


REDIS = Mode("redis", ("Redis",), _redis)
RABBITMQ = Mode("rabbitmq", ("RabbitMQ",), _rabbitmq)


def rabbitmq_at(port: int) -> Mode:
    """The same with a RabbitMQ of our own."""
    url = RABBITMQ_URL.replace(str(PORTS["RabbitMQ"]), str(port))
    return Mode("rabbitmq", (), lambda: _rabbitmq(url))


@dataclass
class Run:
    """One run in real time."""

    design: Design
    simulated: Simulated
    place: Path
    options: dict[str, Any]
    """Settings of Celery that the design does not have."""

    def play(self, url: str, queue: str) -> Story:
        """Let everything happen, and tell it."""
        self._write_plan(url, queue)
        wanted: Any = self.design.components["workers"].settings
        workers = [self._start(index, queue, wanted) for index in range(wanted.instances)]
        try:
            self._await(len(workers))
            began = time.time()
            story = Story()
            threads = [
                threading.Thread(target=self._send, args=(url, queue, began)),
                threading.Thread(target=self._crash, args=(workers, began)),
            ]
            for thread in threads:
                thread.start()
            self._watch(url, queue, began, story)
            for thread in threads:
                thread.join()
        finally:
            for worker in workers:
                _kill(worker)
        self._read(story, began)
        return story

    def _write_plan(self, url: str, queue: str) -> None:
        worker: Any = self.design.components["workers"].settings
        lives = self.simulated.lives
        plan = {
            "broker": url,
            "settings": {
                "task_acks_late": worker.ack == "late",
                "task_default_queue": queue,
                "task_ignore_result": True,
                "task_reject_on_worker_lost": worker.lost_slot == "given_back",
                "worker_prefetch_multiplier": worker.prefetch // worker.concurrency,
                "worker_enable_remote_control": False,
                "worker_lost_wait": 0.2,
                **self.options,
            },
            "work": {life.number: life.work["workers"] for life in lives},
            "poison": [life.number for life in lives if life.poison],
            "kills": self._kills(),
            "retries": worker.max_attempts - 1,
            "countdown": worker.backoff_base,
            "rate_limit": f"{worker.rate_limit}/s" if worker.rate_limit else None,
        }
        (self.place / "plan.json").write_text(json.dumps(plan), "utf-8")

    def _kills(self) -> list[tuple[int, int]]:
        """The attempts that end with the death of their child process."""
        return [
            (life.number, sum(it.what == "started" and it.at < step.at for it in life.steps))
            for life in self.simulated.lives
            for step in life.steps
            if step.what == "killed" and step.details["reason"] == "memory"
        ]

    def _start(self, index: int, queue: str, worker: Any) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "tests.fidelity.celery.app", "worker"]
        command += ["-c", str(worker.concurrency), "-Q", queue, "-n", f"{queue}-{index}@%h"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        environment = {**os.environ, PLAN: str(self.place)}
        with open(self.place / f"worker-{index}", "wb") as output:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _await(self, workers: int) -> None:
        end = time.time() + START_UP
        while sum(what == "ready" for _, what, _, _ in self._log()) < workers:
            if time.time() > end:
                said = (self.place / "worker-0").read_text("utf-8")
                pytest.fail(f"The Celery workers did not start in {START_UP:.0f} s. {said}")
            time.sleep(0.05)

    def _send(self, url: str, queue: str, began: float) -> None:
        app = Celery("sender", broker=url)
        app.conf.task_default_queue = queue
        edge: Any = self.design.edges["send"].settings
        countdown = edge.countdown.value or None
        for life in self.simulated.lives:
            time.sleep(max(0.0, began + life.sent - time.time()))
            app.send_task("work", [life.number], countdown=countdown)
        app.close()

    def _crash(self, workers: list[subprocess.Popen[bytes]], began: float) -> None:
        for action in self.design.actions():
            time.sleep(max(0.0, began + action.at - time.time()))
            while not self._is_at_work(workers[0].pid):
                time.sleep(0.01)
            _kill(workers[0])

    def _is_at_work(self, worker: int) -> bool:
        """Whether a worker with one child is in the middle of a task, and not between two."""
        said = [
            (at, what)
            for at, what, _, where in self._log()
            if where == worker and what != "received"
        ]
        at, what = said[-1]
        return what == "started" and 0.1 < time.time() - at < 0.4

    def _watch(self, url: str, queue: str, began: float, story: Story) -> None:
        with _depths(url, queue) as depth:
            while (now := time.time() - began) < float(self.design.run.duration):
                story.depth.append((now, depth()))
                time.sleep(0.05)

    def _log(self) -> list[tuple[float, str, int, int]]:
        """Everything that was noted: when, what, of which message, in which worker."""
        log = self.place / "log"
        if not log.exists():
            return []
        lines = [line.split() for line in log.read_text("utf-8").splitlines()]
        return [(float(at), what, int(number), int(where)) for at, what, number, where in lines]

    def _read(self, story: Story, began: float) -> None:
        done: Counter[int] = Counter()
        for at, what, number, where in self._log():
            if what == "ready":
                continue
            if what == "received":
                story.taken[where].append((at - began, number))
                continue
            story.counts[what] += 1
            if what in ("done", "failed"):
                story.settled[where].append(at - began)
            if what == "started":
                story.begin(at - began, number)
            elif what == "done":
                done[number] += 1
                story.counts["repeated"] += done[number] > 1
        story.counts += Counter()


@contextmanager
def _depths(url: str, queue: str) -> Iterator[Any]:
    """How many messages are ready, each time it is asked."""
    if url.startswith("redis"):
        client = redis.Redis.from_url(url)
        yield lambda: float(client.llen(queue))
        client.close()
        return
    with kombu.connection.Connection(url) as connection:  # type: ignore[no-untyped-call]
        channel = connection.default_channel
        yield lambda: float(channel.queue_declare(queue, passive=True).message_count)


def _kill(worker: subprocess.Popen[bytes]) -> None:
    """The machine is gone: the worker and its children end at once."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
