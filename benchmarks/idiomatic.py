"""Idiomatic: the benchmark's systems as one would write them in plain SimPy.

A process for each slot and for each visibility timeout, a `Store` as the queue, a `Resource` as the
pool, and a monitor process that samples the gauges and takes the percentiles of what was observed
since it looked last, as often as Queueyard makes a frame. Nothing is waited for that cannot wait: a
`Store` without bounds takes a message at once. Only what a user would look at is kept: of the queue
and slots depth, in flight, retries, dead letters and latencies; of the uploads what Queueyard shows
of each component, but nothing of the edges and of the system as a whole, which it also counts.
"""

import random
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from math import log
from typing import Any

import simpy

Process = Generator[simpy.Event, Any, Any]


@dataclass(slots=True, eq=False)
class Message:
    """One message."""

    created: float
    work: float
    poison: bool = False
    receives: int = 0
    receipt: int = 0
    hidden: bool = False
    visible: float = 0.0
    working: int = 0
    acked: bool = False


Percentiles = tuple[float, float, float] | None


class Observed(list[float]):
    """Durations since the last look, and all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.everything: list[float] = []

    def look(self) -> Percentiles:
        """The p50, p95 and p99 since the last look."""
        found = percentiles(self)
        self.everything.extend(self)
        self.clear()
        return found


def percentiles(values: list[float]) -> Percentiles:
    """The p50, p95 and p99 of some values."""
    if not values:
        return None
    ordered = sorted(values)
    p50, p95, p99 = (ordered[int(share * len(ordered))] for share in (0.50, 0.95, 0.99))
    return p50, p95, p99


@dataclass(slots=True)
class Found:
    """What a run found."""

    sent: int = 0
    done: int = 0
    dead: int = 0
    retries: int = 0
    in_flight: int = 0
    expiries: int = 0
    latencies: Observed = field(default_factory=Observed)
    series: list[tuple[Any, ...]] = field(default_factory=list)


class Queue:
    """A queue with a visibility timeout and a redrive policy."""

    def __init__(self, env: simpy.Environment, timeout: float, max_receives: int) -> None:
        self.env = env
        self.timeout = timeout
        self.max_receives = max_receives
        self.store = simpy.Store(env)
        self.found = Found()

    def send(self, message: Message) -> None:
        """Put a new message in."""
        self.found.sent += 1
        message.visible = self.env.now
        self.store.put(message)

    def receive(self) -> Process:
        """Take a message and hide it."""
        while True:
            message: Message = yield self.store.get()
            if message.acked:
                continue
            if message.receives >= self.max_receives:
                self.found.dead += 1
                continue
            message.receives += 1
            message.receipt += 1
            message.hidden = True
            self.found.retries += message.receives > 1
            self.found.in_flight += 1
            self.env.process(self._visibility(message, message.receipt))
            return message, message.receipt

    def _visibility(self, message: Message, receipt: int) -> Process:
        yield self.env.timeout(self.timeout)
        if message.acked or message.receipt != receipt:
            return
        self.found.in_flight -= 1
        self.found.expiries += 1
        message.hidden = False
        message.visible = self.env.now
        self.store.put(message)

    def ack(self, message: Message, receipt: int) -> None:
        """Delete a message, unless somebody has received it since."""
        if message.receipt != receipt:
            return
        message.acked = True
        found = self.found
        found.in_flight -= message.hidden
        found.done += 1
        found.latencies.append(self.env.now - message.created)

    def sample(self) -> tuple[Any, ...]:
        """The queue's own gauges, counters and percentiles."""
        found = self.found
        latencies = found.latencies.look()
        return len(self.store.items), found.in_flight, found.retries, found.dead, latencies

    def monitor(self, every: float) -> Process:
        """Sample again and again."""
        while True:
            yield self.env.timeout(every)
            self.found.series.append((self.env.now, *self.sample()))


def queue_and_slots(seed: int, rate: float, duration: float) -> Found:
    """16 slots, exponential work of 0.1 s, 5 % failures, timeout 1 s, dead after 3 receives."""
    rng, env = random.Random(seed), simpy.Environment()
    queue = Queue(env, timeout=1.0, max_receives=3)

    def client() -> Process:
        while True:
            yield env.timeout(rng.expovariate(rate))
            queue.send(Message(env.now, rng.expovariate(10)))

    def slot() -> Process:
        while True:
            message, receipt = yield from queue.receive()
            yield env.timeout(message.work)
            if rng.random() >= 0.05:
                queue.ack(message, receipt)

    for _ in range(16):
        env.process(slot())
    env.process(client())
    env.process(queue.monitor(1.0))
    env.run(until=duration)
    percentiles(queue.found.latencies.everything)
    return queue.found


@dataclass(slots=True)
class Books:
    """What Queueyard shows of the other components, for the uploads."""

    calls: int = 0
    answers: int = 0
    attempts: int = 0
    failures: int = 0
    busy: int = 0
    duplicates: int = 0
    queries: int = 0
    answering: Observed = field(default_factory=Observed)
    waiting: Observed = field(default_factory=Observed)
    working: Observed = field(default_factory=Observed)
    querying: Observed = field(default_factory=Observed)


def uploads(seed: int, duration: float, frame: float) -> Found:
    """The story: bursts of uploads, a service, a queue, 40 slots, a database behind them."""
    rng, env, books = random.Random(seed), simpy.Environment(), Books()
    queue = Queue(env, timeout=30.0, max_receives=3)
    service, pool = simpy.Resource(env, capacity=16), simpy.Resource(env, capacity=20)
    sigma = log(45 / 8) / 2.3263478740408408
    service_time = _lognormal(rng, mean=0.2, cv=0.3)

    def clients() -> Process:
        while True:
            yield env.timeout(rng.expovariate(3 / 60))
            for _ in range(60):
                env.process(upload(rng.uniform(0, 2.5)))

    def upload(delay: float) -> Process:
        yield env.timeout(delay)
        created = env.now
        books.calls += 1
        with service.request() as request:
            yield request
            yield env.timeout(service_time())
            work = rng.lognormvariate(log(8), sigma)
            queue.send(Message(created, work, poison=rng.random() < 0.005))
        books.answers += 1
        books.answering.append(env.now - created)

    def slot() -> Process:
        while True:
            message, receipt = yield from queue.receive()
            started = env.now
            books.attempts += 1
            books.busy += 1
            books.duplicates += message.receives > 1 and message.working > 0
            books.waiting.append(started - message.visible)
            message.working += 1
            yield env.timeout(message.work)
            if message.poison or rng.random() < 0.02:
                books.failures += 1
            else:
                asked = env.now
                books.queries += 1
                with pool.request() as request:
                    yield request
                    yield env.timeout(0.015)
                books.querying.append(env.now - asked)
                queue.ack(message, receipt)
            message.working -= 1
            books.busy -= 1
            books.working.append(env.now - started)

    def monitor() -> Process:
        while True:
            yield env.timeout(frame)
            waiting = queue.store.items
            gauges = (books.busy, service.count, len(service.queue), pool.count, len(pool.queue))
            counts = (books.calls, books.answers, books.attempts, books.failures)
            observed = (books.answering, books.waiting, books.working, books.querying)
            queue.found.series.append(
                (
                    env.now,
                    *queue.sample(),
                    env.now - waiting[0].created if waiting else 0.0,
                    *gauges,
                    *counts,
                    books.duplicates,
                    books.queries,
                    *(each.look() for each in observed),
                )
            )

    for _ in range(40):
        env.process(slot())
    env.process(clients())
    env.process(monitor())
    env.run(until=duration)
    for each in (queue.found.latencies, books.answering, books.waiting, books.working):
        percentiles(each.everything)
    return queue.found


def _lognormal(rng: random.Random, mean: float, cv: float) -> Callable[[], float]:
    variance = log(1 + cv * cv)
    mu, sigma = log(mean) - variance / 2, variance**0.5
    return lambda: rng.lognormvariate(mu, sigma)
