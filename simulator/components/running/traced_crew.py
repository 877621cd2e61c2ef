"""Traced crew: a worker that tells a microscope what happens to messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.components.running.crew import Crew
from simulator.components.running.crew_lane import CrewLane
from simulator.engine.message import Attempt, Message
from simulator.engine.part import Part
from simulator.mechanics.steps import Builder
from simulator.mechanics.traced_calls import traced_call
from simulator.mechanics.tracing import Tracing

if TYPE_CHECKING:
    from simulator.components.running.broker import Broker
    from simulator.components.running.consumer import Consumer
    from simulator.components.worker import Worker
    from simulator.engine.world import World


def make_crew(world: World, worker: Worker) -> Part:
    """The running part of a worker with features."""
    return Crew(world, worker) if world.microscope is None else TracedCrew(world, worker)


class TracedLane(CrewLane):
    """The way from a queue to a worker under the microscope."""

    def __init__(self, crew: Crew, source: Broker) -> None:
        super().__init__(crew, source)
        self._tracing = Tracing.of(crew.world)
        self._pooled = crew.is_pooled()

    def caller(self) -> Builder:
        return traced_call

    def receive(self, message: Message, consumer: Consumer) -> Attempt:
        now = self._environment._now
        until = now + self.source.visibility if self.source.locks else None
        details = {"worker": self.crew.id, **self._instance(consumer)}
        details |= {"receive": message.receives, "until": until}
        self._tracing.note(message, "received", self.source.id, **details)
        return super().receive(message, consumer)

    def _instance(self, consumer: Consumer) -> dict[str, int]:
        """Which instance it is; one that stands for all of them has no number."""
        return {} if self._pooled else {"instance": consumer.number}

    def begin(self, attempt: Attempt) -> None:
        message, instance = attempt.job, self._instance(attempt.consumer)
        details = {"queue": self.source.id, **instance, "slot": attempt.slot + 1}
        self._tracing.note(message, "started", self.crew.id, receive=attempt.number, **details)
        super().begin(attempt)

    def _note_success(self, attempt: Attempt) -> None:
        before = self.crew.repeated
        super()._note_success(attempt)
        repeated = self.crew.repeated > before
        number = attempt.number
        self._tracing.note(attempt.job, "done", self.crew.id, receive=number, repeated=repeated)

    def fail(self, attempt: Attempt, reason: str) -> None:
        if not attempt.ended:
            number = attempt.number
            self._tracing.note(attempt.job, "failed", self.crew.id, receive=number, reason=reason)
        super().fail(attempt, reason)

    def cut_short(self, attempt: Attempt, reason: str) -> None:
        number = attempt.number
        self._tracing.note(attempt.job, "killed", self.crew.id, receive=number, reason=reason)
        super().cut_short(attempt, reason)


class TracedCrew(Crew):
    """A worker under the microscope."""

    def _lane(self, source: Broker) -> CrewLane:
        return TracedLane(self, source)
