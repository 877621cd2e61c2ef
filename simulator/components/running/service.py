"""Running service: requests that wait for a slot, work, call others while they hold it, answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from heapq import heappush
from typing import TYPE_CHECKING, Any, ClassVar

from simulator.engine.message import Job
from simulator.engine.observations import Observations
from simulator.engine.part import FAILED, OK, TIMED_OUT, Answer, Group, Part, Request
from simulator.mechanics.calls import call
from simulator.mechanics.deadlines import Deadlines
from simulator.mechanics.faults import Faults
from simulator.mechanics.publishing import publish
from simulator.mechanics.steps import Step, chain

if TYPE_CHECKING:
    from simulator.components.service import Service
    from simulator.engine.world import World


class _Visit:
    """One request, from its arrival to its answer."""

    __slots__ = ("answer", "arrived", "job", "running", "settled", "token")

    job: Job
    token: Any
    answer: Answer
    arrived: float
    running: bool
    """Whether it holds a slot."""
    settled: bool
    """Whether it is answered; whatever of it still goes on is for nobody."""


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
        self._faults: Faults | None = None
        if service.id in world.acted_upon:
            uniform = random.uniforms(service.id, "faults")
            self._faults = Faults(world.environment, uniform, self._go_down, self._come_up)
            self._time = self._faults.slowed(self._time)
        self._hits = random.hits(settings.error_rate, service.id, "error")
        self._slows = settings.slowdown != "none"
        self._deadlines: Deadlines[_Visit] | None = None
        if settings.timeout is not None:
            self._deadlines = Deadlines(world.environment, settings.timeout, self._time_out)
        self._line: deque[_Visit] = deque()
        self._waiting = 0
        self._rejected = self._timed_out = 0
        self._area_waiting = 0.0
        self.latency = Observations()
        self._steps: Step | None = None
        self._wire()

    def request(self, operation: str) -> Request:
        """The function that asks for something; a service knows no operations."""
        return self._request

    def actions(self) -> dict[str, Callable[[Any], object]]:
        return self._faults.actions() if self._faults is not None else {}

    def change(self, setting: str, value: Any) -> None:
        """Another share of errors: it strikes what it would have struck from the start."""
        self._follow_hits(self._world.randomness.hits(value, self.id, "error"))

    def connect(self) -> None:
        calls = [(edge, call) for edge in self._world.edges_from(self.id, "call")]
        messages = [(edge, publish) for edge in self._world.edges_from(self.id, "message")]
        self._steps = chain(self._world, [*calls, *messages], self._end)

    # --- The way of a request -------------------------------------------------------------

    def _wire(self) -> None:
        """The way of most requests, as closures that share their counters."""
        environment, observe, slots = self._environment, self.latency.add, self.slots
        heap, next_key, time, line = environment.heap, environment.next_key, self._time, self._line
        faults = self._faults
        hits, slower = self._hits, self._slower if self._slows else None
        deadlines = self._deadlines
        received = answered = failed = busy = worked = 0
        area = 0.0
        failing = own_failing = hits()

        def request(job: Job, token: Any, answer: Answer) -> None:
            nonlocal received, busy, area
            received += 1
            visit = _Visit()
            visit.job, visit.token, visit.answer = job, token, answer
            visit.arrived = now = environment._now
            visit.settled = False
            if busy < slots:
                busy += 1
                area -= now
                visit.running = True
                lasts = time() if slower is None else time() * slower(busy)
                heappush(heap, (now + lasts, next_key(), work_over, visit))
            elif not self._wait(visit):
                refuse(visit)
                return
            if deadlines is not None:
                deadlines.add(visit)

        def start(visit: _Visit, now: float) -> None:
            visit.running = True
            lasts = time() if slower is None else time() * slower(busy)
            heappush(heap, (now + lasts, next_key(), work_over, visit))

        def work_over(visit: _Visit) -> None:
            nonlocal worked
            if visit.settled:
                return
            worked += 1
            if worked == failing and strikes():
                end(visit, FAILED)
            elif self._steps is not None:
                self._steps(visit.job, visit)
            else:
                end(visit, OK)

        def end(visit: _Visit, outcome: int) -> None:
            """A request is answered, well or not, unless it was given up before."""
            nonlocal answered, failed, busy, area
            if visit.settled:
                return
            visit.settled = True
            now = environment._now
            observe(now - visit.arrived)
            if visit.running:
                if line and (following := self._first_waiting()) is not None:
                    start(following, now)  # As many slots are busy as before.
                else:
                    busy -= 1
                    area += now
            if outcome:
                failed += 1
                visit.answer(visit.token, FAILED)
            else:
                answered += 1
                visit.answer(visit.token, OK)

        def refuse(visit: _Visit) -> None:
            nonlocal failed
            failed += 1
            if faults is not None and faults.down:
                faults.refuse(visit.job, visit.token, visit.answer)
            else:
                self._rejected += 1
                visit.answer(visit.token, FAILED)

        def strike() -> bool:
            nonlocal failing
            failing = hits()
            return True

        def strike_in_faults() -> bool:
            nonlocal failing, own_failing
            assert faults is not None
            failing = worked + 1  # Each is looked at.
            struck = faults.strikes()
            if worked == own_failing:
                own_failing = hits()
                struck = True
            return struck

        def go_down() -> None:
            """Whatever waits or is worked on fails at once, and nothing finds a slot any more."""
            nonlocal slots
            slots = 0
            while (visit := self._first_waiting()) is not None:
                end(visit, FAILED)
            for visit in environment.withdraw(work_over):
                end(visit, FAILED)

        def come_up() -> None:
            nonlocal slots
            slots = self.slots

        def follow(again: Callable[[], int]) -> None:
            """Other requests fail from now on: those that another share strikes."""
            nonlocal hits, failing, own_failing
            hits, following = again, again()
            while 0 <= following <= worked:
                following = again()
            own_failing = following
            if faults is None:
                failing = following

        strikes = strike
        if faults is not None:
            own_failing, failing, strikes = failing, 1, strike_in_faults
        self._go_down_now: Callable[[], object] = go_down
        self._come_up_now: Callable[[], object] = come_up
        self._follow_hits: Callable[[Callable[[], int]], object] = follow

        self._request: Request = request
        self._end: Answer = end
        self._counts: Callable[[], tuple[int, int, int, int, float]] = lambda: (
            received,
            answered,
            failed,
            busy,
            area,
        )

    def _wait(self, visit: _Visit) -> bool:
        """A request that found no slot joins the line, if there is room."""
        full = self._room is not None and self._waiting >= self._room
        if full or (self._faults is not None and self._faults.down):
            return False
        visit.running = False
        self._waiting += 1
        self._area_waiting -= visit.arrived
        self._line.append(visit)
        return True

    def _go_down(self) -> None:
        self._go_down_now()

    def _come_up(self) -> None:
        self._come_up_now()

    def _slower(self, busy: int) -> float:
        """By how much the load stretches the service time."""
        load = busy / self.slots
        if self._settings.slowdown == "quadratic":
            load *= load
        return 1 + self._settings.slowdown_factor * load

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
        received, answered, failed, busy, area = self._counts()
        seconds = busy * self._environment._now + area
        return [
            received,
            answered,
            failed,
            self._rejected,
            self._timed_out,
            busy,
            self.slots,
            self._waiting,
            seconds / self.slots,
            seconds,
        ]

    def areas(self) -> dict[str, float]:
        now = self._environment._now
        _, _, _, busy, area = self._counts()
        waiting = self._waiting * now + self._area_waiting
        return {"busy": busy * now + area, "waiting": waiting, "slots": self.slots * now}

    def groups(self) -> dict[str, Group]:
        return {"latency": (self.latency, None)}

    def check(self, row: Sequence[float], at: int) -> None:
        received, answered, failed = row[at : at + 3]
        lost = received - answered - failed - row[at + 5] - row[at + 7]
        assert lost == 0, f"{lost} requests of {self.id!r} are not accounted for"
