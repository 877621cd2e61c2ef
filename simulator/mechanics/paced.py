"""Paced: a client's message edge that has a token bucket, and no other feature.

What `sending` does with the bucket, written out for the one thing that happens to every message.
"""

from collections.abc import Callable
from typing import Any

from simulator.design.distributions import Constant
from simulator.design.edges import Edge
from simulator.engine.environment import ARRIVAL
from simulator.engine.world import World
from simulator.mechanics.messages import stamped
from simulator.mechanics.sink import Sink


def is_paced(world: World, edge: Edge) -> bool:
    """Whether a token bucket is all that holds the messages of an edge back."""
    settings = edge.settings
    instant = settings.latency == Constant(value=0.0) and not settings.is_delayed
    once = settings.copies == 1 and settings.resend_share == 0 and settings.confirms
    free = settings.credit is None and settings.shed_above is None
    known = not world.is_plain and world.microscope is None
    return settings.rate_limit is not None and instant and once and free and known


def paced(
    world: World,
    edge: Edge,
    sink: Sink,
    not_taken: Callable[[int], object],
    held_back: Callable[[int], object],
    refused: Callable[[], object],
) -> tuple[Callable[[Any], object], Callable[[], int], Callable[[], int]]:
    """What an arrival does, how many there were, and how many were sent. `held_back` is told that
    one more waits for a token, or one fewer; `refused` that one was not let through; `not_taken`
    what the queue answered if it did not take one."""
    environment, drops = world.environment, edge.settings.over_limit == "drop"
    stamp = stamped(world, edge)
    # As in `delivery.tokens`.
    gap = 1.0 / edge.settings.rate_limit
    allowance = gap * (edge.settings.rate_burst - 1)
    hair = 1e-9 if drops else 0.0
    full_at = 0.0
    come = kept = 0

    def arrive(drawn: Any) -> None:
        nonlocal full_at, come, kept
        come += 1
        now = environment._now
        if full_at - allowance <= now + hair:
            full_at = (full_at if full_at > now else now) + gap
            works, traits, _ = drawn
            work = works if stamp is None else stamp(works)
            outcome = sink.take_new(now, works, traits, work)
            if outcome:
                not_taken(outcome)
        elif drops:
            kept += 1
            refused()
        else:
            kept += 1
            held_back(1)
            environment.call_at(full_at - allowance, go_on, (drawn, now), ARRIVAL)
            full_at += gap

    def go_on(argument: tuple[Any, float]) -> None:
        nonlocal kept
        (works, traits, _), born = argument
        kept -= 1
        held_back(-1)
        outcome = sink.take_new(born, works, traits, works if stamp is None else stamp(works))
        if outcome:
            not_taken(outcome)

    return arrive, lambda: come, lambda: come - kept
