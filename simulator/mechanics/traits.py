"""Traits: the priority and the message group of a client's jobs, drawn by ordinal.

They are drawn only where a queue in reach orders by them. The n-th job of a client has the same
class here as in `jobs`, and the same group however uneven the groups are used.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, count, repeat
from typing import Any

import numpy as np

from simulator.design.settings import Settings
from simulator.engine.randomness import block_sizes
from simulator.engine.world import World
from simulator.mechanics.jobs import class_draws

ORDERS = ("groups", "priority", "priority_turns")
"""The orders of a queue that look at the traits of jobs."""

Traits = tuple[int, int] | None


def _orders(settings: Settings) -> bool:
    """Whether a component with such settings looks at traits: asked by name, which is quick."""
    return getattr(settings, "ordering", "") in ORDERS


def traits(world: World, client: str, settings: Any) -> Iterator[Traits]:
    """(priority, group) of a client's jobs, one by one; None where nobody asks for them.

    Groups are numbered from 1, the most used first. `settings` has the classes with their
    priorities, how many groups there are and how unevenly they are used.
    """
    components = world.design.components
    if not any(_orders(components[id].settings) for id in world.reachable(client)):
        return repeat(None)
    priorities = _priorities(world, client, settings.classes)
    return zip(priorities, _groups(world, client, settings), strict=False)


def marked(
    world: World, client: str, settings: Any, works: Iterator[Any]
) -> Iterator[tuple[Any, Traits, int]]:
    """A client's jobs in a design that is not plain: the work of each, its traits, its number."""
    return zip(works, traits(world, client, settings), count(1), strict=False)


def _priorities(world: World, client: str, classes: Sequence[Any]) -> Iterator[int]:
    if not any(each.priority for each in classes):
        return repeat(0)
    draw = class_draws(world, client, classes)
    values = np.array([each.priority for each in classes])
    return chain.from_iterable(values[draw(count)].tolist() for count in block_sizes())


def _groups(world: World, client: str, settings: Any) -> Iterator[int]:
    """The groups by Zipf's law: the k-th most used has the weight 1/k^skew."""
    if settings.groups == 1:
        return repeat(1)
    rng = world.randomness.stream(client, "group")
    weights = np.arange(1, settings.groups + 1, dtype=float) ** -settings.group_skew
    bounds = np.cumsum(weights / weights.sum())[:-1]
    return chain.from_iterable(
        (np.searchsorted(bounds, rng.random(count), side="right") + 1).tolist()
        for count in block_sizes()
    )
