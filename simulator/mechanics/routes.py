"""Routes: which edge each job of a source takes."""

from collections.abc import Iterator, Sequence
from itertools import chain, repeat

import numpy as np

from simulator.design.edges import Edge
from simulator.engine.randomness import block_sizes
from simulator.engine.world import World


def routes(world: World, source: str, edges: Sequence[Edge]) -> Iterator[int]:
    """The places of the edges that one job after another takes, drawn by ordinal with the edges'
    shares as weights."""
    if len(edges) < 2:
        return repeat(0)
    weights = np.array([edge.settings.share for edge in edges], float)
    bounds = np.cumsum(weights / weights.sum())[:-1]
    rng = world.randomness.stream(source, "route")
    return chain.from_iterable(
        np.searchsorted(bounds, rng.random(count), side="right").tolist() for count in block_sizes()
    )
