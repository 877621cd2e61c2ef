"""Running scheduler: runs that are due at set times, and the jobs that each of them begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count, repeat
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from simulator.design.cron import due
from simulator.engine.environment import ARRIVAL
from simulator.engine.message import Job
from simulator.engine.observations import Observations
from simulator.engine.part import TIMED_OUT, Answer, Group, Part
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


class _Run:
    """One run, where it matters when it has ended."""

    __slots__ = ("_ended", "left")

    def __init__(self, jobs: int, ended: Callable[[], object]) -> None:
        self.left = jobs
        """Its jobs and messages that have not ended."""
        self._ended = ended

    def begun(self) -> None:
        """A queue has taken a message of it."""
        self.left += 1

    def over(self) -> None:
        """A job of it is answered, or a message of it has ended."""
        self.left -= 1
        if not self.left:
            self._ended()


class _Errand(Job):
    """A job on its way out of the scheduler: its own token."""

    __slots__ = ()

    @property
    def job(self) -> Job:
        return self


class RunningScheduler(Part):
    """The running part of a scheduler."""

    columns = (
        "runs",
        "missed",
        "skipped",
        "waiting",
        "sent",
        "answered",
        "failed",
        "timed_out",
        "open",
    )
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
        self._last: _Run | None = None
        """The last run, where runs may not overlap."""
        self._waiting = 0
        self._runs = self._missed = self._skipped = self._sent = 0
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
            self._run_or_wait()

    def _run_or_wait(self) -> None:
        """A run is due; what becomes of it depends on the one before."""
        overlap = self._settings.overlap
        if self._last is None or not self._last.left:
            self._run()
        elif overlap == "skip":
            self._skipped += 1
        else:
            self._waiting += 1

    def _ended(self) -> None:
        """The last run has ended. The next follows once whoever ended it is through."""
        if self._waiting:
            self._environment.call_at(self._environment._now, self._run_next, None, ARRIVAL)

    def _run_next(self, _: object) -> None:
        if self._waiting and not self._stopped and self._last is not None and not self._last.left:
            self._waiting -= 1
            self._run()

    def actions(self) -> dict[str, Callable[[Any], object]]:
        return {"stop": self._stop, "start": self._go_on}

    def _stop(self, _: object) -> None:
        self._stopped = True

    def _go_on(self, _: object) -> None:
        self._stopped = False
        made_up = {"skip": 0, "once": min(1, self._to_make_up), "all": self._to_make_up}
        self._to_make_up = 0
        self._run_next(None)
        for _run in range(made_up[self._settings.missed]):
            self._run_or_wait()

    # --- What -----------------------------------------------------------------------------

    def _run(self) -> None:
        self._runs += 1
        jitter, now = self._settings.jitter, self._environment._now
        run = None
        if self._settings.overlap != "allow":
            run = self._last = _Run(self._settings.jobs, self._ended)
        for _ in range(self._settings.jobs):
            if jitter > 0:
                at = now + jitter * self._within()
                self._environment.call_at(at, self._begin, run, ARRIVAL)
            else:
                self._begin(run)

    def _begin(self, run: _Run | None) -> None:
        self._sent += 1
        errand = _Errand()
        errand.run = run
        errand.born = self._environment._now
        errand.client = self.id
        errand.works, errand.traits, errand.number = next(self._jobs)
        self._steps[next(self._routes)](errand, errand)

    def _over(self, errand: _Errand, outcome: int) -> None:
        if errand.run is not None:
            errand.run.over()
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
        runs = [self._runs, self._missed, self._skipped, self._waiting]
        return [*runs, self._sent, *over, still_open]

    def groups(self) -> dict[str, Group]:
        return {"latency": (self.latency, None)}
