"""Mixture: several distributions in one, drawn from by their weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Self

import numpy as np
from pydantic import model_validator

from simulator.design.distributions.base import Block, Distribution, Sampler
from simulator.design.distributions.parameters import mistake
from simulator.design.quantities import Number
from simulator.design.settings import Settings, setting

if TYPE_CHECKING:
    # A part may be a mixture itself: the module below completes these classes once it knows all.
    from simulator.design.distributions.reading import DurationDistribution


class Part(Settings):
    """One part of a mixture."""

    weight: Number = setting(
        ..., label="Weight", minimum=0, above=True, maximum=1e6, help="Relative to the others."
    )
    of: DurationDistribution = setting(..., label="Takes", unit="s", help="How long this part is.")


class Mixture(Distribution):
    """Several kinds of work in one: a hit or a miss, a thumbnail or a film."""

    label: ClassVar[str] = "Mixture"
    kind: Literal["mixture"] = "mixture"
    parts: tuple[Part, ...] = setting(
        ..., label="Parts", help="What it is mixed from.", entry="part"
    )

    @model_validator(mode="after")
    def _count(self) -> Self:
        if not self.parts:
            raise mistake("A mixture needs at least one part.")
        return self

    def _shares(self) -> list[tuple[float, Distribution]]:
        total = sum(part.weight for part in self.parts)
        return [(part.weight / total, part.of) for part in self.parts]

    @property
    def mean(self) -> float:
        return sum(share * part.mean for share, part in self._shares())

    def tail(self, t: float) -> float:
        return sum(share * part.tail(t) for share, part in self._shares())

    def sampler(self, rng: np.random.Generator) -> Sampler:
        shares = self._shares()
        bounds = np.cumsum([share for share, _ in shares])[:-1]
        samplers = [part.sampler(rng) for _, part in shares]

        def block(count: int) -> Block:
            # Every part draws a whole block, so that the n-th draw of one part does not depend on
            # which parts the draws before it fell to.
            chosen = np.searchsorted(bounds, rng.random(count), side="right")
            draws = np.stack([draw(count) for draw in samplers])
            values: Block = draws[chosen, np.arange(count)]
            return values

        return block
