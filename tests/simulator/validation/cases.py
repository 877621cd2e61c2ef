"""Cases: the parameter points of the families, how each is drawn and what is measured.

A family is one function with `@family`: it takes the parameters of a point as they stand in
`closed_forms.json` and gives a `Setup`. Whatever module of `families/` it stands in, it is found.
"""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.simulator.validation.drawing import Document
from tests.simulator.validation.horizons import Horizon
from tests.simulator.validation.windows import Key, Window

Params = Mapping[str, Any]
Measure = Callable[[Window], float]


@dataclass(frozen=True)
class Rare:
    """A value that is `scale` times the share of `hits` among `trials`, for an exact test instead
    of a t-test: for independent events, of which there may be very few."""

    hits: Measure
    trials: Measure
    scale: float = 1.0


@dataclass(frozen=True)
class Setup:
    """How one point is drawn and how long it is simulated."""

    components: Mapping[str, Document]
    edges: Sequence[Document]
    horizon: Horizon
    measures: Mapping[str, Measure]
    sampled: tuple[Key, ...] = ()
    """Gauges that are needed at the ends of frames."""
    rare: Mapping[str, Rare] = field(default_factory=dict)
    bounds: frozenset[str] = frozenset()
    """Values that are upper bounds."""
    errors: Mapping[str, float] = field(default_factory=dict)
    """Relative errors of values that the way of measuring them has, such as whole messages."""
    by_chance: bool = True
    """Whether anything is drawn; if not, one replication is like another."""
    in_order: bool = False
    """Whether no message overtakes another: all that arrive go the same way, first come first
    served, once. Several slots may end in another order, but begin in this one."""

    @property
    def document(self) -> Document:
        return {
            "version": 1,
            "name": "validation",
            "components": dict(self.components),
            "edges": {f"{it['source']}-{it['target']}": it for it in self.edges},
            "timeline": {},
            "run": self.horizon.run,
        }


@dataclass(frozen=True)
class Family:
    """One family: in words how it is drawn, and why some of its values are not measured, by the
    beginning of their names."""

    name: str
    how: str
    not_measured: Mapping[str, str]
    setup: Callable[[Params], Setup]


@dataclass(frozen=True)
class Case:
    """One parameter point of one family."""

    family: str
    params: Params
    setup: Setup

    @property
    def name(self) -> str:
        return f"{self.family} {json.dumps(self.params)}"

    @property
    def seed(self) -> int:
        """Made from the name, so that nobody can choose it."""
        return zlib.crc32(self.name.encode())


REGISTERED: dict[str, Family] = {}


def family(
    name: str, how: str, not_measured: Mapping[str, str] | None = None
) -> Callable[[Callable[[Params], Setup]], Callable[[Params], Setup]]:
    """Register the family that a function draws, under its name in `closed_forms.json`."""

    def register(setup: Callable[[Params], Setup]) -> Callable[[Params], Setup]:
        assert name not in REGISTERED, f"{name} is drawn twice"
        REGISTERED[name] = Family(name, how, not_measured or {}, setup)
        return setup

    return register
