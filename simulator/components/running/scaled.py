"""Scaled: how many instances a worker has, by hand or as its autoscaler decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.components.running.consumer import Consumer
from simulator.components.running.instances import Instances
from simulator.engine.environment import ARRIVAL
from simulator.mechanics.scaling import Load, Policy, scaling_of

if TYPE_CHECKING:
    from simulator.components.running.crew import Crew


class Scaled(Instances):
    """Instances whose number follows the settings or the load."""

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew)
        self._coming: list[int] = []
        """Instances that were asked for and are not up yet, by their tickets, oldest first."""
        self._tickets = 0
        self._policy: Policy | None = None
        self._own: dict[Consumer, Policy] = {}
        """Celery scales the slots of each instance by itself."""
        self._wanted = 0

    @property
    def starting(self) -> int:
        """Instances that were asked for and are not up yet."""
        return len(self._coming)

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
        wanted = self.crew.settings
        policy = scaling_of(wanted) if wanted.autoscaler == "celery" else None
        if policy is None:
            return super()._add(slots)
        consumer = super()._add(policy.at_start(slots))
        self._own[consumer] = policy
        self._decide_slots_later(consumer, policy.interval)
        return consumer

    def _remove(self, consumer: Consumer) -> None:
        super()._remove(consumer)
        self._own.pop(consumer, None)

    # --- By the load ----------------------------------------------------------------------

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
