"""Everything: the queue and slots with many features at once, in plain SimPy.

Three strict priorities, a token bucket at the producer, a bounded queue that rejects, nacks with an
exponential backoff and full jitter, dead letters, a visibility timeout, and instances that an
autoscaler adds after a start-up delay and takes away by letting them drain. The queue is a
`PriorityStore` of tuples, an instance a few slot processes, of which those that wait are
interrupted when it goes. Nothing is waited for that cannot wait. Kept is what a user would look at,
every second: what waits, is delayed and in flight, what was sent, done, retried, rejected and is
dead, instances and busy slots, and the percentiles of waits, of work and of the way from end to
end.
"""

import random
from dataclasses import dataclass, field
from itertools import count
from math import ceil
from typing import Any

import simpy

from benchmarks.idiomatic import Observed, Process, percentiles

CAPACITY = 300
PERMITS, BURST = 160.0, 20
"""Tokens a second of the producer's bucket, and how many it holds."""
TIMEOUT, RECEIVES = 1.0, 3
BASE, FACTOR, CAP = 0.2, 2.0, 5.0
"""Of the backoff, in seconds."""
SLOTS, LEAST, MOST = 4, 2, 8
"""Slots of an instance, and how many instances there may be."""
TARGET, DECIDES, STARTS = 6.0, 5.0, 10.0
"""Messages for each instance; seconds between decisions, and until an instance is up."""


def settings() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The same as settings of Queueyard's client, queue, worker and sending edge."""
    classes = [
        {"name": name, "share": share, "priority": priority}
        for name, share, priority in (("urgent", 1, 2), ("normal", 2, 1), ("bulk", 1, 0))
    ]
    queue = {"ordering": "priority", "visibility_timeout": TIMEOUT}
    worker = {
        "concurrency": SLOTS,
        "instances": LEAST,
        "processing_time": {"kind": "exponential", "mean": "100ms"},
        "transient_failure": "5%",
        "retry": "backoff",
        "backoff_base": BASE,
        "backoff_factor": FACTOR,
        "backoff_cap": CAP,
        "backoff_jitter": "full",
        "autoscaler": "backlog",
        "scale_min": LEAST,
        "scale_max": MOST,
        "scale_target": TARGET,
        "scale_interval": DECIDES,
        "scale_start_time": STARTS,
        "scale_out_cooldown": 0,
        "scale_in_cooldown": 0,
    }
    edge = {"rate_limit": PERMITS, "rate_burst": BURST}
    return (
        {"classes": classes},
        {**queue, "capacity": CAPACITY, "overflow": "reject"},
        worker,
        edge,
    )


@dataclass(slots=True, eq=False)
class Message:
    """One message."""

    created: float
    priority: int
    work: float
    visible: float = 0.0
    receives: int = 0
    receipt: int = 0
    hidden: bool = False
    acked: bool = False


@dataclass(slots=True)
class Found:
    """What a run found."""

    sent: int = 0
    done: int = 0
    dead: int = 0
    rejected: int = 0
    retries: int = 0
    failures: int = 0
    expiries: int = 0
    in_flight: int = 0
    delayed: int = 0
    busy: int = 0
    held_back: int = 0
    waiting: Observed = field(default_factory=Observed)
    working: Observed = field(default_factory=Observed)
    latencies: Observed = field(default_factory=Observed)
    series: list[tuple[Any, ...]] = field(default_factory=list)


class Queue:
    """A bounded queue with priorities, a visibility timeout, and a redrive policy."""

    def __init__(self, env: simpy.Environment, found: Found) -> None:
        self.env, self.found = env, found
        self.store = simpy.PriorityStore(env)
        self._places = count()

    def send(self, message: Message) -> None:
        """Put a new message in, if there is room."""
        if len(self.store.items) + self.found.delayed >= CAPACITY:
            self.found.rejected += 1
            return
        self._show(message)

    def _show(self, message: Message) -> None:
        message.visible = self.env.now
        self.store.put((-message.priority, next(self._places), message))

    def accept(self, message: Message) -> bool:
        """Whether a message that came up may be worked on; it is hidden then."""
        found = self.found
        if message.acked:
            return False
        if message.receives >= RECEIVES:
            found.dead += 1
            return False
        message.receives += 1
        message.receipt += 1
        message.hidden = True
        found.retries += message.receives > 1
        found.in_flight += 1
        found.waiting.append(self.env.now - message.visible)
        self.env.process(self._visibility(message, message.receipt))
        return True

    def _visibility(self, message: Message, receipt: int) -> Process:
        yield self.env.timeout(TIMEOUT)
        if message.receipt == receipt and message.hidden:
            self.found.expiries += 1
            self._unhide(message)
            self._show(message)

    def _unhide(self, message: Message) -> None:
        message.hidden = False
        self.found.in_flight -= 1

    def ack(self, message: Message, receipt: int) -> None:
        """Delete a message, unless somebody has received it since."""
        if message.receipt != receipt:
            return
        if message.hidden:
            self._unhide(message)
        message.acked = True
        self.found.done += 1
        self.found.latencies.append(self.env.now - message.created)

    def nack(self, message: Message, receipt: int, delay: float) -> None:
        """Show a message again after a delay."""
        if message.receipt == receipt and message.hidden:
            self._unhide(message)
            self.env.process(self._later(message, delay))

    def _later(self, message: Message, delay: float) -> Process:
        self.found.delayed += 1
        yield self.env.timeout(delay)
        self.found.delayed -= 1
        self._show(message)


class Instance:
    """A few slots that start and go together."""

    def __init__(self, queue: Queue, rng: random.Random) -> None:
        self.queue, self.rng = queue, rng
        self.draining = False
        self.busy = 0
        self.idle: set[simpy.Process] = set()
        for _ in range(SLOTS):
            queue.env.process(self._slot())

    def _slot(self) -> Process:
        env, store = self.queue.env, self.queue.store
        me = env.active_process
        assert me is not None
        while not self.draining:
            asked = store.get()
            self.idle.add(me)
            try:
                _, _, message = yield asked
            except simpy.Interrupt:
                asked.cancel()
                return
            self.idle.remove(me)
            if self.queue.accept(message):
                yield from self._work(message, message.receipt)

    def _work(self, message: Message, receipt: int) -> Process:
        env, found = self.queue.env, self.queue.found
        started = env.now
        found.busy += 1
        self.busy += 1
        yield env.timeout(message.work)
        found.busy -= 1
        self.busy -= 1
        found.working.append(env.now - started)
        if self.rng.random() >= 0.05:
            self.queue.ack(message, receipt)
        else:
            found.failures += 1
            longest = min(CAP, BASE * FACTOR ** (message.receives - 1))
            self.queue.nack(message, receipt, self.rng.uniform(0, longest))

    def drain(self) -> None:
        """Take nothing more; what is in work is finished."""
        self.draining = True
        for process in self.idle:
            process.interrupt()


class Fleet:
    """The instances, and the autoscaler that decides how many there are."""

    def __init__(self, queue: Queue, rng: random.Random) -> None:
        self.queue, self.rng = queue, rng
        self.up = [Instance(queue, rng) for _ in range(LEAST)]
        self.called_off = 0
        self.starting = 0

    def scale(self) -> Process:
        """Decide again and again."""
        env = self.queue.env
        while True:
            yield env.timeout(DECIDES)
            messages = len(self.queue.store.items) + self.queue.found.in_flight
            wanted = max(LEAST, min(MOST, ceil(messages / TARGET)))
            more = wanted - len(self.up) - self.starting
            for _ in range(more):
                self.starting += 1
                env.process(self._start())
            for _ in range(-more):
                self._stop_one()

    def _start(self) -> Process:
        yield self.queue.env.timeout(STARTS)
        if self.called_off:
            self.called_off -= 1
            return
        self.starting -= 1
        self.up.append(Instance(self.queue, self.rng))

    def _stop_one(self) -> None:
        if self.starting:
            self.starting -= 1
            self.called_off += 1
            return
        youngest = min(reversed(self.up), key=lambda each: each.busy)
        self.up.remove(youngest)
        youngest.drain()


def everything(seed: int, rate: float, duration: float) -> Found:
    """Simulate with messages at a rate."""
    rng, env, found = random.Random(seed), simpy.Environment(), Found()
    queue = Queue(env, found)
    fleet = Fleet(queue, rng)

    def client() -> Process:
        full_at = 0.0
        while True:
            yield env.timeout(rng.expovariate(rate))
            found.sent += 1
            priority = rng.choices((2, 1, 0), cum_weights=(1, 3, 4))[0]
            message = Message(env.now, priority, rng.expovariate(10))
            # A token bucket is told by the time at which it would be full again.
            wait = full_at - (BURST - 1) / PERMITS - env.now
            full_at = max(env.now, full_at) + 1 / PERMITS
            if wait > 0:
                env.process(hold_back(message, wait))
            else:
                queue.send(message)

    def hold_back(message: Message, wait: float) -> Process:
        found.held_back += 1
        yield env.timeout(wait)
        found.held_back -= 1
        queue.send(message)

    def monitor() -> Process:
        while True:
            yield env.timeout(1.0)
            waiting = queue.store.items
            observed = (found.waiting, found.working, found.latencies)
            found.series.append(
                (
                    env.now,
                    len(waiting),
                    min(item[2].created for item in waiting) if waiting else None,
                    found.delayed,
                    found.in_flight,
                    found.held_back,
                    found.sent,
                    found.done,
                    found.dead,
                    found.rejected,
                    found.retries,
                    found.failures,
                    found.expiries,
                    found.busy,
                    len(fleet.up),
                    fleet.starting,
                    *(each.look() for each in observed),
                )
            )

    env.process(client())
    env.process(fleet.scale())
    env.process(monitor())
    env.run(until=duration)
    for each in (found.waiting, found.working, found.latencies):
        percentiles(each.everything)
    return found
