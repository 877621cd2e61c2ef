"""Quick: the way of most messages in the general case, in a few closures.

From the offer to the ack of an attempt that goes well, between one queue and one worker that ask
for nothing that has to be looked at on that way (batches, prefetching, early acks, heartbeats,
limits of time and rate, a microscope …). It does step by step what `Broker`, `Consumer` and
`CrewLane` do, without calling one another; whatever else happens goes to them. A test holds both to
the same frames.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappush
from typing import TYPE_CHECKING, Any

from simulator.engine.message import Attempt, Message
from simulator.engine.part import OK
from simulator.mechanics.delivery.states import ENDED, IN_FLIGHT, WAITING

if TYPE_CHECKING:
    from simulator.components.running.broker import Broker
    from simulator.components.running.consumer import Consumer
    from simulator.components.running.crew_lane import CrewLane

Hand = Callable[[Message, "Consumer"], object]


def is_quick(lane: CrewLane) -> bool:
    """Whether the attempts of a lane may take the quick way."""
    wanted, source = lane.crew.settings, lane.source
    return (
        lane.crew.world.microscope is None
        and not {lane.crew.id, source.id} & lane.crew.world.changed
        and len(lane.crew.lanes) == 1
        and len(source.crews) == 1
        and not source.is_dead_letter
        and source.settings.consumer_timeout is None
        and source.settings.lock_from == "receive"
        and source.pollers is None
        and source.settings.duplicate_share == 0
        and wanted.ack == "late"
        and wanted.prefetch is None
        and wanted.batch == 1
        and wanted.invocations is None
        and wanted.heartbeat is None
        and not wanted.holds_eta
        and wanted.rate_limit is None
        and wanted.retry_budget is None
        and wanted.slot_loss == 0
        and wanted.poison_effect == "fails"
        and wanted.time_limit is None
        and wanted.soft_time_limit is None
        and wanted.skip_time is None
    )


def wire(lane: CrewLane) -> None:
    """Let the lane's queue hand out, and the lane complete, on the quick way."""
    source, crew = lane.source, lane.crew
    environment = source.environment
    heap, next_key = environment.heap, environment.next_key
    locks = lane.locks
    arm = None if locks is None else locks.receive
    limit = None if locks is None else locks.certain
    tracks = not crew.is_pooled()
    add_work, add_latency, add_wait = crew.work.add, crew.world.latency.add, source.wait.add
    pick, redraw, steps = lane.pick, lane.redraw, lane.steps
    fail_poison, fail_by_chance, slow_complete = (
        lane.fail_poison,
        lane.fail_by_chance,
        lane.complete,
    )
    counts, line, by_group = source.counts_receives, source.line, source.by_group
    poison_attempts = crew.settings.poison_attempts
    watches = source.limited
    most = source.flying_most

    def hand(message: Message, consumer: Consumer) -> None:
        """A slot of a consumer is handed a message, and begins to work."""
        now = environment._now
        message.receives = receives = message.receives + 1
        message.count += counts
        source.receives += 1
        if receives > 1:
            source.retries += 1
        message.state = IN_FLIGHT
        attempt = Attempt()
        attempt.receipt = message.receipt = next_key()
        source.in_flight += 1
        source.area_flight -= now
        attempt.job, attempt.lane, attempt.consumer = message, lane, consumer
        attempt.received = attempt.started = now
        attempt.lapsed = attempt.ended = attempt.settled = attempt.forked = False
        attempt.acked = attempt.lost = attempt.duplicate = False
        attempt.begun, attempt.batch, attempt.number = True, None, receives
        consumer.free -= 1
        if tracks:
            consumer.running.add(attempt)
        crew.busy += 1
        crew.area_busy -= now
        lane.began = number = lane.began + 1
        if message.history is not None:
            lane.begin_again(attempt, message.history)
        work = message.work if pick is None else pick(message)
        ends: Callable[[Attempt], object] = over
        if number == lane.failing:
            lane.next_failure()
            ends = fail_by_chance
        if work < 0:
            work = -work
            if poison_attempts is None or message.tries < poison_attempts:
                ends = fail_poison
        if redraw is not None:
            work = redraw()
        work *= crew.slowness
        # An attempt that certainly ends well before its lock does needs nobody to watch over it.
        attempt.armed = armed = arm is not None and (
            ends is not over or steps is not None or limit is None or work > limit
        )
        heappush(heap, (now + work, next_key(), ends, attempt))
        if armed:
            arm(attempt)  # type: ignore[misc] # `armed` has looked

    def complete(attempt: Attempt, outcome: int = OK) -> None:
        """An attempt went well: ack, and the slot takes the next message."""
        message, consumer = attempt.job, attempt.consumer
        if (
            outcome
            or attempt.ended
            or message.history is not None
            or message.receipt != attempt.receipt
        ):
            slow_complete(attempt, outcome)
            return
        now = environment._now
        attempt.ended = attempt.settled = True
        crew.done += 1
        add_work(now - attempt.started)
        source.in_flight -= 1
        source.area_flight += now
        source.acked += 1
        source.done += 1
        message.state, message.receipt, message.receives = ENDED, 0, -1
        if by_group:
            line.free(message)
        if message.run is not None:
            source.tell_run(message)
        if not attempt.forked:
            add_latency(now - message.born)
        if tracks:
            consumer.running.discard(attempt)
        crew.busy -= 1
        crew.area_busy += now
        if consumer.cuts:
            consumer.cut_slot()
        else:
            consumer.free += 1
        if not source.waiting:
            if consumer.draining:
                consumer.proceed()
            return
        if watches or by_group or consumer.draining or not consumer.up:
            consumer.proceed()
            return
        while consumer.free > 0 and source.waiting and source.in_flight < most:
            following = source.next_message()
            if following is None:
                return
            add_wait(now - following.since)
            hand(following, consumer)

    def over(attempt: Attempt) -> None:
        """The work itself is done; now the calls and messages."""
        if steps is not None and not attempt.ended:
            steps(attempt.job, attempt)
        else:
            complete(attempt)

    source.hand = hand
    lane.finish = complete
    if _is_simple(source):
        source.take_in = _intake(source, hand)


def _is_simple(source: Broker) -> bool:
    """Whether a new message is visible at once, and nothing else has to be known of it."""
    wanted = source.settings
    timed = source.perishes or source.lives is not None or wanted.delivery_delay > 0
    return not (timed or source.by_group or wanted.deduplication_window is not None)


def _intake(source: Broker, hand: Hand) -> Callable[[Message], int]:
    """The quick way in: a new message is visible at once."""
    environment, takers, line = source.environment, source.takers, source.line
    limited, accept = source.limited, source.accept
    full: Callable[[Message], int | None] = source.full
    put, most, alarms = line.put, source.flying_most, source.alarms

    def take_in(message: Message) -> int:
        if limited and (outcome := full(message)) is not None:
            return outcome
        now = environment._now
        if message.eta > now or message.run is not None:
            accept(message)
            return OK
        source.published += 1
        source.places = message.place = source.places + 1
        message.home, message.origin = source, source.source_of_letters
        message.receives = message.count = message.receipt = message.tries = 0
        message.listed = False
        message.since = now
        message.state = WAITING
        if not source.waiting and source.in_flight < most:
            for _ in range(len(takers)):
                taker: Any = takers[0]
                takers.rotate(-1)
                if taker.free > 0 and taker.up and not taker.draining:
                    hand(message, taker)
                    return OK
        source.waiting += 1
        source.area_waiting -= now
        put(message)
        if alarms.watched:
            alarms.look(source)
        return OK

    return take_in
