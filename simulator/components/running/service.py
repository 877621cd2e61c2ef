"""Running service: requests that wait for a slot, work, call others while they hold it, answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from heapq import heappush
from typing import TYPE_CHECKING, ClassVar, cast

from simulator.engine.message import Job
from simulator.engine.observations import Observations
from simulator.engine.part import FAILED, OK, TIMED_OUT, Answer, Part, Request
from simulator.mechanics.calls import call
from simulator.mechanics.deadlines import Deadlines
from simulator.mechanics.publishing import publish
from simulator.mechanics.steps import chain

if TYPE_CHECKING:
    from simulator.components.service import Service
    from simulator.engine.world import World


class _Visit:
    """One request, from its arrival to its answer."""

    __slots__ = ("answer", "arrived", "forked", "job", "running", "settled", "token")

    job: Job
    token: object
    answer: Answer
    arrived: float
    running: bool
    """Whether it holds a slot."""
    settled: bool
    """Whether it is answered; whatever of it still goes on is for nobody."""
    forked: bool


class RunningService(Part):
    """The running part of a service."""

    columns = (
        "received",
        "answered",
        "failed",
        "rejected",
        "timed_out",
        "busy",
        "slots",
        "waiting",
        "utilisation",
        "slot_seconds",
    )
    feeds: ClassVar[Mapping[str, str]] = {
        "call_busy": "busy",
        "call_slots": "slots",
        "call_slot_seconds": "slot_seconds",
        "call_waiting": "waiting",
    }

    def __init__(self, world: World, service: Service) -> None:
        settings, random = service.settings, world.randomness
        self.id = service.id
        self._world = world
        self._environment = world.environment
        self._settings = settings
        self.slots = settings.instances * settings.concurrency
        self._room = settings.waiting_room
        self._time = random.durations(settings.service_time, service.id, "service time")
        self._hits = random.hits(settings.error_rate, service.id, "error")
        self._failing = self._hits()
        self._worked = 0
        self._slows = settings.slowdown != "none"
        self._deadlines: Deadlines[_Visit] | None = None
        if settings.timeout is not None:
            self._deadlines = Deadlines(world.environment, settings.timeout, self._time_out)
        self._line: deque[_Visit] = deque()
        self._waiting = 0
        self._received = self._answered = self._failed = self._rejected = self._timed_out = 0
        self._busy = 0
        self._area = self._area_waiting = 0.0
        self.latency = Observations()

    def request(self, operation: str) -> Request:
        """The function that asks for something; a service knows no operations."""
        return self._request

    def connect(self) -> None:
        calls = [(edge, call) for edge in self._world.edges_from(self.id, "call")]
        messages = [(edge, publish) for edge in self._world.edges_from(self.id, "message")]
        self._steps = chain(self._world, [*calls, *messages], self._end)

    # --- The way of a request -------------------------------------------------------------

    def _request(self, job: Job, token: object, answer: Answer) -> None:
        self._received += 1
        visit = _Visit()
        visit.job, visit.token, visit.answer = job, token, answer
        visit.arrived = now = self._environment._now
        visit.settled = visit.forked = False
        if self._busy < self.slots:
            self._busy += 1
            self._area -= now
            self._start(visit, now)
        elif self._room is None or self._waiting < self._room:
            visit.running = False
            self._waiting += 1
            self._area_waiting -= now
            self._line.append(visit)
        else:
            self._rejected += 1
            self._failed += 1
            answer(token, FAILED)
            return
        if self._deadlines is not None:
            self._deadlines.add(visit)

    def _start(self, visit: _Visit, now: float) -> None:
        visit.running = True
        time = self._time()
        if self._slows:
            time *= self._slower()
        environment = self._environment
        heappush(environment.heap, (now + time, environment.next_key(), self._work_over, visit))

    def _slower(self) -> float:
        load = self._busy / self.slots
        if self._settings.slowdown == "quadratic":
            load *= load
        return 1 + self._settings.slowdown_factor * load

    def _work_over(self, visit: _Visit) -> None:
        if visit.settled:
            return
        self._worked += 1
        if self._worked == self._failing:
            self._failing = self._hits()
            self._end(visit, FAILED)
        elif self._steps is not None:
            self._steps(visit.job, visit)
        else:
            self._end(visit, OK)

    def _end(self, token: object, outcome: int) -> None:
        """A request is answered, well or not, unless it was given up before."""
        visit = cast(_Visit, token)
        if visit.settled:
            return
        visit.settled = True
        now = self._environment._now
        if outcome:
            self._failed += 1
        else:
            self._answered += 1
        self.latency.add(now - visit.arrived)
        if visit.running:
            if self._line and (following := self._first_waiting()) is not None:
                self._start(following, now)  # As many slots are busy as before.
            else:
                self._busy -= 1
                self._area += now
        visit.answer(visit.token, FAILED if outcome else OK)

    def _time_out(self, visit: _Visit) -> None:
        """The service gives the request up, wherever it is; its slot is free again."""
        self._timed_out += 1
        if not visit.running:
            self._waiting -= 1
            self._area_waiting += self._environment._now
        self._end(visit, TIMED_OUT)

    def _first_waiting(self) -> _Visit | None:
        """The first in the line that was not given up, which waits no more."""
        line = self._line
        while line:
            visit = line.popleft()
            if not visit.settled:
                self._waiting -= 1
                self._area_waiting += self._environment._now
                return visit
        return None

    # --- Books ----------------------------------------------------------------------------

    def read(self) -> list[float]:
        seconds = self._busy_seconds()
        return [
            self._received,
            self._answered,
            self._failed,
            self._rejected,
            self._timed_out,
            self._busy,
            self.slots,
            self._waiting,
            seconds / self.slots,
            seconds,
        ]

    def _busy_seconds(self) -> float:
        return self._busy * self._environment._now + self._area

    def areas(self) -> dict[str, float]:
        now = self._environment._now
        waiting = self._waiting * now + self._area_waiting
        return {"busy": self._busy_seconds(), "waiting": waiting, "slots": self.slots * now}

    def groups(self) -> dict[str, tuple[Observations, Callable[[], int] | None]]:
        return {"latency": (self.latency, None)}

    def check(self, row: Sequence[float], at: int) -> None:
        lost = self._received - self._answered - self._failed - self._busy - self._waiting
        assert lost == 0, f"{lost} requests of {self.id!r} are not accounted for"
