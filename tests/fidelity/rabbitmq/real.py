"""Real: a workload that was simulated, given to RabbitMQ and to consumers that sleep its draws."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import amqp

from simulator.design.document import Design
from tests.fidelity.following import Simulated
from tests.fidelity.story import Story
from tests.playground.runs.modes import HOST, PORTS, Mode, nothing

RABBITMQ = Mode("rabbitmq", ("RabbitMQ",), nothing)
PATIENCE = 15.0
"""Seconds beyond the end after which a run that still has work is given up."""


def connect(port: int = PORTS["RabbitMQ"], **options: Any) -> Any:
    """A connection to a server of this machine."""
    connection = amqp.Connection(f"{HOST}:{port}", **options)
    connection.connect()
    return connection


class Run:
    """One run in real time."""

    def __init__(
        self,
        design: Design,
        simulated: Simulated,
        kind: str,
        arguments: dict[str, Any],
        port: int = PORTS["RabbitMQ"],
        lives: Mapping[int, float] | None = None,
    ) -> None:
        self.worker: Any = design.components["workers"].settings
        self.lives = {life.number: life for life in simulated.lives}
        self.until = float(design.run.duration)
        self.story = Story()
        self.queue = f"queueyard-test-{secrets.token_hex(6)}"
        self.dead = f"{self.queue}-dead"
        self.lock = threading.Lock()
        self.failures: Counter[int] = Counter()
        self.done: set[int] = set()
        self._kind, self._arguments = kind, arguments
        self._begun = 0.0
        self._crashes: list[Any] = [it for it in design.actions() if it.action == "crash"]
        self._times_to_live = lives or {}
        self.port = port
        self._admin = connect(port)
        self._channel = self._admin.channel()

    @property
    def now(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._begun

    def note(self, what: str, number: int) -> None:
        """Something happened."""
        with self.lock:
            self.story.counts[what] += 1
            if what == "started":
                self.story.begin(self.now, number)

    def play(self) -> Story:
        """Let everything happen, and tell it."""
        with self._queues():
            instances = [Instance(self) for _ in range(self.worker.instances)]
            for index, instance in enumerate(instances):
                crashes = [it.at for it in self._crashes if index < it.settings.instances]
                instance.crashes = deque(crashes)
            self._begun = time.monotonic()
            sender = threading.Thread(target=self._send)
            for thread in (*instances, sender):
                thread.start()
            self._watch()
            for thread in (*instances, sender):
                thread.join(PATIENCE)
            dead = self._channel.queue_declare(self.dead, passive=True).message_count
            self.story.counts["dead_lettered"] += dead
        self.story.counts += Counter()
        return self.story

    @contextmanager
    def _queues(self) -> Iterator[None]:
        dead_letters = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": self.dead}
        arguments = {"x-queue-type": self._kind, **dead_letters, **self._arguments}
        self._channel.queue_declare(self.dead, durable=True, auto_delete=False)
        self._channel.queue_declare(
            self.queue, durable=True, auto_delete=False, arguments=arguments
        )
        try:
            yield
        finally:
            self._channel.queue_delete(self.queue)
            self._channel.queue_delete(self.dead)
            self._admin.close()

    def _send(self) -> None:
        connection = connect(self.port, confirm_publish=True)
        channel = connection.channel()
        sends = sorted(
            (step.at, number)
            for number, life in self.lives.items()
            for step in life.steps
            if step.what == "sent"
        )
        for at, number in sends:
            time.sleep(max(0.0, at - self.now))
            properties: dict[str, Any] = {"priority": self.lives[number].priority}
            if number in self._times_to_live:
                properties["expiration"] = f"{self._times_to_live[number] * 1000:.0f}"
            message = amqp.Message(str(number), **properties)
            try:
                channel.basic_publish(message, exchange="", routing_key=self.queue)
            except amqp.exceptions.MessageNacked:
                self.note("rejected", number)
        connection.close()

    def _watch(self) -> None:
        while self.now < self.until:
            ready = self._channel.queue_declare(self.queue, passive=True).message_count
            self.story.depth.append((self.now, float(ready)))
            time.sleep(0.05)


class Instance(threading.Thread):
    """One instance of the worker: a connection, a prefetch, slots that sleep."""

    def __init__(self, run: Run) -> None:
        super().__init__(daemon=True)
        self._run = run
        self.crashes: deque[float] = deque()
        self._slots: list[tuple[float, Any]] = []
        self._buffer: deque[Any] = deque()
        self._connect()

    def _connect(self) -> None:
        self._connection = connect(self._run.port)
        self._consume()

    def _consume(self) -> None:
        self._channel = self._connection.channel()
        self._channel.basic_qos(0, self._run.worker.prefetch, False)
        self._channel.basic_consume(self._run.queue, callback=self._buffer.append)

    def run(self) -> None:
        run = self._run
        while run.now < run.until:
            if self.crashes and self.crashes[0] <= run.now:
                self._crash()
            self._wait()
            self._finish()
            self._begin()
        # What is still in work at the end is cut off, as the simulation cuts it off.
        self._connection.transport.sock.close()

    def _wait(self) -> None:
        next_ends = [end for end, _ in self._slots] + list(self.crashes) + [self._run.until]
        wait = max(0.001, min(next_ends) - self._run.now)
        try:
            self._connection.drain_events(timeout=min(wait, 0.2))
        except TimeoutError:
            pass
        except amqp.exceptions.PreconditionFailed:
            # The consumer timeout closed the channel; what is in work goes on, and is not acked.
            self._buffer.clear()
            self._consume()

    def _begin(self) -> None:
        while self._buffer and len(self._slots) < self._run.worker.concurrency:
            message = self._buffer.popleft()
            number = int(message.body)
            self._run.note("started", number)
            work = self._run.lives[number].work["workers"]
            self._slots.append((self._run.now + work, message))

    def _finish(self) -> None:
        now = self._run.now
        for end, message in [slot for slot in self._slots if slot[0] <= now]:
            self._slots.remove((end, message))
            self._settle(message)

    def _settle(self, message: Any) -> None:
        run, number = self._run, int(message.body)
        wanted, tag = run.worker, message.delivery_tag
        limit = wanted.poison_attempts
        if run.lives[number].poison and (limit is None or run.failures[number] < limit):
            run.failures[number] += 1
            run.note("failed", number)
            if wanted.retry == "nack":
                # RabbitMQ's own extension, which py-amqp knows only by name: one message, requeued.
                self._channel.send_method(amqp.spec.Basic.Nack, "Lbb", (tag, False, True))
            else:
                self._channel.basic_reject(tag, requeue=wanted.retry == "reject")
            return
        run.note("done", number)
        if number in run.done:
            run.note("repeated", number)
        run.done.add(number)
        if message.channel is self._channel:
            self._channel.basic_ack(tag)

    def _crash(self) -> None:
        """The process is gone: its socket closes without a word."""
        self.crashes.popleft()
        for _, message in self._slots:
            self._run.note("killed", int(message.body))
        self._connection.transport.sock.close()
        self._slots.clear()
        self._buffer.clear()
        time.sleep(self._run.worker.restart_time)
        self._connect()
