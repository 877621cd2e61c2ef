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


def _ordering(settings: Settings) -> str:
    """How a component with such settings orders what waits: asked by name, which is quick."""
    return getattr(settings, "ordering", "")


def traits(world: World, client: str, settings: Any) -> Iterator[Traits]:
    """(priority, group) of a client's jobs, one by one; None where nobody asks for them.

    Groups are numbered from 1, the most used first; where no queue looks at them, all are in the
    first. `settings` has the classes with their
    priorities, how many groups there are and how unevenly they are used.
    """
    components = world.design.components
    orders = {_ordering(components[id].settings) for id in world.reachable(client)}
    if orders.isdisjoint(ORDERS):
        return repeat(None)
    if "groups" not in orders or settings.groups == 1:
        return _classes(world, client, settings.classes)
    priorities = (priority for priority, _ in _classes(world, client, settings.classes))
    return zip(priorities, _groups(world, client, settings), strict=False)


def marked(
    world: World, client: str, settings: Any, works: Iterator[Any]
) -> Iterator[tuple[Any, Traits, int]]:
    """A client's jobs in a design that is not plain: the work of each, its traits, its number."""
    return zip(works, traits(world, client, settings), count(1), strict=False)


def _classes(world: World, client: str, classes: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """The traits where there is one group: the same few, again and again."""
    if not any(each.priority for each in classes):
        return repeat((0, 1))
    draw = class_draws(world, client, classes)
    values = np.empty(len(classes), object)
    values[:] = [(each.priority, 1) for each in classes]
    return chain.from_iterable(values[draw(count)].tolist() for count in block_sizes())


def _groups(world: World, client: str, settings: Any) -> Iterator[int]:
    """The groups by Zipf's law: the k-th most used has the weight 1/k^skew."""
    rng = world.randomness.stream(client, "group")
    weights = np.arange(1, settings.groups + 1, dtype=float) ** -settings.group_skew
    bounds = np.cumsum(weights / weights.sum())[:-1]
    return chain.from_iterable(
        (np.searchsorted(bounds, rng.random(count), side="right") + 1).tolist()
        for count in block_sizes()
    )
