"""Loop: a queue, a worker and its autoscaler as a flow, for stories that an engine must retell.

Nothing here is random and nothing is simulated message by message: work flows in at a rate and out
as fast as the instances allow. What remains are the delays of the loop, which make the story: the
metric is late, decisions are made now and then, and instances take a while to start.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from simulator.mechanics.scaling import Load, Policy

STEP = 0.1
"""Seconds by which the flow advances; every time of a story is a multiple of it."""


@dataclass(frozen=True)
class Moment:
    """The state of the loop at one time."""

    at: float
    backlog: float
    """Messages that wait."""
    ready: int
    starting: int


@dataclass(frozen=True)
class Station:
    """A worker: instances with slots, and how long each message and each start takes."""

    instances: int
    slots: int
    work: float
    start_time: float


def flow(
    policy: Policy, station: Station, rate: Callable[[float], float], until: float
) -> list[Moment]:
    """The course of the loop, a moment a step, from an idle worker and an empty queue."""
    ready, backlog, starts = policy.at_start(station.instances), 0.0, list[float]()
    decide_at = policy.interval
    moments = []
    for number in range(round(until / STEP)):
        now = number * STEP
        ready += sum(1 for at in starts if at <= now + STEP / 2)
        starts = [at for at in starts if at > now + STEP / 2]
        capacity = ready * station.slots / station.work
        done = min(capacity, backlog / STEP + rate(now))
        if now + STEP / 2 >= decide_at:
            busy = round(done * station.work)
            load = Load(math.floor(backlog), busy, ready, len(starts), busy)
            more = policy.decide(now, load) - load.instances
            starts += [now + station.start_time] * more
            # Those that have not started yet are called off first.
            called_off = min(len(starts), max(0, -more))
            starts = starts[: len(starts) - called_off]
            ready -= max(0, -more) - called_off
            decide_at += policy.interval
        moments.append(Moment(now, backlog, ready, len(starts)))
        backlog = max(0.0, backlog + (rate(now) - done) * STEP)
    return moments
