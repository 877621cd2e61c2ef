"""Quick: the way of most messages in the general case, in a few closures.

From the offer to the ack of an attempt that goes well, between one queue and one worker that ask
for nothing that has to be looked at on that way (batches, prefetching, early acks, heartbeats,
limits of rate, a microscope …). It does step by step what `Broker`, `Consumer` and
`CrewLane` do, without calling one another; whatever else happens goes to them. A test holds both to
the same frames.

An attempt that will certainly succeed in time has no record, but when its instance is asked what it
holds: then `record` writes one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from heapq import heappush
from math import inf
from typing import TYPE_CHECKING

from simulator.components.running.broker_state import NEVER
from simulator.components.running.quick_flow import Quick, Sure, flow, has_flow
from simulator.components.running.quick_intake import entrance, intake, is_simple
from simulator.components.running.quick_returns import fails_surely, returns
from simulator.engine.message import Attempt, Fresh, History, Message
from simulator.engine.part import OK
from simulator.mechanics.delivery.lines import Decks
from simulator.mechanics.delivery.states import ENDED, IN_FLIGHT, NACK

if TYPE_CHECKING:
    from simulator.components.running.consumer import Consumer
    from simulator.components.running.crew_lane import CrewLane


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
        and wanted.slot_loss == 0
        and wanted.skip_time is None
    )


def wire(lane: CrewLane) -> None:
    """Let the lane's queue hand out, and the lane complete, on the quick way."""
    source, crew = lane.source, lane.crew
    environment = source.environment
    heap, next_key = environment.heap, environment.next_key
    locks = lane.locks
    arm = None if locks is None else locks.receive
    limit = inf if locks is None else locks.certain
    silent = lane.silent
    tracks = not crew.is_pooled()
    add_work, add_latency, add_wait = crew.work.add, crew.world.latency.add, source.wait.add
    pick, redraw, steps = lane.pick, lane.redraw, lane.steps
    slow_complete = lane.complete
    counts, line, by_group = source.counts_receives, source.line, source.by_group
    counted_most = source.counted_most if counts else NEVER
    alarms, lives = source.alarms, source.lives
    ends = line.ends() if is_simple(source) and not source.timed else None
    decks: Decks = [] if ends is None else ends.decks
    pop, stamp = line.pop, source.restamp
    poison_attempts = crew.settings.poison_attempts
    most = source.flying_most
    wanted = crew.settings
    earns = wanted.retry_budget is not None
    limits = wanted.time_limit, wanted.soft_time_limit
    shortest = min((each for each in limits if each is not None), default=inf)
    certain = -1.0
    if limit is not None and steps is None and not source.perishes:
        certain = min(limit, shortest)
    """The longest work that certainly succeeds in time, and whose message stays until then."""

    def hand(message: Message, consumer: Consumer) -> None:
        """A slot of a consumer is handed a message, and begins to work."""
        now = environment._now
        message.receives = receives = message.receives + 1
        message.count += counts
        source.receives += 1
        if receives > 1:
            source.retries += 1
        message.state = IN_FLIGHT
        message.receipt = key = next_key()
        source.in_flight += 1
        source.area_flight -= now
        consumer.free -= 1
        crew.busy += 1
        crew.area_busy -= now
        lane.began = number = lane.began + 1
        work = message.work if pick is None else pick(message)
        history = message.history
        if history is None and earns:
            crew.first_attempt()
        calm = history is None or not (history.running or history.succeeded)
        struck = number == lane.failing
        if not calm or work < 0.0 or (struck and not may_fail):
            begin_in_doubt(message, consumer, work, number)
            return
        if struck:
            lane.next_failure()
        if redraw is not None:
            work = redraw()
        if work <= certain:
            consumer.sure += 1
            if history is not None:
                history.running = 1
            argument = consumer, now, message
            heappush(heap, (now + work, key, sure_failed if struck else over_again, argument))
        else:
            begin(message, consumer, work, fail_by_chance if struck else over)

    def hand_fresh(message: Fresh, consumer: Consumer) -> None:
        """The same of a message that has no record."""
        works, number, ends_by = message[1], lane.began + 1, sure_over
        work = works if stamp is None else stamp(works)
        if not 0.0 <= work <= certain_drawn:
            hand(source.grown(message), consumer)
            return
        if number == lane.failing:
            if not may_fail:
                hand(source.grown(message), consumer)
                return
            lane.next_failure()
            ends_by = sure_failed
        now = environment._now
        lane.began = number
        source.receives += 1
        source.in_flight += 1
        source.area_flight -= now
        consumer.free -= 1
        consumer.sure += 1
        crew.busy += 1
        crew.area_busy -= now
        argument = consumer, now, message
        heappush(heap, (now + work, next_key(), ends_by, argument))

    def begin_in_doubt(message: Message, consumer: Consumer, work: float, number: int) -> None:
        """Begin an attempt that fails, or at a message that is in trouble."""
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
        begin(message, consumer, work, ends)

    def begin(
        message: Message, consumer: Consumer, work: float, ends: Callable[[Attempt], object]
    ) -> None:
        attempt = recorded(message, consumer, environment._now)
        if tracks:
            consumer.running.add(attempt)
        if message.history is not None:
            lane.begin_again(attempt, message.history)
        # Where an attempt certainly is settled before its lock ends, nobody need watch over it.
        attempt.armed = armed = arm is not None and (
            limit is None
            or work > limit
            or (silent and work > shortest)
            or (steps is not None if ends is over else silent)
        )
        key = attempt.receipt
        if shortest < inf:
            lane.limit(attempt, work)
            key = next_key()  # At the same time a limit comes first.
        heappush(heap, (attempt.started + work, key, ends, attempt))
        if armed:
            arm(attempt)  # type: ignore[misc] # `armed` has looked

    def recorded(message: Message, consumer: Consumer, started: float) -> Attempt:
        """The record of an attempt that has begun."""
        attempt = Attempt()
        attempt.receipt = message.receipt
        attempt.job, attempt.lane, attempt.consumer = message, lane, consumer
        attempt.received = attempt.started = started
        attempt.lapsed = attempt.ended = attempt.settled = attempt.forked = False
        attempt.acked = attempt.lost = attempt.duplicate = attempt.armed = False
        attempt.begun, attempt.batch, attempt.number = True, None, message.receives
        return attempt

    def record(consumer: Consumer) -> None:
        """Write the records of the attempts of an instance that have none."""
        for place, (end, key, function, argument) in enumerate(heap):
            if function in (sure_over, over_again, sure_failed) and argument[0] is consumer:
                _, started, message = argument
                if type(message) is tuple:
                    message = source.grown(message)
                    message.receives, message.count = 1, counts
                    message.state, message.receipt = IN_FLIGHT, key
                attempt = recorded(message, consumer, started)
                heap[place] = end, key, nack_later if function is sure_failed else over, attempt
                consumer.running.add(attempt)
        consumer.sure = 0

    def sure_over(argument: Sure) -> None:
        """An attempt went well that nothing could go wrong with: as in `complete`."""
        consumer, started, message = argument
        now = environment._now
        lane.sure_done += 1
        add_work(now - started)
        if isinstance(message, tuple):
            add_latency(now - message[0])
        else:
            add_latency(now - message.born)
            over_for(message)
        consumer.sure -= 1
        source.in_flight -= 1
        source.area_flight += now
        free_slot(consumer, now)

    def over_again(argument: Sure) -> None:
        """The same, at a message that has a record."""
        sure_over(argument)

    def sure_failed(argument: Sure) -> None:
        """An attempt failed by chance, as it had to: as in `nack_later`."""
        consumer, started, message = argument
        now = environment._now
        add_work(now - started)
        source.in_flight -= 1
        source.area_flight += now
        back.off(message, now)
        consumer.sure -= 1
        free_slot(consumer, now)

    def over_for(message: Message) -> None:
        """A message that has a record is done."""
        message.state = ENDED
        if message.history is not None:
            succeed(message.history)
        if by_group:
            line.free(message)
        if message.run is not None:
            source.tell_run(message)

    def succeed(history: History) -> None:
        """The only attempt at a message that was in trouble went well, for the first time."""
        history.running, history.succeeded = 0, True
        history.done_at = environment._now
        if history.parked is not None:
            history.parked.processed += 1

    def complete(attempt: Attempt, outcome: int = OK) -> None:
        """An attempt went well: ack, and the slot takes the next message."""
        message, history = attempt.job, attempt.job.history
        if (
            outcome
            or attempt.ended
            or message.receipt != attempt.receipt
            or (history is not None and (attempt.duplicate or history.succeeded))
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
        message.receipt, message.receives = 0, -1
        over_for(message)
        if not attempt.forked:
            add_latency(now - message.born)
        let_go(attempt)

    def let_go(attempt: Attempt) -> None:
        """The slot of an attempt that is over goes on."""
        consumer = attempt.consumer
        if tracks:
            consumer.running.discard(attempt)
        free_slot(consumer, environment._now)

    def free_slot(consumer: Consumer, now: float) -> None:
        crew.busy -= 1
        crew.area_busy += now
        if consumer.cuts:
            consumer.cut_slot()
        else:
            consumer.free += 1
        if source.waiting or consumer.draining:
            take(consumer)

    def nack_later(attempt: Attempt) -> None:
        """An attempt failed by chance: its message is given back with a backoff."""
        message = attempt.job
        if attempt.ended or attempt.duplicate or message.receipt != attempt.receipt:
            lane.fail_by_chance(attempt)
            return
        attempt.ended = True
        crew.failed += 1
        message.tries += 1
        add_work(environment._now - attempt.started)
        history = message.history or source.open_history(message)
        history.running = 0
        poison = (message.work if pick is None else pick(message)) < 0
        history.reason = "poison" if poison else "failed"
        history.wait = lane.wait(message.receives, history.wait)
        source.give_back(attempt, NACK, history.wait)
        let_go(attempt)

    def take(consumer: Consumer) -> None:
        """A slot is free: its instance takes what waits."""
        if by_group or consumer.draining or not consumer.up:
            consumer.proceed()
            return
        while consumer.free > 0 and source.waiting and source.in_flight < most:
            deck = next(filter(None, decks), None)
            fresh = deck is not None and type(deck[0]) is tuple
            message = deck.popleft() if deck is not None and fresh else pop()
            if message is None:
                return
            deal(message, consumer)

    def deal(message: Message | Fresh, consumer: Consumer) -> None:
        """A message comes up: give it to a slot, unless it has other ways to go."""
        now = environment._now
        source.waiting -= 1
        source.area_waiting += now
        if isinstance(message, tuple):
            add_wait(now - message[0])
            hand_fresh(message, consumer)
        elif message.count >= counted_most or (lives is not None and message.expires <= now):
            source.may_be_received(message)
            return
        else:
            add_wait(now - message.since)
            hand(message, consumer)
        if watches:
            source.handed_out()

    def over(attempt: Attempt) -> None:
        """The work itself is done; now the calls and messages."""
        if steps is not None and not attempt.ended:
            steps(attempt.job, attempt)
        else:
            complete(attempt)

    back, may_fail = returns(lane), fails_surely(lane)
    fail_poison = lane.fail_poison if wanted.poison_effect == "fails" else lane.poisoned
    always_again = wanted.retry == "backoff" and wanted.max_attempts is None and not earns
    fail_by_chance = nack_later if always_again else lane.fail_by_chance
    watches = alarms.watched or source.blocks
    certain_drawn = certain if redraw is None and not earns else -1.0
    source.hand = hand
    source.sure_done = crew.sure_done = lambda: lane.sure_done
    lane.finish = complete
    lane.let_go = let_go
    lane.record = record
    if is_simple(source):
        source.take_in = intake(source, hand)
    if ends is None:
        return
    source.take_new = entrance(source, ends.put, hand_fresh)
    if certain_drawn >= 0 and has_flow(lane):
        quick = Quick(sure_over, over_again, sure_failed, hand, over_for, back, ends, certain_drawn)
        source.flow = partial(flow, lane, quick)
