"""Running database: queries that take a connection from the pool, or wait for one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from heapq import heappush
from typing import TYPE_CHECKING, Any, ClassVar

from simulator.engine.message import Job
from simulator.engine.observations import Observations
from simulator.engine.part import FAILED, OK, TIMED_OUT, Answer, Part, Request
from simulator.mechanics.deadlines import Deadlines

if TYPE_CHECKING:
    from simulator.components.database import Database
    from simulator.engine.world import World


class _Query:
    """One query, from its arrival to its answer."""

    __slots__ = ("answer", "arrived", "duration", "settled", "token")

    arrived: float
    duration: Callable[[], float]
    token: Any
    answer: Answer
    settled: bool
    """Whether it has a connection, or has given up waiting for one."""


class RunningDatabase(Part):
    """The running part of a database."""

    columns = ("queries", "failed", "timed_out", "busy", "pool", "waiting", "utilisation")
    feeds: ClassVar[Mapping[str, str]] = {"call_waiting": "waiting"}

    def __init__(self, world: World, database: Database) -> None:
        settings, random = database.settings, world.randomness
        self._environment = world.environment
        self._pool = settings.pool
        self._times = {
            "read": random.durations(settings.read_time, database.id, "read"),
            "write": random.durations(settings.write_time, database.id, "write"),
        }
        self._hits = random.hits(settings.error_rate, database.id, "error")
        self.latency = Observations()
        self._line: deque[_Query] = deque()
        self._waiting = 0
        self._area_waiting = 0.0
        self._deadlines: Deadlines[_Query] | None = None
        if settings.pool_timeout is not None:
            self._deadlines = Deadlines(world.environment, settings.pool_timeout, self._give_up)
        self._timed_out = 0
        self._wire()

    def request(self, operation: str) -> Request:
        """The function that runs a query, "read" or "write"."""
        return self._requests[operation]

    def _wire(self) -> None:
        environment, observe = self._environment, self.latency.add
        heap, next_key, pool = environment.heap, environment.next_key, self._pool
        line = self._line
        queries = busy = failed = over = 0
        area = 0.0
        failing = self._hits()

        def requests(duration: Callable[[], float]) -> Request:
            def request(job: Job, token: Any, answer: Answer) -> None:
                nonlocal queries, busy, area
                queries += 1
                query = _Query()
                now = query.arrived = environment._now
                query.duration, query.token, query.answer = duration, token, answer
                if busy < pool:
                    busy += 1
                    area -= now
                    query.settled = True
                    heappush(heap, (now + duration(), next_key(), finish, query))
                else:
                    self._wait(query)

            return request

        def finish(query: _Query) -> None:
            """A query is answered; its connection goes to the next that waits."""
            nonlocal busy, area, failed, over, failing
            now = environment._now
            over += 1
            observe(now - query.arrived)
            following = self._next() if line else None
            if following is None:
                busy -= 1
                area += now
            else:
                heappush(heap, (now + following.duration(), next_key(), finish, following))
            if over == failing:
                failing = self._hits()
                failed += 1
                query.answer(query.token, FAILED)
            else:
                query.answer(query.token, OK)

        def counts() -> tuple[int, int, int, float]:
            return queries, busy, failed, area

        self._requests = {name: requests(duration) for name, duration in self._times.items()}
        self._counts = counts

    def _wait(self, query: _Query) -> None:
        query.settled = False
        self._line.append(query)
        self._waiting += 1
        self._area_waiting -= query.arrived
        if self._deadlines is not None:
            self._deadlines.add(query)

    def _next(self) -> _Query | None:
        """The first that still waits, which waits no more."""
        line = self._line
        while line:
            query = line.popleft()
            if not query.settled:
                self._leave_line(query)
                return query
        return None

    def _leave_line(self, query: _Query) -> None:
        query.settled = True
        self._waiting -= 1
        self._area_waiting += self._environment._now

    def _give_up(self, query: _Query) -> None:
        self._leave_line(query)
        self._timed_out += 1
        self.latency.add(self._environment._now - query.arrived)
        query.answer(query.token, TIMED_OUT)

    def read(self) -> list[float]:
        queries, busy, failed, area = self._counts()
        seconds = (busy * self._environment._now + area) / self._pool
        return [
            queries,
            failed + self._timed_out,
            self._timed_out,
            busy,
            self._pool,
            self._waiting,
            seconds,
        ]

    def areas(self) -> dict[str, float]:
        now = self._environment._now
        _, busy, _, area = self._counts()
        waiting = self._waiting * now + self._area_waiting
        return {"busy": busy * now + area, "waiting": waiting, "pool": self._pool * now}

    def groups(self) -> dict[str, tuple[Observations, Callable[[], int] | None]]:
        return {"latency": (self.latency, None)}
