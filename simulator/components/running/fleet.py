"""Fleet: the instances of a worker: how they start, crash, drain, restart and are scaled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulator.components.running.consumer import Consumer
from simulator.engine.environment import ACTION, ARRIVAL
from simulator.engine.message import Attempt
from simulator.mechanics.delivery.states import SHUTDOWN
from simulator.mechanics.scaling import Load, Policy, scaling_of

if TYPE_CHECKING:
    from simulator.components.running.crew import Crew


class Fleet:
    """The instances of one worker."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.instances: list[Consumer] = []
        """Those that are up, draining, or down for a restart."""
        self._coming: list[int] = []
        """Instances that were asked for and are not up yet, by their tickets, oldest first."""
        self._tickets = 0
        self.crashes = 0
        self._number = 0
        self._stopped = False
        self._policy: Policy | None = None
        self._ending: set[Consumer] = set()
        """Those that end by themselves, and are to be started again."""
        self._own: dict[Consumer, Policy] = {}
        """Celery scales the slots of each instance by itself."""
        self._wanted = 0

    @property
    def starting(self) -> int:
        """Instances that were asked for and are not up yet."""
        return len(self._coming)

    @property
    def up(self) -> int:
        """Instances that take messages."""
        return sum(1 for each in self.instances if each.up and not each.draining)

    @property
    def draining(self) -> int:
        """Instances that take nothing more and finish what they have in work."""
        return sum(1 for each in self.instances if each.draining)

    # --- Starting -------------------------------------------------------------------------

    def start(self) -> None:
        """Start everything that the settings ask for."""
        crew, wanted = self.crew, self.crew.settings
        count, slots = wanted.instances, wanted.concurrency
        if crew.is_pooled():
            count, slots = 1, count * slots
        if wanted.autoscaler not in ("none", "celery"):
            self._policy = scaling_of(wanted)
            assert self._policy is not None
            count = self._policy.at_start(count)
            self._decide_later(self._policy.interval)
        self._wanted = count
        for _ in range(count):
            self._add(slots)
        for each in list(self.instances):
            each.proceed()

    def _add(self, slots: int) -> Consumer:
        crew = self.crew
        self._number += 1
        wanted = crew.settings
        policy = scaling_of(wanted) if wanted.autoscaler == "celery" else None
        if policy is not None:
            slots = policy.at_start(slots)
        consumer = crew.consumer(self._number, slots)
        self.instances.append(consumer)
        if policy is not None:
            self._own[consumer] = policy
            self._decide_slots_later(consumer, policy.interval)
        for lane in crew.lanes:
            lane.source.takers.append(consumer)
        self._count_slots()
        self._crash_by_chance(consumer)
        return consumer

    def _remove(self, consumer: Consumer) -> None:
        if consumer not in self.instances:
            return
        self.instances.remove(consumer)
        self._own.pop(consumer, None)
        consumer.up = False
        for lane in self.crew.lanes:
            lane.source.takers.remove(consumer)
        self._count_slots()

    def _count_slots(self) -> None:
        self.crew.set_slots(
            sum(each.slots for each in self.instances if each.up and not each.draining)
            + sum(each.busy for each in self.instances if each.draining)
        )

    # --- Crashes --------------------------------------------------------------------------

    def _crash_by_chance(self, consumer: Consumer) -> None:
        """Draw when an instance crashes; one stream for each, so that one changes no other."""
        mean = self.crew.settings.crash_every
        if mean is None:
            return
        stream = self.crew.world.randomness.stream(self.crew.id, f"crash {consumer.number}")
        self._crash_after(consumer, lambda: float(stream.standard_exponential() * mean))

    def _crash_after(self, consumer: Consumer, draw: Callable[[], float]) -> None:
        environment = self.crew.environment

        def strike(_: object) -> None:
            if consumer in self.instances:
                if consumer.up:
                    self.crash(consumer)
                self._crash_after(consumer, draw)

        environment.call_at(environment._now + draw(), strike, None, ACTION)

    def crash(self, consumer: Consumer, restart: bool = True) -> None:
        """An instance is no more, with everything that it holds; it restarts after a while."""
        self.crashes += restart
        held = consumer.held()
        self._stop_work(consumer, held, "crash")
        consumer.up = False
        for attempt in held:
            attempt.lane.lose_instance(attempt)
        if consumer.draining:
            self.drained(consumer)
            return
        self._count_slots()
        if restart and not self._stopped:
            environment = self.crew.environment
            at = environment._now + self.crew.settings.restart_time
            environment.call_at(at, self._restarted, consumer, ARRIVAL)

    def _stop_work(self, consumer: Consumer, held: list[Attempt], reason: str) -> None:
        for attempt in held:
            if attempt in consumer.running:
                consumer.running.discard(attempt)
                attempt.lane.cut_short(attempt, reason)
                self.crew.slot_freed()
            else:
                consumer.forget(attempt)
        consumer.reset()

    def _restarted(self, consumer: Consumer) -> None:
        if consumer not in self.instances or self._stopped:
            return
        consumer.up = True
        self._count_slots()
        consumer.proceed()

    def kill_slot(self, attempt: Attempt, reason: str) -> None:
        """A slot is killed with its attempt; its instance lives, and replaces it after a while."""
        consumer: Consumer = attempt.consumer
        consumer.running.discard(attempt)
        consumer.cut_off.discard(attempt)
        attempt.lane.cut_short(attempt, reason)
        self.crew.slot_freed()
        attempt.lane.lose_slot(attempt)
        environment = self.crew.environment
        at = environment._now + self.crew.settings.restart_time
        environment.call_at(at, self._slot_is_back, (attempt, consumer.lives), ARRIVAL)

    def _slot_is_back(self, argument: tuple[Attempt, int]) -> None:
        attempt, lives = argument
        if attempt.consumer.lives == lives:
            attempt.consumer.slot_is_back(attempt)

    # --- Stopping in order ----------------------------------------------------------------

    def drain(self, consumer: Consumer) -> None:
        """Let an instance finish what it has in work, for as long as the grace lasts."""
        consumer.drain()
        self._count_slots()
        if not consumer.busy:
            self.drained(consumer)
            return
        environment = self.crew.environment
        at = environment._now + self.crew.settings.shutdown_grace
        environment.call_at(at, self._grace_over, consumer, ARRIVAL)

    def drained(self, consumer: Consumer) -> None:
        """An instance that was to stop has nothing left to do."""
        self._remove(consumer)
        if consumer in self._ending:
            self._ending.discard(consumer)
            environment = self.crew.environment
            at = environment._now + self.crew.settings.restart_time
            environment.call_at(at, lambda _: self._succeed([]), None, ARRIVAL)

    def end(self, consumer: Consumer) -> None:
        """An instance ends by itself: it finishes what it has in work, however long that takes,
        and is started again."""
        if consumer.draining:
            return
        self._ending.add(consumer)
        consumer.drain()
        self._count_slots()
        if not consumer.busy:
            self.drained(consumer)

    def _grace_over(self, consumer: Consumer) -> None:
        if consumer not in self.instances:
            return
        if self.crew.settings.after_grace == "killed":
            self.crash(consumer, restart=False)
            return
        held = consumer.held()
        self._stop_work(consumer, held, "shutdown")
        for attempt in held:
            attempt.lane.put_back(attempt, SHUTDOWN)
        self._remove(consumer)

    # --- Scaling --------------------------------------------------------------------------

    def _decide_later(self, after: float) -> None:
        environment = self.crew.environment
        environment.call_at(environment._now + after, self._decide, None, ARRIVAL)

    def _decide(self, _: object) -> None:
        policy = self._policy
        assert policy is not None
        if not self._stopped:
            self._want(policy.decide(self.crew.environment._now, self._load()))
        self._decide_later(policy.interval)

    def _load(self) -> Load:
        ready = self.up
        sources = [lane.source for lane in self.crew.lanes]
        down = sum(1 for each in self.instances if not each.up and not each.draining)
        return Load(
            visible=sum(source.waiting for source in sources),
            in_flight=sum(source.in_flight for source in sources),
            ready=ready,
            starting=self.starting + down,
            busy=sum(each.busy for each in self.instances),
            reserved=sum(each.reserved for each in self.instances),
        )

    def _want(self, wanted: int) -> None:
        """Start or stop instances until there are so many."""
        self._wanted = wanted
        staying = [each for each in self.instances if not each.draining]
        more = wanted - len(staying) - self.starting
        for _ in range(more):
            self._order()
        # What is not up yet is called off first; then the youngest go, idle ones before busy ones.
        called_off = min(max(0, -more), self.starting)
        self._coming = self._coming[: self.starting - called_off]
        leaving = sorted(staying, key=lambda each: (each.busy, -each.number))
        for consumer in leaving[: max(0, -more) - called_off]:
            if self.crew.settings.scale_in == "kill":
                consumer.draining = True
                self.crash(consumer, restart=False)
            else:
                self.drain(consumer)

    def _order(self) -> None:
        """Ask for one more instance, which takes a while."""
        environment, settings = self.crew.environment, self.crew.settings
        self._tickets += 1
        self._coming.append(self._tickets)
        by_hand = self._policy is None
        at = environment._now + (settings.restart_time if by_hand else settings.scale_start_time)
        environment.call_at(at, self._started, self._tickets, ARRIVAL)

    def _started(self, ticket: int) -> None:
        if ticket not in self._coming:
            return  # It was called off.
        self._coming.remove(ticket)
        staying = sum(1 for each in self.instances if not each.draining)
        if self._stopped or staying >= self._wanted:
            return
        self._add(self.crew.settings.concurrency).proceed()

    def _decide_slots_later(self, consumer: Consumer, after: float) -> None:
        environment = self.crew.environment
        environment.call_at(environment._now + after, self._decide_slots, consumer, ARRIVAL)

    def _decide_slots(self, consumer: Consumer) -> None:
        policy = self._own.get(consumer)
        if policy is None:
            return
        if consumer.up and not consumer.draining:
            load = Load(
                ready=consumer.slots - consumer.cuts,
                busy=consumer.busy,
                reserved=consumer.reserved,
            )
            consumer.resize(policy.decide(self.crew.environment._now, load))
            self._count_slots()
        self._decide_slots_later(consumer, policy.interval)

    def resize(self) -> None:
        """The settings ask for another number of instances or slots."""
        wanted = self.crew.settings
        if self.crew.is_pooled():
            self.instances[0].resize(wanted.instances * wanted.concurrency)
            self._count_slots()
            return
        for each in self.instances:
            each.resize(wanted.concurrency)
        if self._policy is None and not self._stopped:
            self._want(wanted.instances)
        self._count_slots()

    # --- Actions --------------------------------------------------------------------------

    def actions(self) -> dict[str, Callable[[Any], object]]:
        """What can be done to it in the middle of a simulation."""
        return {
            "crash": self._act_crash,
            "stop": self._act_stop,
            "start": self._act_start,
            "deploy": self._act_deploy,
        }

    def _act_crash(self, wanted: Any = None) -> None:
        up = [each for each in self.instances if each.up]
        count = getattr(wanted, "instances", None)
        for consumer in up if count is None else up[:count]:
            self.crash(consumer)

    def _act_stop(self, wanted: Any = None) -> None:
        """All instances stop, until `start`."""
        self._stopped = True
        kill = getattr(wanted, "mode", "drain") == "kill"
        for consumer in list(self.instances):
            if consumer.draining:
                continue
            if kill or not consumer.up:
                consumer.draining = True
                self.crash(consumer, restart=False)
            else:
                self.drain(consumer)

    def _act_start(self, wanted: Any = None) -> None:
        """As many instances as before start at once."""
        if not self._stopped:
            return
        self._stopped = False
        for _ in range(self._wanted - sum(1 for each in self.instances if not each.draining)):
            self._add(self.crew.settings.concurrency).proceed()

    def _act_deploy(self, wanted: Any = None) -> None:
        """Replace all instances, one after another: each drains, then its successor starts."""
        self._replace([each for each in self.instances if each.up and not each.draining])

    def _replace(self, left: list[Consumer]) -> None:
        while left and left[0] not in self.instances:
            left.pop(0)
        if not left or self._stopped:
            return
        old = left.pop(0)
        self.drain(old)
        self._await_end(old, left)

    def _await_end(self, old: Consumer, left: list[Consumer]) -> None:
        environment = self.crew.environment
        if old in self.instances:
            grace = self.crew.settings.shutdown_grace
            later = environment._now + max(0.05, min(1.0, grace / 10))
            environment.call_at(later, lambda _: self._await_end(old, left), None, ARRIVAL)
            return
        at = environment._now + self.crew.settings.restart_time
        environment.call_at(at, lambda _: self._succeed(left), None, ARRIVAL)

    def _succeed(self, left: list[Consumer]) -> None:
        staying = sum(1 for each in self.instances if not each.draining)
        if not self._stopped and staying < self._wanted:
            self._add(self.crew.settings.concurrency).proceed()
        self._replace(left)
