"""Jobs: the size and the poison of a client's work, drawn by ordinal for every worker in reach.

The n-th job of a client is the same work whatever happens to it on the way, so two designs on the
same seed see the same jobs.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, repeat
from typing import Any, Protocol

import numpy as np

from simulator.design.distributions import Distribution
from simulator.design.settings import Settings
from simulator.engine.randomness import block_sizes
from simulator.engine.world import World

TINIEST = 5e-324
"""Poison is told by the sign, and zero has none: work of no length that is poison is this long."""


class Works(Protocol):
    """The settings of a component that works on jobs."""

    @property
    def processing_time(self) -> Distribution: ...
    @property
    def poison_share(self) -> float: ...


def _do_work(settings: Settings) -> bool:
    """Whether a component with such settings works on jobs: asked by name, which is quick."""
    return {"processing_time", "poison_share"} <= type(settings).model_fields.keys()


def workers(world: World) -> list[str]:
    """Every component that works on jobs, in the order of ids."""
    components = sorted(world.design.components.items())
    return [id for id, component in components if _do_work(component.settings)]


def works(world: World, client: str, classes: Sequence[Any] = ()) -> Iterator[Any]:
    """The work of a client's jobs, one by one, in seconds; negative where it is poison.

    A number where the design has one worker at most, otherwise one for each of `workers(world)`,
    0 for those out of reach. `classes` have a share and a size that multiplies the work.
    """
    everyone = workers(world)
    within = world.reachable(client)
    draws = [
        _work(world, client, id, _sizes(world, client, classes)) if id in within else repeat(0.0)
        for id in everyone
    ]
    if not draws:
        return repeat(0.0)
    return draws[0] if len(draws) == 1 else zip(*draws, strict=False)


def _sizes(world: World, client: str, classes: Sequence[Any]) -> Callable[[int], Any]:
    """The sizes of the next jobs. Every worker gets the same sizes from a stream of its own."""
    if not any(each.size != 1 for each in classes):
        return lambda count: 1.0
    draw = class_draws(world, client, classes)
    sizes = np.array([each.size for each in classes], float)
    return lambda count: sizes[draw(count)]


def class_draws(world: World, client: str, classes: Sequence[Any]) -> Callable[[int], Any]:
    """A function that gives the classes of the next jobs, as places in `classes`. Each function
    begins with the first job again."""
    shares = np.array([each.share for each in classes], float)
    bounds = np.cumsum(shares / shares.sum())[:-1]
    rng = world.randomness.stream(client, "class")
    return lambda count: np.searchsorted(bounds, rng.random(count), side="right")


def _work(world: World, client: str, worker: str, sizes: Callable[[int], Any]) -> Iterator[float]:
    settings: Works = world.design.components[worker].settings
    draw = settings.processing_time.sampler(world.randomness.stream(client, worker, "size"))
    poison = world.randomness.stream(client, worker, "poison")
    share = settings.poison_share

    def blocks() -> Iterator[Sequence[float]]:
        for count in block_sizes():
            block = draw(count) * sizes(count)
            if share > 0:
                struck = poison.random(count) < share
                block = np.where(struck, -np.maximum(block, TINIEST), block)
            yield block.tolist()

    return chain.from_iterable(blocks())


def stamp(world: World, takers: Sequence[str]) -> Callable[[Any], float] | None:
    """A function that picks the work of the one worker that takes from a queue; None where the
    design has one worker at most, whose work is all there is."""
    everyone = workers(world)
    if len(everyone) < 2:
        return None
    if len(takers) != 1:
        return lambda works: 0.0  # Whoever takes it looks for itself.
    place = everyone.index(takers[0])
    return lambda works: float(works[place])
