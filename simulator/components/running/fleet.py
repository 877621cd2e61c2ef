"""Fleet: the instances of a worker, and what can be done to them in the middle of a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulator.components.running.consumer import Consumer
from simulator.components.running.scaled import Scaled
from simulator.engine.environment import ARRIVAL

if TYPE_CHECKING:
    from simulator.components.running.crew import Crew


class Fleet(Scaled):
    """The instances of one worker."""

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew)
        self._ending: set[Consumer] = set()
        """Those that end by themselves, and are to be started again."""

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

    def drained(self, consumer: Consumer) -> None:
        """An instance that was to stop has nothing left to do."""
        super().drained(consumer)
        if consumer in self._ending:
            self._ending.discard(consumer)
            environment = self.crew.environment
            at = environment._now + self.crew.settings.restart_time
            environment.call_at(at, lambda _: self._succeed([]), None, ARRIVAL)

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
