"""Distributions: how long something takes, when it does not always take the same.

Each is a small frozen object in the document. It draws in numpy blocks, and knows its mean, its
quantiles and its tail exactly, so that rules and pictures need no simulation.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Callable
from itertools import pairwise
from statistics import NormalDist
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Discriminator,
    GetJsonSchemaHandler,
    Tag,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from simulator import limits
from simulator.design.gamma import upper_gamma
from simulator.design.quantities import DURATION, Duration, Number, brief
from simulator.design.settings import Settings, setting, to_plain

Block = NDArray[np.float64]
Sampler = Callable[[int], Block]
"""Draws a block: the next `count` values, in seconds."""

_NORMAL = NormalDist()
_P99 = _NORMAL.inv_cdf(0.99)
_MAX = limits.SECONDS_MAX


def _name_the_kind(schema: dict[str, Any]) -> None:
    """In a document the kind must be written, though Python code need not."""
    if "kind" in schema.get("properties", {}):
        schema["required"] = ["kind", *schema.get("required", [])]


class Distribution(Settings):
    """Base of every distribution of durations."""

    model_config: ClassVar[ConfigDict] = ConfigDict(json_schema_extra=_name_the_kind)

    label: ClassVar[str]

    def to_dict(self) -> Any:
        """Every parameter, with the kind."""
        return {name: to_plain(getattr(self, name)) for name in type(self).model_fields}

    if TYPE_CHECKING:
        # A field in some distributions, derived in others; pydantic allows no property here.
        @property
        def mean(self) -> float:
            """The mean, in seconds."""

    @abstractmethod
    def tail(self, t: float) -> float:
        """P(X > t): the share that takes longer than t seconds."""

    @abstractmethod
    def sampler(self, rng: np.random.Generator) -> Sampler:
        """A function that draws the next block. The draws depend on `rng` alone."""

    def quantile(self, p: float) -> float:
        """The duration, in seconds, that a share p (0 to 1) does not exceed.

        By halving the interval; distributions with a closed form override it. p = 1 gives
        infinity where there is no largest value.
        """
        low, high = 0.0, max(self.mean, 1e-9)
        if p >= 1:
            return math.inf
        while self.tail(high) > 1 - p:
            low, high = high, 2 * high
        for _ in range(100):
            middle = (low + high) / 2
            if self.tail(middle) > 1 - p:
                low = middle
            else:
                high = middle
        return high

    def density(self, points: int = 100) -> list[tuple[float, float]]:
        """`points` pairs (seconds, density per second) up to the 99.5th percentile, for a picture.

        Each is the average density over its interval, so that jumps and steps draw as they are.
        Empty for a constant, which has no density.
        """
        low, high = self.quantile(0.0), self.quantile(0.995)
        if not high > low:
            return []
        low = 0.0 if low < high / 2 else low
        width = (high - low) / points
        edges = [low + step * width for step in range(points + 1)]
        tails = [1.0 if step == 0 and low == 0 else self.tail(t) for step, t in enumerate(edges)]
        return [(edges[i] + width / 2, (tails[i] - tails[i + 1]) / width) for i in range(points)]


class Constant(Distribution):
    """Always the same."""

    label: ClassVar[str] = "Constant"
    kind: Literal["constant"] = "constant"
    value: Duration = setting(
        ..., label="Value", unit="s", minimum=0, maximum=_MAX, help="Every draw is this long."
    )

    def to_dict(self) -> Any:
        """Just the number: the shortest way to write it."""
        return to_plain(self.value)

    @property
    def mean(self) -> float:
        return self.value

    def tail(self, t: float) -> float:
        return 1.0 if t < self.value else 0.0

    def quantile(self, p: float) -> float:
        return self.value

    def sampler(self, rng: np.random.Generator) -> Sampler:
        return lambda count: np.full(count, self.value)


class Uniform(Distribution):
    """Anything between two bounds, equally likely."""

    label: ClassVar[str] = "Uniform"
    kind: Literal["uniform"] = "uniform"
    low: Duration = setting(
        ..., label="Low", unit="s", minimum=0, maximum=_MAX, help="The shortest."
    )
    high: Duration = setting(
        ..., label="High", unit="s", minimum=0, maximum=_MAX, help="The longest."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.high < self.low:
            raise mistake("“high” must not be below “low”.")
        return self

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2

    def tail(self, t: float) -> float:
        if t < self.low:
            return 1.0
        return 0.0 if t >= self.high else (self.high - t) / (self.high - self.low)

    def quantile(self, p: float) -> float:
        return self.low + p * (self.high - self.low)

    def sampler(self, rng: np.random.Generator) -> Sampler:
        low, width = self.low, self.high - self.low
        return lambda count: low + width * rng.random(count)


def mistake(sentence: str) -> PydanticCustomError:
    """A pydantic error that is already the sentence to show."""
    return PydanticCustomError("mistake", "{sentence}", {"sentence": sentence})


def _time(label: str, help: str) -> Any:
    return setting(..., label=label, unit="s", minimum=0, above=True, maximum=_MAX, help=help)


def _cv() -> Any:
    return setting(
        ...,
        label="Variation (cv)",
        minimum=0.01,
        maximum=20,
        help="Standard deviation divided by the mean: 0.5 is tame, 1 like exponential, 2 wild.",
    )


class Exponential(Distribution):
    """Mostly short, sometimes long; what has passed says nothing about what is left."""

    label: ClassVar[str] = "Exponential"
    kind: Literal["exponential"] = "exponential"
    mean: Duration = _time("Mean", "The average.")

    def tail(self, t: float) -> float:
        return math.exp(-max(t, 0.0) / self.mean)

    def quantile(self, p: float) -> float:
        return math.inf if p >= 1 else -self.mean * math.log1p(-p)

    def sampler(self, rng: np.random.Generator) -> Sampler:
        mean = self.mean
        return lambda count: mean * rng.standard_exponential(count)


class _LogNormalShape(Distribution):
    """What both ways to write a log-normal distribution share."""

    @property
    @abstractmethod
    def mu(self) -> float:
        """Mean of the logarithm."""

    @property
    @abstractmethod
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""

    def tail(self, t: float) -> float:
        if t <= 0:
            return 1.0
        if self.sigma == 0:
            return 1.0 if math.log(t) < self.mu else 0.0
        return math.erfc((math.log(t) - self.mu) / self.sigma / math.sqrt(2)) / 2

    def quantile(self, p: float) -> float:
        if p <= 0:
            return 0.0
        return math.inf if p >= 1 else math.exp(self.mu + self.sigma * _NORMAL.inv_cdf(p))

    def sampler(self, rng: np.random.Generator) -> Sampler:
        mu, sigma = self.mu, self.sigma
        return lambda count: np.exp(mu + sigma * rng.standard_normal(count))


class LogNormal(_LogNormalShape):
    """Most take about the same, a few take very long: the usual shape of work. By its mean."""

    label: ClassVar[str] = "Log-normal, by mean"
    kind: Literal["lognormal"] = "lognormal"
    mean: Duration = _time("Mean", "The average.")
    cv: Number = _cv()

    @property
    def sigma(self) -> float:
        return math.sqrt(math.log1p(self.cv**2))

    @property
    def mu(self) -> float:
        return math.log(self.mean) - self.sigma**2 / 2


class LogNormalPercentiles(_LogNormalShape):
    """Most take about the same, a few take very long. By what a monitoring page shows."""

    label: ClassVar[str] = "Log-normal, by percentiles"
    kind: Literal["lognormal"] = "lognormal"
    median: Duration = _time("Median", "Half of them are shorter.")
    p99: Duration = _time("p99", "One in a hundred is longer.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.p99 < self.median:
            raise mistake("“p99” must not be below “median”.")
        return self

    @property
    def sigma(self) -> float:
        return math.log(self.p99 / self.median) / _P99

    @property
    def mu(self) -> float:
        return math.log(self.median)

    @property
    def mean(self) -> float:
        # Capped, so that an absurd pair cannot overflow; bounds are checked on the result.
        return math.exp(min(self.mu + self.sigma**2 / 2, 600.0))


class Gamma(Distribution):
    """The sum of several steps: the more steps, the smaller the variation."""

    label: ClassVar[str] = "Gamma"
    kind: Literal["gamma"] = "gamma"
    mean: Duration = _time("Mean", "The average.")
    cv: Number = _cv()

    @property
    def shape(self) -> float:
        """The shape parameter k; an Erlang distribution where it is whole."""
        return 1 / self.cv**2

    def tail(self, t: float) -> float:
        return upper_gamma(self.shape, t * self.shape / self.mean)

    def sampler(self, rng: np.random.Generator) -> Sampler:
        shape, scale = self.shape, self.mean / self.shape
        return lambda count: scale * rng.standard_gamma(shape, count)


class Weibull(Distribution):
    """Time to a failure: shape below 1 fails early, above 1 wears out."""

    label: ClassVar[str] = "Weibull"
    kind: Literal["weibull"] = "weibull"
    mean: Duration = _time("Mean", "The average.")
    shape: Number = setting(
        ...,
        label="Shape",
        minimum=0.2,
        maximum=50,
        help="1 is exponential; smaller has a longer tail, larger is more regular.",
    )

    @property
    def scale(self) -> float:
        """The scale parameter, in seconds: 63 % are shorter."""
        return self.mean / math.gamma(1 + 1 / self.shape)

    def tail(self, t: float) -> float:
        return math.exp(-((max(t, 0.0) / self.scale) ** self.shape))

    def quantile(self, p: float) -> float:
        return math.inf if p >= 1 else self.scale * (-math.log1p(-p)) ** (1 / self.shape)

    def sampler(self, rng: np.random.Generator) -> Sampler:
        scale, power = self.scale, 1 / self.shape
        return lambda count: scale * rng.standard_exponential(count) ** power


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
    parts: tuple[Part, ...] = setting(..., label="Parts", help="What it is mixed from.")

    @model_validator(mode="after")
    def _count(self) -> Self:
        if not 1 <= len(self.parts) <= limits.LIST_LENGTH_MAX:
            raise mistake(f"A mixture has 1 to {limits.LIST_LENGTH_MAX} parts.")
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


class Percentiles(Distribution):
    """As measured: straight lines between the percentiles of a monitoring page."""

    label: ClassVar[str] = "Percentiles"
    kind: Literal["percentiles"] = "percentiles"
    points: dict[str, Duration] = setting(
        ..., label="Points", unit="s", help="Duration by percentile, from 0 to 100."
    )

    @field_validator("points", mode="after")
    @classmethod
    def _in_order(cls, points: dict[str, float]) -> dict[str, float]:
        ranks = [_rank(text) for text in points]
        if len(ranks) != len(set(ranks)):
            raise mistake("One percentile is given twice.")
        return {
            f"{rank:.10g}": points[text] for rank, text in sorted(zip(ranks, points, strict=True))
        }

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if len(self.points) > limits.LIST_LENGTH_MAX:
            raise mistake(f"There may be at most {limits.LIST_LENGTH_MAX} points.")
        ranks = sorted(_rank(text) for text in self.points)
        if not ranks or ranks[0] != 0 or ranks[-1] != 100:
            raise mistake("The points must begin with “0” and end with “100”.")
        values = [value for _, value in self._sorted()]
        if values[0] < 0 or values[-1] > _MAX:
            raise mistake(f"Each point must lie between 0 and {_MAX:,.0f} s.")
        if values != sorted(values):
            raise mistake("A higher percentile must not have a shorter duration.")
        return self

    def _sorted(self) -> list[tuple[float, float]]:
        return sorted((_rank(text) / 100, value) for text, value in self.points.items())

    @property
    def mean(self) -> float:
        rows = self._sorted()
        return sum((q - p) * (a + b) / 2 for (p, a), (q, b) in pairwise(rows))

    def quantile(self, p: float) -> float:
        rows = self._sorted()
        return float(np.interp(p, [rank for rank, _ in rows], [value for _, value in rows]))

    def tail(self, t: float) -> float:
        rows = self._sorted()
        values = [value for _, value in rows]
        # The last point at or below t: on a vertical step, everything at t is not longer than t.
        place = bisect_right(values, t)
        if place == 0:
            return 1.0
        if place == len(rows):
            return 0.0
        (p, a), (q, b) = rows[place - 1], rows[place]
        return 1.0 - (p + (q - p) * (t - a) / (b - a))

    def sampler(self, rng: np.random.Generator) -> Sampler:
        rows = self._sorted()
        ranks = np.array([rank for rank, _ in rows])
        values = np.array([value for _, value in rows])
        return lambda count: np.interp(rng.random(count), ranks, values)


def _rank(text: str) -> float:
    try:
        rank = float(text) if len(text) <= 10 else -1.0
    except ValueError:
        rank = -1.0
    if not 0 <= rank <= 100:
        raise mistake(f"{brief(text)} is not a percentile: use “0” to “100”, such as “99.9”.")
    return rank


FORMS: dict[str, type[Distribution]] = {
    "constant": Constant,
    "uniform": Uniform,
    "exponential": Exponential,
    "lognormal": LogNormal,
    "lognormal-percentiles": LogNormalPercentiles,
    "gamma": Gamma,
    "weibull": Weibull,
    "mixture": Mixture,
    "percentiles": Percentiles,
}
"""Every way to write a distribution. Two of them have the kind "lognormal"."""


def _form(value: Any) -> str | None:
    if isinstance(value, Distribution):
        return next(form for form, model in FORMS.items() if type(value) is model)
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind == "lognormal" and not value.keys() & {"mean", "cv"}:
        return "lognormal-percentiles"
    return kind if isinstance(kind, str) else None


def _from_duration(value: Any) -> Any:
    if isinstance(value, dict | Distribution):
        return value
    return Constant(value=DURATION.parse(value))


class _OrDuration:
    """Tells JSON Schema that a bare duration is a constant."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        bare = {"type": "number", "minimum": 0, "maximum": _MAX}
        text = {"type": "string", "pattern": DURATION.pattern}
        return {"anyOf": [bare, text, handler(core_schema)]}


DurationDistribution = Annotated[
    Annotated[Constant, Tag("constant")]
    | Annotated[Uniform, Tag("uniform")]
    | Annotated[Exponential, Tag("exponential")]
    | Annotated[LogNormal, Tag("lognormal")]
    | Annotated[LogNormalPercentiles, Tag("lognormal-percentiles")]
    | Annotated[Gamma, Tag("gamma")]
    | Annotated[Weibull, Tag("weibull")]
    | Annotated[Mixture, Tag("mixture")]
    | Annotated[Percentiles, Tag("percentiles")],
    Discriminator(_form),
    BeforeValidator(_from_duration),
    _OrDuration(),
]
"""The type of a setting that takes a duration or a distribution of durations."""

Part.model_rebuild()
Mixture.model_rebuild()
