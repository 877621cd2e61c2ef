"""Running worker: slots that take messages, do the work, and ack, fail or come too late.

One lane leads from each queue to the worker. The hot path of a lane is made of closures that share
their counters: an attempt that will certainly succeed in time needs neither a receipt nor a
deadline. Whatever else may happen goes through an `Attempt`.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappush
from typing import TYPE_CHECKING, Any, cast

from simulator.engine.environment import EXPIRY
from simulator.engine.message import Attempt, History, Message
from simulator.engine.observations import Observations
from simulator.engine.part import Flow, Part
from simulator.mechanics import jobs
from simulator.mechanics.backoff import backoff
from simulator.mechanics.calls import call
from simulator.mechanics.publishing import publish
from simulator.mechanics.slots import Slots, Source, share
from simulator.mechanics.steps import Step, chain

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
    )

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
        self.lanes = [Lane(self, queue, alone) for queue in queues]
        for edge, lane in zip(edges, self.lanes, strict=True):
            self.world.edges[edge.id].lend(lane.attempts)
        if not alone:
            self.pool = Slots(self.lanes, self.slots)

    def start(self) -> None:
        if self.pool is None:
            queue = self.lanes[0].source
            queue.serve(self.lanes[0].begin, True)
            queue.wake(self.slots)
            return
        for lane in self.lanes:
            takers = self.world.edges_from(lane.source.id, "message")
            workers = [cast(RunningWorker, self.world.parts[edge.target]) for edge in takers]
            share(lane.source, [worker.pool for worker in workers if worker.pool is not None])
        self.pool.start()

    def read(self) -> list[float]:
        lanes = self.lanes
        sums = [sum(column) for column in zip(*(lane.counts() for lane in lanes), strict=True)]
        attempts, done, failed, late, duplicates, repeated, wasted, area = sums or [0] * 8
        busy = attempts - done - failed
        seconds = (busy * self.world.environment._now + area) / self.slots
        return [
            attempts,
            done,
            failed,
            busy,
            self.slots,
            late,
            duplicates,
            repeated,
            round(wasted, 6),
            seconds,
        ]

    def areas(self) -> dict[str, float]:
        busy = self.read()[9] * self.slots
        return {"busy": busy, "slots": self.slots * self.world.environment._now}

    def groups(self) -> dict[str, tuple[Observations, Callable[[], int] | None]]:
        return {"work": (self.work, None)}

    def flow(self) -> Flow:
        values = self.read()
        return {"busy": values[3], "slots": self.slots, "slot_seconds": values[9] * self.slots}


class Lane:
    """The way from one queue to the worker."""

    def __init__(self, worker: RunningWorker, queue: Source, alone: bool) -> None:
        world, settings = worker.world, worker.settings
        self.worker = worker
        self.source = queue
        self._environment = world.environment
        self._work_add = worker.work.add
        self._steps = self._chain(world)
        self._redraw: Callable[[], float] | None = None
        if settings.redraw:
            time = settings.processing_time
            self._redraw = world.randomness.durations(time, worker.id, queue.id, "redraw")
        self._pick = _picker(world, worker.id)
        self._wait = None
        if settings.retry == "backoff":
            uniform = world.randomness.uniforms(worker.id, queue.id, "backoff")
            self._wait = backoff(settings, uniform, "exponential")
        self._deadlines = queue.deadlines(self._lapse) if self._steps is not None else None
        self._done = self._failed = self._late = 0
        self._duplicates = self._repeated = 0
        self._wasted = self._area = 0.0
        certain = alone and self._steps is None and not settings.redraw and queue.keeps
        share = settings.transient_failure
        hits = world.randomness.hits(share, worker.id, queue.id, "failure")
        self._wire(hits, queue.visibility if certain else -1.0)

    def _chain(self, world: World) -> Step | None:
        id = self.worker.id
        calls = [(edge, call) for edge in world.edges_from(id, "call")]
        messages = [(edge, publish) for edge in world.edges_from(id, "message")]
        return chain(world, [*calls, *messages], self._completed, self._step_failed)

    # --- The hot path ---------------------------------------------------------------------

    def _wire(self, hits: Callable[[], int], limit: float) -> None:
        """`limit`: the longest work whose end is certain when it begins; -1 for none."""
        environment, work_add = self._environment, self._work_add
        heap, next_key = environment.heap, environment.next_key
        acked, take, begin_attempt = self.source.acked_in_time, self.source.take, self._begin
        attempts = done = 0
        area = 0.0
        failing = hits()

        def begin(message: Message) -> None:
            """A slot was handed a message."""
            nonlocal attempts, area, failing
            attempts += 1
            now = environment._now
            area -= now
            work = message.work
            if 0.0 <= work <= limit and attempts != failing and message.history is None:
                heappush(heap, (now + work, next_key(), finish, message))
            elif attempts == failing:
                failing = hits()
                begin_attempt(message, True)
            else:
                begin_attempt(message, False)

        def finish(message: Message) -> None:
            """The work is done, in time: ack it and take the next."""
            nonlocal done, area
            done += 1
            area += environment._now
            work_add(message.work)
            acked(message)
            following = take()
            if following is not None:
                begin(following)

        def counts() -> tuple[float, ...]:
            return (
                attempts,
                done + self._done,
                self._failed,
                self._late,
                self._duplicates,
                self._repeated,
                self._wasted,
                area + self._area,
            )

        self.begin: Callable[[Message], object] = begin
        self.counts = counts
        self.attempts = lambda: attempts

    # --- Attempts whose end is uncertain, or known to be bad --------------------------------

    def _begin(self, message: Message, struck: bool) -> None:
        environment = self._environment
        now = environment._now
        history = message.history or _new_history(message)
        own = self._pick(message)
        work = abs(own) if self._redraw is None else self._redraw()
        attempt = Attempt()
        attempt.job, attempt.started = message, now
        attempt.receipt = message.receipt = environment.next_key()
        attempt.failing = struck or own < 0
        attempt.duplicate = history.running > 0 or history.succeeded
        attempt.lapsed = attempt.ended = attempt.settled = attempt.forked = False
        if attempt.duplicate:
            self._duplicates += 1
            self.source.duplicates += 1
        history.running += 1
        heappush(environment.heap, (now + work, attempt.receipt, self._worked, attempt))
        self._arm(attempt, work)

    def _arm(self, attempt: Attempt, work: float) -> None:
        """Arm the visibility timeout, unless the attempt certainly ends before it."""
        visibility = self.source.visibility
        if self._deadlines is not None and not attempt.failing:
            self._deadlines.add(attempt)
            return
        answered = self._wait is not None or not attempt.failing
        if not answered or work > visibility:
            environment = self._environment
            environment.call_at(attempt.started + visibility, self._lapse, attempt, EXPIRY)

    def _worked(self, attempt: Attempt) -> None:
        if attempt.failing:
            self._fail(attempt)
        elif self._steps is not None:
            self._steps(attempt.job, attempt)
        else:
            self._complete(attempt)

    def _completed(self, token: object) -> None:
        self._complete(cast(Attempt, token))

    def _step_failed(self, token: object, outcome: int) -> None:
        self._fail(cast(Attempt, token))

    def _complete(self, attempt: Attempt) -> None:
        history = self._end(attempt)
        self._done += 1
        if history.succeeded:
            self._repeated += 1
        else:
            history.succeeded = True
            if history.parked is not None:
                history.parked.processed += 1
        self.source.ack(attempt)
        self._proceed()

    def _fail(self, attempt: Attempt) -> None:
        history = self._end(attempt)
        self._failed += 1
        if self._wait is not None:
            message = attempt.job
            history.wait = self._wait(max(1, message.receives), history.wait)
            if message.receipt == attempt.receipt:
                history.reason = self._reason(attempt)
            self.source.nack(attempt, history.wait)
        self._proceed()

    def _end(self, attempt: Attempt) -> History:
        now = self._environment._now
        held = now - attempt.started
        history = attempt.job.history
        assert history is not None
        attempt.ended = True
        history.running -= 1
        if attempt.lapsed:
            self._late -= 1
        if attempt.duplicate:
            self._wasted += held
        self._area += now
        self._work_add(held)
        return history

    def _lapse(self, attempt: Attempt) -> None:
        """The visibility timeout of an attempt is over."""
        message = attempt.job
        if message.receipt != attempt.receipt:
            return
        if not attempt.ended:
            attempt.lapsed = True
            self._late += 1
        assert message.history is not None
        message.history.reason = self._reason(attempt)
        self.source.lapse(attempt)

    def _reason(self, attempt: Attempt) -> str:
        if self._pick(attempt.job) < 0:
            return "poison"
        return "failed" if attempt.ended else "late"

    def _proceed(self) -> None:
        if self.worker.pool is not None:
            self.worker.pool.proceed()
            return
        following = self.source.take()
        if following is not None:
            self.begin(following)


def _new_history(message: Message) -> History:
    history = message.history = History()
    history.running = 0
    history.succeeded = history.listed = False
    history.reason = "failed"
    history.wait = 0.0
    history.parked = None
    return history


def _picker(world: World, worker: str) -> Callable[[Any], float]:
    """A function that picks the work of a message at this worker."""
    everyone = jobs.workers(world)
    if len(everyone) == 1:
        return lambda message: message.work
    place = everyone.index(worker)
    return lambda message: message.works[place]
