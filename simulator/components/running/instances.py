"""Instances: those of one worker: how each comes, crashes, restarts and stops in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulator.components.running.consumer import Consumer
from simulator.engine.environment import ACTION, ARRIVAL
from simulator.engine.message import Attempt
from simulator.mechanics.delivery.states import SHUTDOWN

if TYPE_CHECKING:
    from simulator.components.running.crew import Crew


class Instances:
    """The instances of one worker, as they are; `scaled` decides how many there are to be."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.instances: list[Consumer] = []
        """Those that are up, draining, or down for a restart."""
        self.crashes = 0
        self._number = 0
        self._stopped = False
        """Whether all of them were told to stop, until they are told to start."""

    @property
    def up(self) -> int:
        """Instances that take messages."""
        return sum(1 for each in self.instances if each.up and not each.draining)

    @property
    def draining(self) -> int:
        """Instances that take nothing more and finish what they have in work."""
        return sum(1 for each in self.instances if each.draining)

    # --- Coming and going -----------------------------------------------------------------

    def _add(self, slots: int) -> Consumer:
        crew = self.crew
        self._number += 1
        consumer = crew.consumer(self._number, slots)
        self.instances.append(consumer)
        for lane in crew.lanes:
            lane.source.takers.append(consumer)
        self._count_slots()
        self._crash_by_chance(consumer)
        return consumer

    def _remove(self, consumer: Consumer) -> None:
        if consumer not in self.instances:
            return
        self.instances.remove(consumer)
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
