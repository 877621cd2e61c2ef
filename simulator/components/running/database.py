"""Running database: queries that take a connection from the pool, or wait for one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from heapq import heappush, heapreplace
from math import inf
from typing import TYPE_CHECKING, Any, ClassVar

from simulator.engine.message import Job
from simulator.engine.observations import Observations
from simulator.engine.part import FAILED, OK, TIMED_OUT, Answer, Group, Part, Request
from simulator.mechanics.deadlines import Deadlines
from simulator.mechanics.ends import Ends

if TYPE_CHECKING:
    from simulator.components.database import Database
    from simulator.engine.world import World


class Query:
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
        self._reliable = settings.error_rate == 0
        self._hits = random.hits(settings.error_rate, database.id, "error")
        self.latency = Observations()
        self._line: deque[Query] = deque()
        self._waiting = 0
        self._area_waiting = 0.0
        self._deadlines: Deadlines[Query] | None = None
        if settings.pool_timeout is not None:
            self._deadlines = Deadlines(world.environment, settings.pool_timeout, self._give_up)
        self._timed_out = 0
        self._wire()

    def request(self, operation: str) -> Request:
        """The function that runs a query, "read" or "write"."""
        return self._requests[operation]

    def reserve(self, operation: str) -> Callable[[], float] | None:
        """A function that begins a query whose end is certain: it gives when that is, and nobody
        is answered. Where a query would have to wait it gives -1, and nothing has happened. None
        where queries may fail."""
        return self._reserves[operation] if self._reliable else None

    def _wire(self) -> None:
        environment, observe = self._environment, self.latency.add
        heap, next_key, line = environment.heap, environment.next_key, self._line
        free_at = [-inf] * self._pool + [inf]
        """When each connection is free; a heap. Nobody's comes last."""
        armed = inf
        """When a connection will be free that a query waits for."""
        ends = Ends(environment, observe)
        queries = begun = failed = answered = 0
        area = 0.0
        failing = self._hits()

        def requests(duration: Callable[[], float]) -> Request:
            def request(job: Job, token: Any, answer: Answer) -> None:
                nonlocal queries, begun, area
                queries += 1
                now = environment._now
                if free_at[0] <= now and not line:
                    begun += 1
                    area -= now
                    end = now + duration()
                    heapreplace(free_at, end)
                    heappush(heap, (end, next_key(), finish, (now, token, answer)))
                else:
                    query = Query()
                    query.arrived, query.duration = now, duration
                    query.token, query.answer = token, answer
                    self._wait(query)
                    wait_for_connection()

            return request

        def reserves(duration: Callable[[], float]) -> Callable[[], float]:
            def reserve() -> float:
                nonlocal queries, begun, area
                now = environment._now
                if free_at[0] > now or line:
                    return -1.0
                queries += 1
                begun += 1
                area -= now
                end = now + duration()
                heapreplace(free_at, end)
                ends.note((end, end - now))
                return end

            return reserve

        def wait_for_connection() -> None:
            nonlocal armed
            if free_at[0] < armed:
                armed = free_at[0]
                heappush(heap, (armed, next_key(), go_on, None))

        def go_on(_: object) -> None:
            """A connection is free that a query waited for."""
            nonlocal armed, begun, area
            environment.events -= 1  # It is counted with the query that had the connection.
            armed = inf
            now = environment._now
            while free_at[0] <= now and (query := self._next()) is not None:
                begun += 1
                area -= now
                end = now + query.duration()
                heapreplace(free_at, end)
                argument = query.arrived, query.token, query.answer
                heappush(heap, (end, next_key(), finish, argument))
            if line:
                wait_for_connection()

        def finish(query: tuple[float, Any, Answer]) -> None:
            """A query is answered."""
            nonlocal area, answered, failed, failing
            arrived, token, answer = query
            now = environment._now
            answered += 1
            area += now
            observe(now - arrived)
            if answered == failing:
                failing = self._hits()
                failed += 1
                answer(token, FAILED)
            else:
                answer(token, OK)

        def counts() -> tuple[int, int, int, float]:
            over, ended = ends.over()
            return queries, begun - answered - over, failed, area + ended

        self._requests = {name: requests(duration) for name, duration in self._times.items()}
        self._reserves = {name: reserves(duration) for name, duration in self._times.items()}
        self._counts = counts

    def _wait(self, query: Query) -> None:
        query.settled = False
        self._line.append(query)
        self._waiting += 1
        self._area_waiting -= query.arrived
        if self._deadlines is not None:
            self._deadlines.add(query)

    def _next(self) -> Query | None:
        """The first that still waits, which waits no more."""
        line = self._line
        while line:
            query = line.popleft()
            if not query.settled:
                self._leave_line(query)
                return query
        return None

    def _leave_line(self, query: Query) -> None:
        query.settled = True
        self._waiting -= 1
        self._area_waiting += self._environment._now

    def _give_up(self, query: Query) -> None:
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

    def groups(self) -> dict[str, Group]:
        return {"latency": (self.latency, None)}
