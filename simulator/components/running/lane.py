"""Lane: the way from one queue to a worker, and what becomes of each attempt.

Attempts that will certainly succeed in time are run by `mechanics.handover`; whatever else may
happen is here, and goes through an `Attempt`.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappush
from typing import TYPE_CHECKING

from simulator.components.running.last_call import Doubtful, last_call
from simulator.engine.environment import EXPIRY
from simulator.engine.message import GONE, Attempt, History, Message, New, grown
from simulator.engine.part import OK
from simulator.mechanics import jobs
from simulator.mechanics.backoff import backoff
from simulator.mechanics.calls import call
from simulator.mechanics.handover import Begin, Taker
from simulator.mechanics.publishing import publish_on
from simulator.mechanics.slots import Source
from simulator.mechanics.steps import chain

if TYPE_CHECKING:
    from simulator.components.running.worker import RunningWorker
    from simulator.engine.world import World


class Lane:
    """The way from one queue to the worker."""

    def __init__(self, worker: RunningWorker, queue: Source, alone: bool) -> None:
        world, settings = worker.world, worker.settings
        self.worker = worker
        self.source = queue
        self._environment = world.environment
        self._work_add = worker.work.add
        self._pick = _picker(world, worker.id)
        self._redraw: Callable[[], float] | None = None
        if settings.redraw:
            time = settings.processing_time
            self._redraw = world.randomness.durations(time, worker.id, queue.id, "redraw")
        self._wait = None
        if settings.retry == "backoff":
            uniform = world.randomness.uniforms(worker.id, queue.id, "backoff")
            self._wait = backoff(settings, uniform, settings.backoff_growth)
        self._done = self._failed = self._late = self._duplicates = self._repeated = 0
        self._wasted = self._area_busy = 0.0
        share = settings.transient_failure
        self._hits = world.randomness.hits(share, worker.id, queue.id, "failure")
        self._calls = [(edge, call) for edge in world.edges_from(worker.id, "call")]
        self._messages = [(edge, publish_on) for edge in world.edges_from(worker.id, "message")]
        busy_later = bool(self._calls or self._messages)
        certain = queue.certain and not busy_later and self._redraw is None
        self._handed_over = alone and certain
        self._wire()
        self._served = self._served_by_both if self._handed_over else self._counted
        queue.hand_to(self._served)

    def serve(self) -> None:
        """Take everything that the queue has."""
        if self._handed_over:
            limit = self.source.visibility
            lapse = self._lapse_of_failed if self._wait is None else None
            self.source.serve(Taker(self._begin_attempt, lapse, self._hits, limit, self._work_add))
        else:
            self.source.hand_by(self.begin, exclusive=True)

    # --- The way of most attempts -----------------------------------------------------------

    def _wire(self) -> None:
        """Attempts that succeed at the first, as closures that share their counters."""
        environment, source, pick = self._environment, self.source, self._pick
        heap, next_key, visibility = environment.heap, environment.next_key, source.visibility
        add_work, add_latency = self._work_add, self.worker.world.latency.add
        redraw, watches, pool = self._redraw, source.watches, self.worker.pool
        silent = self._wait is None
        take, hits = source.take, self._hits
        lapse, fail, troubled = self._lapse, self._fail, self._complete_troubled
        attempts = plain = 0
        area = 0.0
        failing_next = -1 if self._handed_over else hits()

        def begin(message: Message | New, struck: bool | None = None) -> None:
            """A slot was handed a message. `struck` by a transient failure: None to find out."""
            nonlocal attempts, failing_next, area
            if isinstance(message, tuple):
                if ask and 0.0 <= message[2] <= visibility and attempts + 1 != failing_next:
                    attempts += 1
                    now = environment._now
                    area -= now
                    key = next_key()
                    heappush(heap, (now + message[2], key, ask, (message, now, key)))
                    return
                message = grown(message)
            if struck is None:
                attempts += 1
                struck = attempts == failing_next
                if struck:
                    failing_next = hits()
            now = environment._now
            area -= now
            attempt = Attempt()
            attempt.receipt = message.receipt = receipt = next_key()
            attempt.job, attempt.started = message, now
            attempt.lapsed = attempt.ended = attempt.settled = attempt.forked = False
            if message.history is None:
                attempt.duplicate = False
                message.receives = 1
            else:
                self._begin_again(attempt, message.history)
            work = message.work if pick is None else pick(message)
            failing = struck or work < 0
            if work < 0:
                work = -work
            if redraw is not None:
                work = redraw()
            finish = fail if failing else over
            heappush(heap, (now + work, receipt, finish, attempt))
            # Arm the visibility timeout, unless the attempt certainly is answered before it.
            if deadlines is not None and not failing:
                deadlines.add(attempt)
            elif (failing and silent) or work > visibility:
                heappush(heap, (now + visibility, next_key() + EXPIRY, lapse, attempt))
            if watches:
                source.watch(message)  # Whoever finds room by that comes after this attempt.

        def complete(attempt: Attempt, outcome: int = OK) -> None:
            nonlocal plain, area
            message = attempt.job
            if outcome:
                fail(attempt)
                return
            if message.history is not None or message.receipt != attempt.receipt:
                troubled(attempt)
                return
            # The first attempt, and nothing went wrong: as in `mechanics.handover`.
            now = environment._now
            plain += 1
            area += now
            attempt.settled = True
            message.receives = GONE
            add_work(now - attempt.started)
            if not attempt.forked:
                add_latency(now - message.born)
            if pool is not None:
                pool.proceed()
                return
            following = take()
            if following is not None:
                hand(following)

        def take_steps(attempt: Attempt) -> None:
            """The work itself is done; now the calls and messages."""
            assert steps is not None
            steps(attempt.job, attempt)

        def take_next() -> None:
            following = take()
            if following is not None:
                hand(following)

        steps = chain(self.worker.world, [*self._calls, *self._messages], complete)
        deadlines = source.deadlines(lapse) if steps is not None else None
        over = complete if steps is None else take_steps
        hand = source.handover.begin if self._handed_over else begin
        last = None
        if redraw is None and not self._messages:
            doubtful = Doubtful(take_steps, complete, lapse)
            last = last_call(self, [edge for edge, _ in self._calls], doubtful)
        ask = last.ask if last is not None else None

        def counted() -> tuple[int, int, float]:
            over, ended = last.over() if last is not None else (0, 0.0)
            return attempts, plain + over, area + ended

        self.begin: Begin = begin
        self._begin_attempt: Callable[[Message, bool], object] = begin
        self._complete: Callable[[Attempt, int], object] = complete
        self._proceed: Callable[[], object] = take_next if pool is None else pool.proceed
        self._counted: Callable[[], tuple[int, int, float]] = counted
        """Attempts that began, those that were plainly acked, and their slot seconds."""
        beside = source.handover.attempted if self._handed_over else None
        self.attempts: Callable[[], int] = lambda: attempts if beside is None else beside()[0]
        """Attempts that began."""

    # --- Attempts that fail, come late or come again ----------------------------------------

    def _begin_again(self, attempt: Attempt, history: History) -> None:
        attempt.duplicate = history.running > 0 or history.succeeded
        history.running += 1
        self._duplicates += attempt.duplicate
        self.source.duplicates += attempt.duplicate

    def _complete_troubled(self, attempt: Attempt) -> None:
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
        history = attempt.job.history or self.source.open_history(attempt.job)
        attempt.ended = True
        history.running -= 1
        if attempt.lapsed:
            self._late -= 1
        if attempt.duplicate:
            self._wasted += held
        self._area_busy += now
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
        history = message.history or self.source.open_history(message)
        history.reason = self._reason(attempt)
        self.source.lapse(attempt)

    def _lapse_of_failed(self, message: Message) -> None:
        """The visibility timeout of an attempt is over that failed before it, with nobody else
        about."""
        history = message.history or self.source.open_history(message)
        history.running = 0
        history.reason = "poison" if message.work < 0 else "failed"
        self.source.expire(message, 0)

    def _reason(self, attempt: Attempt) -> str:
        message = attempt.job
        if (message.work if self._pick is None else self._pick(message)) < 0:
            return "poison"
        return "failed" if attempt.ended else "late"

    # --- Books ------------------------------------------------------------------------------

    def _served_by_both(self) -> tuple[int, int, float]:
        """The same where most attempts are run by `mechanics.handover`."""
        _, plain, area = self._counted()
        attempts, done, sure = self.source.handover.attempted()
        return attempts, done + plain, sure + area

    def counts(self) -> tuple[float, ...]:
        """Attempts, done, failed, late, duplicates, repeated, seconds wasted, and slot seconds
        less the present time for every busy slot."""
        attempts, done, area = self._served()
        failed, area_failed = self.source.handover.failed() if self._handed_over else (0, 0.0)
        return (
            attempts,
            done + self._done,
            failed + self._failed,
            self._late,
            self._duplicates,
            self._repeated,
            self._wasted,
            area + area_failed + self._area_busy,
        )


def _picker(world: World, worker: str) -> Callable[[Message], float] | None:
    """A function that picks the work of a message at this worker; None where it is the only one."""
    everyone = jobs.workers(world)
    if len(everyone) == 1:
        return None
    place = everyone.index(worker)
    return lambda message: float(message.works[place])
