"""Crew: a worker in the general case: instances that come, go, crash and are scaled.

Equal to `worker` where none of it is switched on; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from simulator.components.running.batch import BatchConsumer
from simulator.components.running.consumer import Consumer
from simulator.components.running.crew_lane import CrewLane
from simulator.components.running.far import FarConsumer
from simulator.components.running.fleet import Fleet
from simulator.components.running.quick import is_quick, wire
from simulator.components.running.throttled import Invocations, ThrottledConsumer
from simulator.components.running.worker import RunningWorker
from simulator.design.edges import is_far
from simulator.engine.observations import Observations, rounded
from simulator.engine.part import Group, Part
from simulator.mechanics.delivery.tokens import TokenBucket
from simulator.mechanics.retry_budget import RetryBudget

if TYPE_CHECKING:
    from simulator.components.running.broker import Broker
    from simulator.components.worker import Worker
    from simulator.engine.world import World

FURTHER = (
    "instances",
    "starting",
    "draining",
    "prefetched",
    "crashes",
    "killed",
    "lost",
    "given_up",
    "retried",
    "skipped",
    "effects",
)


class Crew(Part):
    """The running part of a worker with features."""

    # As in `BrokerBooks`.
    __slots__ = ("area_busy", "busy")

    columns = RunningWorker.columns + FURTHER
    feeds: ClassVar[Mapping[str, str]] = RunningWorker.feeds

    def __init__(self, world: World, worker: Worker) -> None:
        self.id = worker.id
        self.world = world
        self.environment = world.environment
        self.settings: Any = worker.settings
        self.work = Observations()
        self.lanes: list[CrewLane] = []
        self._by_source: dict[int, CrewLane] = {}
        self.latencies: dict[Broker, Callable[[], float]] = {}
        """How long what a queue hands out is on its way; empty where nothing is far."""
        self.numbered = world.microscope is not None
        self.pushed = False
        self.sure_done: Callable[[], int] = int
        """Attempts that were done beside, and had no record."""
        self.done = self.failed = self.late = self.duplicates = self.repeated = 0
        self.killed = self.lost = self.given_up = self.retried = self.skipped = 0
        self.effects = self.prefetched = 0
        self.wasted = 0.0
        self.busy = 0
        self._slots = 0
        self.area_busy = self._area_slots = 0.0
        self._share_before = self._area_at_change = self._changed_at = 0.0
        self._tokens: TokenBucket | None = None
        self.invocations: Invocations | None = None
        if self.settings.invocations is not None:
            chance = world.randomness.stream(self.id, "invocations")
            self.invocations = Invocations(self.settings.invocations, chance)
        self._budget: RetryBudget | None = None
        if self.settings.retry_budget is not None:
            self._budget = RetryBudget(self.settings.retry_budget)
        world.slot_share.add(self._busy_seconds)
        self.fleet = Fleet(self)

    def connect(self) -> None:
        edges = self.world.edges_to(self.id, "message")
        sources = [cast("Broker", self.world.parts[edge.source]) for edge in edges]
        self.pushed = any(source.settings.delivery == "push" for source in sources)
        wanted = self.settings
        if wanted.rate_limit is not None and wanted.rate_scope == "all":
            self._tokens = TokenBucket(wanted.rate_limit, wanted.rate_burst)
        for edge, source in zip(edges, sources, strict=True):
            lane = self._lane(source)
            self.lanes.append(lane)
            source.crews.append(self)
            self._by_source[id(source)] = lane
            self.world.edges[edge.id].lend(lane.attempts)
        if any(is_far(edge) for edge in edges):
            draw = self.world.randomness.durations
            for edge, source in zip(edges, sources, strict=True):
                self.latencies[source] = draw(edge.settings.latency, edge.id, "latency")

    def _lane(self, source: Broker) -> CrewLane:
        return CrewLane(self, source)

    def start(self) -> None:
        for lane in self.lanes:
            if not self.latencies and is_quick(lane):
                wire(lane)
        self.fleet.start()

    def lane_of(self, source: Broker) -> CrewLane:
        """The way from a queue to here."""
        return self._by_source[id(source)]

    def consumer(self, number: int, slots: int) -> Consumer:
        """A new instance."""
        if self.invocations is not None:
            return ThrottledConsumer(self, number, slots)
        if self.settings.batch > 1:
            return BatchConsumer(self, number, slots)
        return (FarConsumer if self.latencies else Consumer)(self, number, slots)

    def is_pooled(self) -> bool:
        """Whether its instances need not be told apart, so that one stands for all of them."""
        wanted = self.settings
        alone = (
            wanted.prefetch is None
            and wanted.crash_every is None
            and wanted.autoscaler == "none"
            and wanted.poison_effect != "kills_instance"
            and not wanted.holds_eta
            and (wanted.rate_limit is None or wanted.rate_scope == "all")
        )
        acted_upon = self.id in self.world.acted_upon
        cut_off = any(lane.source.settings.consumer_timeout is not None for lane in self.lanes)
        return alone and not acted_upon and not cut_off

    def tokens_of(self, consumer: Consumer) -> TokenBucket | None:
        """What limits the rate of an instance."""
        wanted = self.settings
        if wanted.rate_limit is None or self._tokens is not None:
            return self._tokens
        return TokenBucket(wanted.rate_limit, wanted.rate_burst)

    def may_retry(self) -> bool:
        """Whether the retry budget allows one more."""
        return self._budget is None or self._budget.spend()

    def first_attempt(self) -> None:
        """A message is tried for the first time, which fills the retry budget."""
        if self._budget is not None:
            self._budget.earn()

    # --- Slots ----------------------------------------------------------------------------

    def slot_taken(self) -> None:
        """One more slot is at work."""
        self.busy += 1
        self.area_busy -= self.environment._now

    def slot_freed(self) -> None:
        """One slot fewer is at work."""
        self.busy -= 1
        self.area_busy += self.environment._now

    def set_slots(self, slots: int) -> None:
        """There are so many slots from now on."""
        now = self.environment._now
        self.world.slot_share.change(slots - self._slots)
        self._share_before = self._share()
        self._area_at_change = self._busy_seconds()
        self._changed_at = now
        self._area_slots += (self._slots - slots) * now
        self._slots = slots

    def _busy_seconds(self) -> float:
        return self.busy * self.environment._now + self.area_busy

    def _share(self) -> float:
        """The share of slots at work, integrated over time."""
        if not self._slots:
            return self._share_before
        return self._share_before + (self._busy_seconds() - self._area_at_change) / self._slots

    # --- Books ----------------------------------------------------------------------------

    def read(self) -> list[float]:
        return [
            sum(lane.began for lane in self.lanes),
            self.done + self.sure_done(),
            self.failed,
            self.busy,
            self._slots,
            self.late,
            self.duplicates,
            self.repeated,
            rounded(self.wasted),
            self._share(),
            self._busy_seconds(),
            self.fleet.up,
            self.fleet.starting,
            self.fleet.draining,
            self.prefetched,
            self.fleet.crashes,
            self.killed,
            self.lost,
            self.given_up,
            self.retried,
            self.skipped,
            self.effects,
        ]

    def areas(self) -> dict[str, float]:
        seconds = self._busy_seconds()
        slots = self._slots * self.environment._now + self._area_slots
        return {"busy": seconds, "slots": slots, "system_busy": seconds, "system_slots": slots}

    def groups(self) -> dict[str, Group]:
        return {"work": (self.work, None)}

    def check(self, row: Sequence[float], at: int) -> None:
        assert self.busy >= 0, f"{self.id!r} has fewer busy slots than none"
        began = sum(lane.began for lane in self.lanes)
        gone = self.done + self.sure_done() + self.failed + self.killed
        assert began == gone + self.busy, f"{self.id!r} has lost an attempt"

    def actions(self) -> dict[str, Callable[[Any], object]]:
        return {} if self.is_pooled() else self.fleet.actions()

    def follows(self, setting: str) -> bool:
        return self.id in self.world.changed

    def change(self, setting: str, value: Any) -> None:
        """Another value of a setting, from now on."""
        self.settings = self.settings.model_copy(update={setting: value})
        for lane in self.lanes:
            lane.rewire(setting)
        if setting in ("instances", "concurrency"):
            self.fleet.resize()
