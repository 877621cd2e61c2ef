"""Randomness: one stream for each component and purpose, named by its id, drawn in blocks.

A stream depends on the seed, the replication and its name alone, so adding or changing one
component leaves the draws of all others as they were.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import chain, repeat
from typing import Any

import numpy as np

from simulator.design.distributions import Constant, Distribution

BLOCK = 4096
"""Values drawn at a time, once a stream is warm: numpy's cost per call no longer shows."""

FIRST_BLOCK = 256
"""Values drawn the first time: a stream that is hardly used costs little."""


class Randomness:
    """The streams of one simulation."""

    def __init__(self, seed: int, replication: int = 0) -> None:
        self._root = (seed, replication)

    def stream(self, *names: str) -> np.random.Generator:
        """The generator of one component and purpose."""
        digest = sha256("/".join(names).encode()).digest()
        words = [int.from_bytes(digest[i : i + 4], "big") for i in range(0, 16, 4)]
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([*self._root, *words])))

    def durations(self, distribution: Distribution, *names: str) -> Callable[[], float]:
        """A function that gives the next duration, in seconds."""
        if isinstance(distribution, Constant):
            return repeat(distribution.value).__next__
        sampler = distribution.sampler(self.stream(*names))
        return drawn(sampler)

    def uniforms(self, *names: str) -> Callable[[], float]:
        """A function that gives the next number between 0 and 1."""
        return drawn(self.stream(*names).random)

    def hits(self, share: float, *names: str) -> Callable[[], int]:
        """A function that gives, one after another, the ordinals (from 1) of the trials that hit.

        Each trial hits with probability `share`. Trials are not drawn one by one by the caller,
        who only compares its count of trials with the next ordinal. Raising the share adds hits
        and keeps those there were.
        """
        if share <= 0:
            return repeat(-1).__next__
        return _hits(self.stream(*names), share).__next__


def block_sizes() -> Iterator[int]:
    """How many values to draw each time: few at first, then whole blocks."""
    size = FIRST_BLOCK
    while True:
        yield size
        size = min(2 * size, BLOCK)


def drawn(sampler: Callable[[int], Any]) -> Callable[[], float]:
    """The values of a sampler of blocks, one by one."""
    return chain.from_iterable(sampler(size).tolist() for size in block_sizes()).__next__


def _hits(rng: np.random.Generator, share: float) -> Iterator[int]:
    before = 1
    while True:
        yield from (np.flatnonzero(rng.random(BLOCK) < share) + before).tolist()
        before += BLOCK
