"""Validation: every value that theory knows exactly, beside what was simulated.

`make validation` writes docs/validation.json by the code that the tests compare with; a test holds
its values to the present engine.
"""

from functools import cache

from django.conf import settings
from pydantic import JsonValue

from playground.core.schemas import Strict


class Value(Strict):
    """One exact value and what was simulated: the mean of the replications in its 95 % interval."""

    metric: str
    words: str
    exact: float
    simulated: float
    low: float
    high: float
    bound: bool
    """Whether the exact value is an upper bound."""
    p: float
    agrees: bool

    @property
    def verdict(self) -> str:
        """In words."""
        if self.bound:
            return "is kept" if self.agrees else "is broken"
        return "agrees" if self.agrees else "differs"


class Point(Strict):
    """The values of one system: a family with its parameters, also in words."""

    params: dict[str, JsonValue]
    words: str
    measured: float
    """Simulated seconds of one replication that were measured."""
    values: list[Value]


class LeftOut(Strict):
    """A value that is not measured, and why."""

    metric: str
    why: str


class Family(Strict):
    """One family of exact results, and how it is drawn as a design."""

    name: str
    title: str
    how: str
    points: list[Point]
    not_measured: list[LeftOut]


class NotExpressed(Strict):
    """A family that the components cannot express, and why."""

    name: str
    title: str
    why: str


class Validation(Strict):
    """Everything that was compared."""

    engine: str
    replications: int
    level: float
    """Probability of any false alarm, over all values together."""
    families: list[Family]
    not_expressed: list[NotExpressed]

    @property
    def values(self) -> list[Value]:
        """Every value, in order."""
        return [it for family in self.families for point in family.points for it in point.values]

    @property
    def known(self) -> int:
        """How many families there are exact values of."""
        return len(self.families) + len(self.not_expressed)

    @property
    def differing(self) -> int:
        """How many values differ from the exact ones."""
        return sum(not value.agrees for value in self.values)


@cache
def validation() -> Validation:
    """What docs/validation.json says; the same for as long as the program runs."""
    path = settings.BASE_DIR / "docs" / "validation.json"
    return Validation.model_validate_json(path.read_bytes())
