"""Running database of a design whose timeline does something to it.

Each query is looked at when it ends, and can be ended before: `database` is the same for all other
designs, without a look at what cannot happen. A test holds them together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulator.components.running.database import Query, RunningDatabase
from simulator.engine.message import Job
from simulator.engine.part import FAILED, OK, Answer, Request
from simulator.mechanics.faults import Durations, Faults

if TYPE_CHECKING:
    from simulator.components.database import Database
    from simulator.engine.world import World


class FaultyDatabase(RunningDatabase):
    """The running part of a database that may go down, be slow, or fail more than usual."""

    def __init__(self, world: World, database: Database) -> None:
        uniform = world.randomness.uniforms(database.id, "faults")
        self._faults = Faults(world.environment, uniform, self._go_down, lambda: None)
        self._id, self._random = database.id, world.randomness
        self._since = self._seconds = 0.0
        """When the pool got its present size; the slot seconds until then."""
        self._used = self._pooled = 0.0
        """Until then, integrated over time: the share of the pool in use, and its size."""
        super().__init__(world, database)

    def actions(self) -> dict[str, Callable[[Any], object]]:
        return self._faults.actions()

    def reserve(self, operation: str) -> None:
        """None: no query is certain to end well."""

    def change(self, setting: str, value: Any) -> None:
        """Another size of the pool, or another share of errors."""
        if setting == "pool":
            self._resize(value)
            return
        self._hits = self._random.hits(value, self._id, "error")
        self._failing = self._hits()
        while 0 <= self._failing <= self._over:
            self._failing = self._hits()

    def _resize(self, pool: int) -> None:
        """Queries beyond a smaller pool end as they would; a larger one takes those that wait."""
        now = self._environment._now
        seconds = self._busy * now + self._area
        self._used += (seconds - self._seconds) / self._pool
        self._pooled += self._pool * (now - self._since)
        self._since, self._seconds, self._pool = now, seconds, pool
        self._fill()

    def _fill(self) -> None:
        while self._busy < self._pool and (query := self._next()) is not None:
            self._begin(query)

    def _wire(self) -> None:
        self._queries = self._busy = self._failed = self._over = 0
        self._area = 0.0
        self._failing = self._hits()
        self._requests = {name: self._query(time) for name, time in self._times.items()}
        self._counts = lambda: (self._queries, self._busy, self._failed, self._area)

    def _query(self, time: Durations) -> Request:
        duration = self._faults.slowed(time)

        def request(job: Job, token: Any, answer: Answer) -> None:
            self._queries += 1
            if self._faults.down:
                self._failed += 1
                self._faults.refuse(job, token, answer)
                return
            query = Query()
            query.arrived = self._environment._now
            query.duration, query.token, query.answer = duration, token, answer
            if self._busy < self._pool:
                query.settled = True
                self._begin(query)
            else:
                self._wait(query)

        return request

    def _begin(self, query: Query) -> None:
        now = self._environment._now
        self._busy += 1
        self._area -= now
        self._environment.call_at(now + query.duration(), self._finish, query)

    def _end(self, query: Query) -> None:
        now = self._environment._now
        self._busy -= 1
        self._area += now
        self.latency.add(now - query.arrived)

    def _finish(self, query: Query) -> None:
        self._over += 1
        self._end(query)
        self._fill()
        struck = self._faults.strikes()
        if self._over == self._failing:
            self._failing = self._hits()
            struck = True
        self._failed += struck
        query.answer(query.token, FAILED if struck else OK)

    def read(self) -> list[float]:
        *row, _ = super().read()
        now = self._environment._now
        seconds = self._busy * now + self._area
        return [*row, self._used + (seconds - self._seconds) / self._pool]

    def areas(self) -> dict[str, float]:
        now = self._environment._now
        return {**super().areas(), "pool": self._pooled + self._pool * (now - self._since)}

    def _go_down(self) -> None:
        """Whatever is here fails at once."""
        while (query := self._next()) is not None:
            self._fail(query)
        for query in self._environment.withdraw(self._finish):
            self._end(query)
            self._fail(query)

    def _fail(self, query: Query) -> None:
        self._failed += 1
        query.answer(query.token, FAILED)
