"""Running worker: slots that take messages, do the work, and ack, fail or come too late.

One lane leads here from each queue: see `lane`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from simulator.components.running.lane import Lane
from simulator.engine.observations import Observations, rounded
from simulator.engine.part import Group, Part
from simulator.mechanics.slots import Slots, Source, share

if TYPE_CHECKING:
    from simulator.components.worker import Worker
    from simulator.engine.world import World


class RunningWorker(Part):
    """The running part of a worker."""

    columns = (
        "attempts",
        "done",
        "failed",
        "busy",
        "slots",
        "late",
        "duplicates",
        "repeated",
        "wasted",
        "utilisation",
        "slot_seconds",
    )
    feeds: ClassVar[Mapping[str, str]] = {
        "busy": "busy",
        "slots": "slots",
        "slot_seconds": "slot_seconds",
    }

    def __init__(self, world: World, worker: Worker) -> None:
        self.id = worker.id
        self.world = world
        self.settings = worker.settings
        self.slots = worker.settings.instances * worker.settings.concurrency
        self.work = Observations()
        self.lanes: list[Lane] = []
        self.pool: Slots | None = None

    def connect(self) -> None:
        edges = self.world.edges_to(self.id, "message")
        queues = [cast(Source, self.world.parts[edge.source]) for edge in edges]
        alone = len(queues) == 1 and len(self.world.edges_from(queues[0].id, "message")) == 1
        self.pool = None if alone else Slots(self.slots)
        self.lanes = [Lane(self, queue, alone) for queue in queues]
        for edge, lane in zip(edges, self.lanes, strict=True):
            self.world.edges[edge.id].lend(lane.attempts)

    def start(self) -> None:
        if self.pool is None:
            self.lanes[0].serve()
            self.lanes[0].source.wake(self.slots)
            return
        for lane in self.lanes:
            takers = {edge.target for edge in self.world.edges_from(lane.source.id, "message")}
            # In the order in which they are started.
            workers = [cast(RunningWorker, self.world.parts[id]) for id in sorted(takers)]
            share(lane.source, [worker.pool for worker in workers if worker.pool is not None])
        self.pool.start(self.lanes)

    def read(self) -> list[float]:
        if len(self.lanes) == 1:
            sums = self.lanes[0].counts()
        else:
            sums = tuple(map(sum, zip(*(lane.counts() for lane in self.lanes), strict=True)))
        attempts, done, failed, late, duplicates, repeated, wasted, area = sums
        busy = attempts - done - failed
        seconds = busy * self.world.environment._now + area
        return [
            attempts,
            done,
            failed,
            busy,
            self.slots,
            late,
            duplicates,
            repeated,
            rounded(wasted),
            seconds / self.slots,
            seconds,
        ]

    def areas(self) -> dict[str, float]:
        slots = self.slots * self.world.environment._now
        seconds = self.read()[10]
        return {"busy": seconds, "slots": slots, "system_busy": seconds, "system_slots": slots}

    def groups(self) -> dict[str, Group]:
        return {"work": (self.work, None)}

    def check(self, row: Sequence[float], at: int) -> None:
        busy = row[at + 3]
        assert 0 <= busy <= self.slots, f"{self.id!r} has {busy} of {self.slots} slots busy"
