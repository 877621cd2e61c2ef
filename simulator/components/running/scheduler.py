"""Running scheduler: runs that are due at set times, and the jobs that each of them begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count, repeat
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from simulator.design.cron import due
from simulator.engine.environment import ARRIVAL
from simulator.engine.message import Job
from simulator.engine.observations import Observations
from simulator.engine.part import TIMED_OUT, Answer, Part
from simulator.mechanics import jobs
from simulator.mechanics.calls import call
from simulator.mechanics.publishing import publish
from simulator.mechanics.routes import routes
from simulator.mechanics.steps import Step
from simulator.mechanics.traits import marked

if TYPE_CHECKING:
    from simulator.components.scheduler import Scheduler
    from simulator.design.edges import Edge
    from simulator.engine.world import World


class _Class(NamedTuple):
    """The one class that all jobs of a scheduler are of."""

    priority: int
    share: float = 1.0
    size: float = 1.0


class _Jobs(NamedTuple):
    """What is drawn for its jobs, as `mechanics.traits` asks a client for it."""

    classes: tuple[_Class]
    groups: int
    group_skew: float = 0.0


class _Errand(Job):
    """A job on its way out of the scheduler: its own token."""

    __slots__ = ()

    @property
    def job(self) -> Job:
        return self


class RunningScheduler(Part):
    """The running part of a scheduler."""

    columns = ("runs", "missed", "sent", "answered", "failed", "timed_out", "open")
    feeds: ClassVar[Mapping[str, str]] = {
        "call_sent": "sent",
        "call_done": "answered",
        "call_failed": "failed",
        "call_in_flight": "open",
        "call_in_system": "open",
    }

    def __init__(self, world: World, scheduler: Scheduler) -> None:
        self.id = scheduler.id
        self.latency = Observations()
        self._world = world
        self._environment = world.environment
        self._settings = scheduler.settings
        drawn = _Jobs((_Class(self._settings.priority),), self._settings.groups)
        self._jobs = marked(world, self.id, drawn, jobs.works(world, self.id))
        self._within = world.randomness.uniforms(self.id, "jitter")
        self._times = self._due_times()
        self._routes: Iterator[int] = repeat(0)
        self._steps: list[Step] = []
        self._stopped = False
        self._to_make_up = 0
        """Runs that were missed since the scheduler was stopped."""
        self._runs = self._missed = self._sent = 0
        self._answered = self._failed = self._timed_out = 0
        self._times_system = not world.has_messages()

    def connect(self) -> None:
        edges = [
            edge
            for kind in ("call", "message")
            for edge in self._world.edges_from(self.id, kind)
            if edge.settings.share > 0
        ]
        self._routes = routes(self._world, self.id, edges)
        self._steps = [self._step(edge) for edge in edges]

    def start(self) -> None:
        if self._steps:
            self._await_next()

    def _step(self, edge: Edge) -> Step:
        if edge.kind == "message":
            return publish(self._world, edge, self._over)
        return call(self._world, edge, self._answer())

    # --- When -----------------------------------------------------------------------------

    def _due_times(self) -> Iterator[float]:
        wanted = self._settings
        if wanted.schedule == "cron":
            return iter(due(wanted.cron, wanted.begins_on, wanted.begins_at, self._world.duration))
        # By multiplication: sums of the interval would drift away from it.
        return (number * wanted.interval for number in count(1))

    def _await_next(self) -> None:
        at = next(self._times, None)
        if at is not None:
            self._environment.call_at(at, self._due, None, ARRIVAL)

    def _due(self, _: object) -> None:
        self._await_next()
        if self._stopped:
            self._missed += 1
            self._to_make_up += 1
        else:
            self._run()

    def actions(self) -> dict[str, Callable[[Any], object]]:
        return {"stop": self._stop, "start": self._go_on}

    def _stop(self, _: object) -> None:
        self._stopped = True

    def _go_on(self, _: object) -> None:
        self._stopped = False
        made_up = {"skip": 0, "once": min(1, self._to_make_up), "all": self._to_make_up}
        self._to_make_up = 0
        for _run in range(made_up[self._settings.missed]):
            self._run()

    # --- What -----------------------------------------------------------------------------

    def _run(self) -> None:
        self._runs += 1
        jitter, now = self._settings.jitter, self._environment._now
        for _ in range(self._settings.jobs):
            if jitter > 0:
                at = now + jitter * self._within()
                self._environment.call_at(at, self._begin, None, ARRIVAL)
            else:
                self._begin(None)

    def _begin(self, _: object) -> None:
        self._sent += 1
        errand = _Errand()
        errand.born = self._environment._now
        errand.client = self.id
        errand.works, errand.traits, errand.number = next(self._jobs)
        self._steps[next(self._routes)](errand, errand)

    def _over(self, _: Any, outcome: int) -> None:
        if outcome:
            self._failed += 1
            self._timed_out += outcome == TIMED_OUT
        else:
            self._answered += 1

    def _answer(self) -> Answer:
        """What the answer to a call is told to: it is also timed."""
        environment, observe = self._environment, self.latency.add
        system = self._world.latency.add if self._times_system else None

        def answered(errand: _Errand, outcome: int) -> None:
            taken = environment._now - errand.born
            observe(taken)
            if system is not None and not outcome:
                system(taken)
            self._over(errand, outcome)

        return answered

    # --- Books ----------------------------------------------------------------------------

    def read(self) -> list[float]:
        still_open = self._sent - self._answered - self._failed
        over = [self._answered, self._failed, self._timed_out]
        return [self._runs, self._missed, self._sent, *over, still_open]

    def groups(self) -> dict[str, tuple[Observations, Callable[[], int] | None]]:
        return {"latency": (self.latency, None)}
