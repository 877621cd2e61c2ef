"""Quick returns: how a message that failed by chance comes back, and is taken up again.

Step by step what `Broker` and `CrewLane` do where nothing else can come between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappush
from typing import TYPE_CHECKING, Any

from simulator.components.running.broker_state import NEVER
from simulator.engine.environment import EXPIRY
from simulator.engine.message import Fresh, Message
from simulator.mechanics.delivery.states import HIDDEN, IN_FLIGHT, WAITING

if TYPE_CHECKING:
    from simulator.components.running.crew_lane import CrewLane


@dataclass(frozen=True, slots=True)
class Returns:
    """The way of a message that comes back."""

    off: Callable[[Message | Fresh, float], object]
    """Its attempt failed just now."""
    due: Callable[[Any], object]
    """The event that it is visible again."""
    show: Callable[[Message, float], object]
    """It is visible again."""
    line_up: Callable[[Message], object]
    """It has to wait; `Broker.waiting` is left to the caller."""
    work: Callable[[Message], float]
    """What work it is, where it can be treated like a new one, otherwise a negative number."""
    take_up: Callable[[Message], object]
    """A slot takes it up; `Broker.in_flight` is left to the caller."""


def fails_surely(lane: CrewLane) -> bool:
    """Whether a failure by chance only has the message come back, after a backoff."""
    wanted, source = lane.crew.settings, lane.source
    waits = wanted.backoff_growth != "none" and wanted.backoff_base > 0
    again = wanted.retry == "backoff" and wanted.max_attempts is None
    free = wanted.retry_budget is None and lane.steps is None
    calm = source.counts_receives and source.flying_most == NEVER and not source.timed
    return waits and again and free and calm and not source.by_group


def returns(lane: CrewLane) -> Returns:
    """Wire the way back of a lane's messages."""
    source, crew = lane.source, lane.crew
    heap, next_key = source.environment.heap, source.environment.next_key
    hidden_ones, due, line = source.hidden_ones, source.due, source.line
    counted_most = source.counted_most if source.counts_receives else NEVER
    simple = lane.pick is None

    def off(ended: Message | Fresh, now: float) -> None:
        if isinstance(ended, tuple):
            message = source.grown(ended)
            message.receives, message.count = 1, 1
        else:
            message = ended
        crew.failed += 1
        message.tries += 1
        history = message.history or source.open_history(message)
        history.running, history.reason = 0, "failed"
        wait = history.wait = lane.wait(message.receives, history.wait)
        source.returns += 1
        message.state = HIDDEN
        hidden_ones[message] = None
        source.hidden += 1
        source.area_hidden -= now
        message.receipt = token = -next_key()
        heappush(heap, (now + wait, next_key() + EXPIRY, due, (message, token)))

    def show(message: Message, now: float) -> None:
        message.receipt = 0
        del hidden_ones[message]
        source.hidden -= 1
        source.area_hidden += now
        message.since, message.state = now, WAITING

    def work(message: Message) -> float:
        history = message.history
        calm = history is None or not (history.running or history.succeeded)
        here = message.state <= HIDDEN and message.home is source
        return message.work if simple and calm and here and message.count < counted_most else -1.0

    def take_up(message: Message) -> None:
        history = message.history
        message.receives += 1
        message.count += source.counts_receives
        source.retries += message.receives > 1
        message.state, message.receipt = IN_FLIGHT, next_key()
        if history is not None:
            history.running = 1

    return Returns(off, due, show, line.put_back, work, take_up)
