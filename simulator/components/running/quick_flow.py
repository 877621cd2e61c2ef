"""Quick flow: all arrivals of a design, and the ends of the attempts that go well, in one loop.

Where one client sends to one queue with one worker, nearly everything that happens is a message
that arrives and an attempt that ends. Both are run here one after another, in the order in which
the environment would, for as long as nothing else is due; what is counted stands in local names
meanwhile. A test holds it to the way event by event.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush, heapreplace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from simulator.components.running.broker_state import NEVER
from simulator.components.running.quick_intake import idle
from simulator.components.running.quick_returns import Returns, fails_surely
from simulator.engine.environment import Arrival
from simulator.engine.message import Fresh, Message
from simulator.engine.part import FAILED
from simulator.mechanics.delivery.lines import Ends
from simulator.mechanics.delivery.states import WAITING
from simulator.mechanics.gate import Gate

if TYPE_CHECKING:
    from simulator.components.running.consumer import Consumer
    from simulator.components.running.crew_lane import CrewLane

Job = tuple[float, Any, Any]
"""When a job comes, its works and its traits."""

Sure = tuple["Consumer", float, Message | Fresh]
"""An attempt whose end is sure: whose slot works on it, since when, at what."""


@dataclass(frozen=True, slots=True)
class Quick:
    """What `quick` has wired."""

    over: Callable[[Sure], object]
    """The event that an attempt went well …"""
    over_again: Callable[[Sure], object]
    """… at a message that has a record …"""
    failed: Callable[[Sure], object]
    """… and that one failed."""
    hand: Callable[[Message, Consumer], object]
    ended: Callable[[Message], object]
    """A message that has a record is done."""
    back: Returns
    ends: Ends
    certain: float
    """The longest work of a message without a record that needs no closer look."""


def has_flow(lane: CrewLane) -> bool:
    """Whether everything that the loop does not look at is switched off."""
    source, wanted = lane.source, lane.crew.settings
    rejects = source.settings.capacity is None or source.settings.overflow == "reject"
    # Twice as many, because instances that go may still be at work.
    slots = 2 * max(wanted.instances, wanted.scale_max) * max(wanted.concurrency, wanted.scale_max)
    calm = not source.alarms.watched and not source.is_dead_letter
    return rejects and calm and slots < source.flying_most


def flow(lane: CrewLane, quick: Quick, stream: Iterator[Job], gate: Gate) -> Iterator[Arrival]:
    """Run the jobs as they come, and the ends; give the times of those jobs that something comes
    before."""
    source, crew = lane.source, lane.crew
    environment = source.environment
    takers: deque[Any] = source.takers
    heap, next_key = environment.heap, environment.next_key
    over, over_again, failed = quick.over, quick.over_again, quick.failed
    certain, may_fail = quick.certain, fails_surely(lane)
    due, show, line_up = quick.back.due, quick.back.show, quick.back.line_up
    back_off, work_of, take_up = quick.back.off, quick.back.work, quick.back.take_up
    put, levels, decks = quick.ends.put, quick.ends.levels, quick.ends.decks
    add_work, add_latency, add_wait = crew.work.add, crew.world.latency.add, source.wait.add
    room = source.settings.capacity or NEVER
    stamp, gap, hair = gate.stamp, gate.gap, gate.hair
    allowance = gate.allowance + hair
    ours, keep = (over, over_again, failed, due), gate.keep

    def hand(argument: tuple[Fresh, Consumer]) -> None:
        quick.hand(source.grown(argument[0]), argument[1])

    coming = next(stream, None)
    while coming is not None:
        yield coming[0], _nothing, None  # It is run when the environment asks for the next one.
        if any(each.draining or each.cuts for each in takers):
            # While an instance goes, one thing is run after another by the environment.
            gate.arrive(coming[1:])
            coming = next(stream, None)
            continue
        ran, left = -1, environment.absorbable
        while True:
            closer_look: Callable[[Any], object] | None = None
            started_by: tuple[Fresh, Consumer] | None = None
            # A token that is due within a hair is there.
            next_at, failures = gate.next_at - hair, crew.failed
            waiting, area_waiting = source.waiting, source.area_waiting
            vacant = room - source.hidden
            in_flight, area_flight = source.in_flight, source.area_flight
            area_before = area_flight
            number, failing = lane.began + 1, lane.failing
            before, flying, arrived, rejected = number, in_flight, 0, 0
            top = heap[0]
            # What is coming comes first, and what was fetched last is coming in the end.
            for coming in chain((coming,), islice(stream, left)):  # noqa: B020 (on purpose)
                at, works, traits = coming
                while top[0] <= at:
                    now, _, event, argument = top
                    if event is over:
                        consumer, started, ended = argument
                    elif event is over_again or event is failed:
                        consumer, started, ended = argument
                        if type(ended) is not tuple and ended.run is not None:
                            break
                    elif event is due and argument[0].receipt == argument[1]:
                        back = argument[0]
                        if not waiting and (
                            number == failing or not 0.0 <= work_of(back) <= certain
                        ):
                            break
                        heappop(heap)
                        show(back, now)
                        vacant += 1
                        ran += 1
                        if waiting or (taker := idle(takers)) is None:
                            line_up(back)
                            waiting += 1
                            area_waiting -= now
                        else:
                            take_up(back)
                            number += 1
                            in_flight += 1
                            area_flight -= now
                            taker.free -= 1
                            taker.sure += 1
                            at_work = taker, now, back
                            heappush(heap, (now + back.work, next_key(), over_again, at_work))
                        top = heap[0]
                        continue
                    else:
                        break
                    # A slot is free: as in `quick.over`.
                    if not waiting:
                        heappop(heap)
                        in_flight -= 1
                        area_flight += now
                        consumer.sure -= 1
                        consumer.free += 1
                    else:
                        # It goes over to a message that waits: as in `quick.hand_fresh`.
                        for deck in decks:
                            if deck:
                                break
                        message: Any = deck[0]
                        if type(message) is tuple:
                            since, work, _ = message
                            if stamp is not None:
                                work = stamp(work)
                            if not 0.0 <= work <= certain:
                                break
                            ends = over
                        else:
                            since, work, ends = message.since, work_of(message), over_again
                            if not 0.0 <= work <= certain or message.state != WAITING:
                                break
                            if number == failing and not may_fail:
                                break
                            take_up(message)
                        if number == failing:
                            if not may_fail:
                                break
                            lane.next_failure()
                            failing, ends = lane.failing, failed
                        number += 1
                        deck.popleft()
                        waiting -= 1
                        area_waiting += now
                        add_wait(now - since)
                        heapreplace(heap, (now + work, next_key(), ends, (consumer, now, message)))
                    add_work(now - started)
                    if event is over:
                        add_latency(now - ended[0])
                    elif event is failed:
                        back_off(ended, now)
                        vacant = room - source.hidden
                    else:
                        add_latency(now - ended.born)
                        environment._now = now
                        quick.ended(ended)
                    top = heap[0]
                else:
                    # The message arrives: as in `Gate.arrive` and `quick_intake.entrance`.
                    if next_at > at:
                        closer_look = keep
                        break
                    earliest = at - allowance
                    next_at = (next_at if next_at > earliest else earliest) + gap
                    if waiting >= vacant:
                        rejected += 1
                        continue
                    arrived += 1
                    if waiting or (taker := idle(takers)) is None:
                        waiting += 1
                        area_waiting -= at
                        if levels is None:
                            put(coming)
                        else:
                            levels[traits[0]](coming)
                        continue
                    work, ends = works if stamp is None else stamp(works), over
                    if not 0.0 <= work <= certain:
                        closer_look, started_by = hand, (coming, taker)
                        break
                    if number == failing:
                        if not may_fail:
                            closer_look, started_by = hand, (coming, taker)
                            break
                        lane.next_failure()
                        failing, ends = lane.failing, failed
                    number += 1
                    in_flight += 1
                    area_flight -= at
                    taker.free -= 1
                    taker.sure += 1
                    heappush(heap, (at + work, next_key(), ends, (taker, at, coming)))
                    top = heap[0]
                    continue
                break
            else:
                closer_look = _nothing
            if closer_look is not None:
                # What came last is done with.
                environment._now = at
                argument = (works, traits) if closer_look is keep else started_by
                coming = next(stream, None)
            elif top[2] in ours:
                environment._now, _, closer_look, argument = heappop(heap)
                ran += 1
            began = number - before
            ended_here = began - (in_flight - flying)
            come = arrived + rejected + (closer_look is keep)
            left = max(0, left - come)
            ran += come + ended_here
            gate.come += come
            gate.next_at = next_at + hair
            source.waiting, source.area_waiting = waiting, area_waiting
            source.in_flight, source.area_flight = in_flight, area_flight
            source.published += arrived
            source.receives += began
            source.rejected += rejected
            for _ in range(rejected):
                gate.not_taken(FAILED)
            crew.busy += in_flight - flying
            crew.area_busy += area_flight - area_before
            lane.began += began
            lane.sure_done += ended_here - (crew.failed - failures)
            if closer_look is not None:
                closer_look(argument)
            if closer_look is None or closer_look is _nothing or coming is None:
                break
        environment.ran(ran)


def _nothing(_: object) -> None:
    """The arrival is run when the environment asks for the next one."""
