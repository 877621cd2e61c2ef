"""Tracing: what running parts tell a microscope, in its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakValueDictionary

from simulator.engine.message import Job, Message
from simulator.engine.microscope import (
    JobName,
    MessageHistory,
    Microscope,
    StepName,
    Verdict,
)
from simulator.engine.world import World
from simulator.mechanics import jobs

BLOCK = 1_000
"""Classes that are drawn at a time."""


class Kinds:
    """The class of each job of a client, drawn as the client draws it."""

    def __init__(self, world: World, client: str) -> None:
        self._classes: Sequence[Any] = getattr(
            world.design.components[client].settings, "classes", ()
        )
        self._draw = jobs.class_draws(world, client, self._classes) if self._classes else None
        self._drawn: list[int] = []

    def of(self, number: int) -> str | None:
        """The name of the class of a client's n-th job; None where there are none."""
        if self._draw is None:
            return None
        while len(self._drawn) < number:
            self._drawn.extend(self._draw(BLOCK))
        name: str = self._classes[self._drawn[number - 1]].name
        return name


class Tracing:
    """The histories of one simulation's jobs, by the job's client and number."""

    def __init__(self, world: World) -> None:
        assert world.microscope is not None
        self._environment = world.environment
        self._microscope: Microscope = world.microscope
        self._workers = jobs.workers(world)
        self._world = world
        self._kinds: dict[str, Kinds] = {}
        self._within = {id: world.reachable(id) for id in world.design.components}
        # A history lives as long as a message that it is of, or the microscope, holds on to it.
        self._histories: WeakValueDictionary[JobName, MessageHistory] = WeakValueDictionary()

    @classmethod
    def of(cls, world: World) -> Tracing:
        """The tracing that all parts of a simulation share."""
        if "tracing" not in world.shared:
            world.shared["tracing"] = cls(world)
        shared: Tracing = world.shared["tracing"]
        return shared

    def follow(self, message: Message) -> None:
        """A message was sent: from now on what happens to it is written down."""
        message.trace = self._of(message)

    def _of(self, job: Job) -> MessageHistory:
        """The history of a job, which begins with the first that is told of it."""
        name = (job.client, job.number)
        history = self._histories.get(name)
        if history is None:
            history = self._histories[name] = self._begin(job)
        return history

    def tell(self, job: Job, what: StepName, where: str, **details: Any) -> None:
        """Something happened now to a job that is no message yet."""
        self._microscope.note(self._of(job), self._environment._now, what, where, **details)

    def over(self, job: Job, verdict: Verdict) -> None:
        """A job has come to an end now that never was a message."""
        self._microscope.end(self._of(job), self._environment._now, verdict)

    def _begin(self, job: Job) -> MessageHistory:
        works = self._works(job)
        traits = job.traits
        history = MessageHistory(
            client=job.client,
            number=job.number,
            sent=job.born,
            work={id: round(abs(work), 6) for id, work in works.items()},
            poison=[id for id, work in works.items() if work < 0],
            kind=self._kind(job),
            priority=traits[0] if traits is not None else 0,
            group=traits[1] if traits is not None else None,
        )
        self._microscope.begin(history)
        return history

    def _kind(self, job: Job) -> str | None:
        if job.client not in self._kinds:
            self._kinds[job.client] = Kinds(self._world, job.client)
        return self._kinds[job.client].of(job.number)

    def _works(self, job: Job) -> dict[str, float]:
        if not self._workers:
            return {}
        works = job.works if len(self._workers) > 1 else (job.works,)
        within = self._within[job.client]
        pairs = zip(self._workers, works, strict=True)
        return {id: float(work) for id, work in pairs if id in within}

    def note(self, message: Message, what: StepName, where: str | None, **details: Any) -> None:
        """Something happened to a message now."""
        now = self._environment._now
        self._microscope.note(message.trace, now, what, where, **details)

    def bury_again(self, message: Message, where: str) -> None:
        """A dead letter that was taken up is back in its queue now."""
        self._microscope.bury_again(message.trace, self._environment._now, where)

    def end(self, message: Message, verdict: Verdict) -> None:
        """A message has come to an end now."""
        self._microscope.end(message.trace, self._environment._now, verdict)
