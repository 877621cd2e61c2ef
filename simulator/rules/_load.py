"""Load: how much a design asks of each component's slots, on average over the run.

Only means flow here: chance is added by the formulas of `simulator.theory`. What expires and runs
twice is left out on purpose; the rules on visibility timeouts speak of it.
"""

import math
from bisect import bisect_left
from dataclasses import dataclass, replace

from simulator import limits
from simulator.components.worker import Worker
from simulator.design.document import Design
from simulator.feedback import Measured
from simulator.rules._flow import Flow
from simulator.rules._parts import queues_of
from simulator.rules._time import Time
from simulator.theory import erlang_c

# A wait that leaves room for chance below that of the work itself.
SHORT = 0.7


@dataclass(frozen=True)
class Load:
    """What is asked of the slots of one component, and what they can do."""

    rate: float
    """Attempts, requests or queries a second that come whether or not the last was answered."""
    holding: Time
    """How long each holds a slot, the calls it makes included."""
    slots: int
    up: float = 1.0
    """Share of the time for which a slot is there, and not restarting after a crash."""

    @property
    def utilisation(self) -> float:
        """Slots asked for over slots there; 1 and above cannot be done."""
        return self.rate * self.holding.mean / (self.slots * self.up)

    @property
    def capacity(self) -> float:
        """How many a second can be done."""
        return self.done_by(self.slots)

    def done_by(self, slots: int) -> float:
        """How many a second can be done by so many slots."""
        return slots * self.up / self.holding.mean if self.holding.mean else math.inf

    def used(self, utilisation: float) -> "Load":
        """The same work, so often that the slots are in use for this share of the time."""
        return replace(self, rate=utilisation * self.capacity)

    def wait(self, slots: int | None = None) -> float:
        """Mean wait for a slot, by Allen and Cunneen; infinite where there is no steady state.

        Args:
            slots: with so many slots and the same work.
        """
        if not self.holding.mean:
            return 0.0
        servers = slots or self.slots
        busy = self.rate * self.holding.mean / (servers * self.up)
        if busy >= 1:
            return math.inf
        waits = erlang_c(servers, busy * servers)
        return waits * self.holding.mean / (servers * (1 - busy)) * (1 + self.holding.scv) / 2

    def enough_slots(self, step: int = 1) -> int:
        """Slots, a multiple of `step`, for 80 % in use and a wait well below the work.

        Beyond what a component may have, the wait is not looked at any more.
        """
        few = max(1, math.ceil(self.rate * self.holding.mean / self.up / 0.8 / step - 1e-9))
        most = limits.SLOTS_MAX // step
        steps = range(few, most + 1)
        short = SHORT * self.holding.mean
        # The wait falls with every slot, so the first that will do is found by halving.
        found = bisect_left(steps, True, key=lambda n: self.wait(n * step) <= short)
        return step * (steps[found] if found < len(steps) else max(few, most + 1))


def load_of(flow: Flow, id: str) -> Load:
    """The load on a service, a worker or a database."""
    return Load(flow.rates()[id].open, flow.holding(id), flow.slots(id), flow.up(id))


# A worker that is never idle, and that leaves more than this share of what came, is overloaded.
NEVER_IDLE, LEFT_BEHIND = 0.99, 0.05


def load_measured(design: Design, worker: Worker, expected: Load, measured: Measured) -> Load:
    """The load that a run found where it was overloaded, duplicates included; else as expected."""
    if worker.settings.autoscaler != "none":
        # What is in use is then a share of the slots there were, not of those there may be.
        return expected
    busy = measured.component(worker.id).mean("utilisation") or 0.0
    queues = [measured.component(queue.id) for queue in queues_of(design, worker)]
    came = sum(queue.total("arrived") or 0.0 for queue in queues)
    ended = sum(queue.total(end) or 0.0 for queue in queues for end in ("acked", "dead", "expired"))
    if busy < NEVER_IDLE or not ended or came < (1 + LEFT_BEHIND) * ended:
        return expected
    seconds = measured.measured_seconds
    each = expected.slots * busy * seconds / ended
    spread = expected.holding.scv * each**2
    return Load(came / seconds, Time(each, spread), expected.slots, expected.up)
