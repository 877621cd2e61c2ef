"""Consumers: workers on a frozen clock that take from SQS what simulated workers took.

They poll when those poll, sleep what those work, and fail where those fail. What they get, and
when, is up to the queue: lives are the same only if the simulated queue answers as SQS does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Any

from simulator.design.document import Design
from simulator.engine.microscope import MessageHistory, Step
from tests.fidelity.following import Simulated
from tests.fidelity.sqs.lives import TOLERANCE, Lives, Seen
from tests.fidelity.sqs.long_polls import LongPoll
from tests.fidelity.sqs.service import LONGEST, Received, Service

JUST = 0.0005
"""Seconds before and after a timeout at which it is looked whether the message is visible."""
AT_ONCE = 1e-5
"""Seconds after a message has become visible at which a poll that waits finds it."""


def _ordinal(life: MessageHistory, failed: Step) -> int:
    """Which receive of a message it was whose attempt failed; a redrive does not begin anew."""
    work = life.work["workers"]
    started = next(
        step.at
        for step in life.steps
        if step.what == "started"
        and step.details["receive"] == failed.details["receive"]
        and abs(step.at + work - failed.at) < TOLERANCE
    )
    received = [step for step in life.steps if step.what == "received" and step.at <= started]
    return max(
        at
        for at, step in enumerate(received, 1)
        if step.details["receive"] == failed.details["receive"]
    )


@dataclass
class Slot:
    """One batch in work: each message, and how often it had been received by then."""

    batch: list[tuple[Received, int]]
    life: int
    """How often its instance had begun when it was received."""


class Instance:
    """One instance of the worker: it polls while a slot is free."""

    def __init__(self, slots: int) -> None:
        self.slots = self.free = slots
        self.up = True
        self.life = 0
        self.polls = 0
        self.waiting: LongPoll[list[Received]] | None = None


class Consumers:
    """Everybody who talks to the queue: the sender, the instances, and who redrives."""

    def __init__(self, service: Service, design: Design, simulated: Simulated) -> None:
        self.service = service
        self.lives: Lives = {}
        self._design = design
        self._queue: Any = design.components["jobs"].settings
        self._worker: Any = design.components["workers"].settings
        self._heap: list[tuple[float, int, Callable[[], object]]] = []
        self._order = count()
        self._now = 0.0
        self._sent: dict[int, float] = {}
        self._work = {it.number: it.work["workers"] for it in simulated.lives}
        self._fails = {
            (it.number, _ordinal(it, step))
            for it in simulated.lives
            for step in it.steps
            if step.what == "failed"
        }
        self._receives: Counter[int] = Counter()
        self._dead: set[int] = set()
        self._delay = int(design.edges["send"].settings.countdown.mean)
        self._instances = self._start()
        for each in self._instances:
            self._at(0.0, lambda it=each: self._poll(it))  # type: ignore[misc]
        self._send(simulated)
        for action in design.timeline.values():
            self._at(action.at, lambda it=action: self._act(it))  # type: ignore[misc]

    def run(self, until: float) -> Lives:
        """Let the time pass."""
        while self._heap and self._heap[0][0] <= until:
            self._now, _, do = heappop(self._heap)
            self.service.clock.move_to(self._now)
            do()
            self._wake_polls()
        for each in self._instances:
            self._abandon_poll(each)
        return self.lives

    def _wake_polls(self) -> None:
        """Something happened: let the polls that wait look."""
        for each in self._instances:
            if each.waiting is not None and each.waiting.go_on():
                batch, each.waiting = each.waiting.answer, None
                self._look_at_dead()
                self._begin(each, batch or [])
                self._poll(each)
        self._look_at_dead()

    @staticmethod
    def _abandon_poll(instance: Instance) -> None:
        if instance.waiting is not None:
            instance.waiting.abandon()
            instance.waiting = None

    def _nudge(self, at: float) -> None:
        """Polls that wait are to look at a time."""
        self._at(at + AT_ONCE, lambda: None)

    def _at(self, at: float, do: Callable[[], object]) -> None:
        heappush(self._heap, (at, next(self._order), do))

    def _see(self, number: int, what: str, receive: int = 0, at: float | None = None) -> None:
        seen = Seen(self._now if at is None else at, what, receive)
        self.lives.setdefault(number, []).append(seen)

    # --- The sender -----------------------------------------------------------------------

    def _send(self, simulated: Simulated) -> None:
        for life in simulated.lives:
            for step in life.steps:
                if step.what in ("enqueued", "deduplicated"):
                    self._at(step.at, lambda it=life: self._send_one(it))  # type: ignore[misc]

    def _send_one(self, life: Any) -> None:
        taken = self.service.send(life.number, life.group, f"job {life.number}", self._delay)
        self._see(life.number, "enqueued" if taken else "deduplicated")
        self._nudge(self._now + (self._delay or self._queue.delivery_delay))
        if taken:
            self._sent[life.number] = self._now
            self._watch_retention(life.number, self._queue.retention)

    def _watch_retention(self, number: int, retention: float) -> None:
        """Look whether a message is gone when its retention is over, and not before."""
        end = max(self._sent[number] + retention, self._now)
        before: list[bool] = []

        def look() -> None:
            if not self.service.is_there(number) and not self._is_over(number):
                self._see(number, "expired", at=end if before[0] else end - 1)

        # Moto leaves out what is less than a millisecond of the time of a sending.
        early = max(end - 0.002, self._now)
        self._at(early, lambda: before.append(self.service.is_there(number)))
        self._at(end + JUST, look)

    def _is_over(self, number: int) -> bool:
        return any(seen.what in ("acked", "expired") for seen in self.lives[number])

    # --- Polls ----------------------------------------------------------------------------

    def _start(self) -> list[Instance]:
        """Where nothing sets instances apart, one loop polls for all of them."""
        count, slots = self._worker.instances, self._worker.concurrency
        if not any(action.target == "workers" for action in self._design.timeline.values()):
            count, slots = 1, count * slots
        return [Instance(slots) for _ in range(count)]

    def _poll(self, instance: Instance) -> None:
        instance.polls += 1
        while instance.up and instance.free > 0 and instance.waiting is None:
            if self._queue.polling == "long":
                batch = self._poll_long(instance)
            else:
                batch = self.service.receive(self._worker.batch)
            self._look_at_dead()
            if not batch:
                if instance.waiting is None:
                    self._poll_later(instance)
                return
            self._begin(instance, batch)

    def _poll_long(self, instance: Instance) -> list[Received]:
        most = self._worker.batch
        poll = LongPoll(lambda wait: self.service.receive_long(most, wait))
        if poll.go_on():
            return poll.answer or []
        instance.waiting = poll
        self._nudge(self._now + LONGEST)
        return []

    def _poll_later(self, instance: Instance) -> None:
        turn = instance.polls
        self._at(self._now + self._queue.poll_interval, lambda: self._poll_again(instance, turn))

    def _begin(self, instance: Instance, batch: list[Received]) -> None:
        """A slot takes a batch that was received."""
        if not batch:
            return
        instance.free -= 1
        for received in batch:
            self._receives[received.number] += 1
            self._see(received.number, "received", received.receive)
            self._watch(received, self._now + self._queue.visibility_timeout)
        counted = [(received, self._receives[received.number]) for received in batch]
        self._handle(instance, Slot(counted, instance.life), 0)

    def _poll_again(self, instance: Instance, turn: int) -> None:
        if instance.polls == turn:
            self._poll(instance)

    def _look_at_dead(self) -> None:
        """See what was moved to the dead letters since the last look."""
        dead = self.service.dead_letters()
        for number in dead:
            if number not in self._dead:
                self._move(number)
        self._dead = set(dead)

    def _move(self, number: int) -> None:
        self._see(number, "dead_lettered")
        dead: Any = self._design.components["dead"].settings
        if dead.retention_clock == "reset":
            self._sent[number] = self._now
        self._watch_retention(number, dead.retention)

    def _watch(self, received: Received, until: float) -> None:
        """Look whether a message becomes visible when its timeout ends, and not before."""
        before: list[bool] = []
        hidden = self.service.is_hidden

        def look() -> None:
            if before[0] and not hidden(received) and not self._is_over(received.number):
                self._see(received.number, "lapsed", received.receive, until)

        self._at(until - JUST, lambda: before.append(hidden(received)))
        self._nudge(until)
        self._at(until + JUST, look)

    # --- Work -----------------------------------------------------------------------------

    def _handle(self, instance: Instance, slot: Slot, at: int) -> None:
        if at == len(slot.batch):
            instance.free += 1
            self._poll(instance)
            return
        work = self._work[slot.batch[at][0].number]
        self._at(self._now + work, lambda: self._finish(instance, slot, at))
        if self._worker.heartbeat is not None:
            self._beat_later(instance, slot, at, self._now + work)

    def _beat_later(self, instance: Instance, slot: Slot, at: int, end: float) -> None:
        """Renew what is in work again and again, until it is done or is renewed for too long."""
        beat, most = self._worker.heartbeat, self._worker.heartbeat_max
        last = end if most is None else min(end, self._now + most)
        received, _ = slot.batch[at]
        extends = int(self._worker.heartbeat_extends or self._queue.visibility_timeout)
        begun = self._now

        def renew(times: int) -> None:
            if instance.life != slot.life:
                return
            if self.service.change_visibility(received, extends):
                self._watch(received, self._now + extends)
            plan(times + 1)

        def plan(times: int) -> None:
            if (when := begun + times * beat) < last:
                self._at(when, lambda: renew(times))

        plan(1)

    def _finish(self, instance: Instance, slot: Slot, at: int) -> None:
        if instance.life != slot.life:
            return
        received, ordinal = slot.batch[at]
        number, receive = received.number, received.receive
        if (number, ordinal) not in self._fails:
            gone = self.service.delete(received)
            self._see(number, "acked" if gone else "ack_refused", receive)
        elif self._worker.retry == "backoff" and self._give_back(received):
            self._see(number, "nacked", receive)
        self._handle(instance, slot, at + 1)

    def _give_back(self, received: Received) -> bool:
        times = received.receive if self._worker.backoff_growth == "linear" else 1
        seconds = int(self._worker.backoff_base * times)
        self._nudge(self._now + seconds)
        return self.service.change_visibility(received, seconds)

    # --- The timeline ---------------------------------------------------------------------

    def _act(self, action: Any) -> None:
        if action.action == "crash":
            for instance in [it for it in self._instances if it.up][: action.settings.instances]:
                self._crash(instance)
        elif action.action == "set":
            wanted = action.settings
            self._queue = self._queue.model_copy(update={wanted.setting: wanted.value})
            self.service.set(wanted.setting, int(wanted.value))
        else:
            for _ in self.service.dead_letters():
                self._redrive()
            self._dead = set(self.service.dead_letters())

    def _crash(self, instance: Instance) -> None:
        instance.life += 1
        instance.up, instance.free = False, instance.slots
        self._abandon_poll(instance)

        def restart() -> None:
            instance.up = True
            self._poll(instance)

        self._at(self._now + self._worker.restart_time, restart)

    def _redrive(self) -> None:
        number = self.service.redrive_one()
        if number is not None:
            self._see(number, "redriven")
            self._sent[number] = self._now
            self._watch_retention(number, self._queue.retention)
