"""Simple distributions: one or two parameters, and a closed form for the tail."""

import math
from typing import Any, ClassVar, Literal, Self

import numpy as np
from pydantic import model_validator

from simulator import limits
from simulator.design.distributions.base import Distribution, Sampler
from simulator.design.distributions.parameters import cv_setting, mistake, time_setting
from simulator.design.gamma import upper_gamma
from simulator.design.quantities import Duration, Number
from simulator.design.settings import setting, to_plain


class Constant(Distribution):
    """Always the same."""

    label: ClassVar[str] = "Constant"
    kind: Literal["constant"] = "constant"
    value: Duration = setting(
        ...,
        label="Value",
        unit="s",
        minimum=0,
        maximum=limits.SECONDS_MAX,
        help="Every draw is this long.",
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
        ..., label="Low", unit="s", minimum=0, maximum=limits.SECONDS_MAX, help="The shortest."
    )
    high: Duration = setting(
        ..., label="High", unit="s", minimum=0, maximum=limits.SECONDS_MAX, help="The longest."
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


class Exponential(Distribution):
    """Mostly short, sometimes long; what has passed says nothing about what is left."""

    label: ClassVar[str] = "Exponential"
    kind: Literal["exponential"] = "exponential"
    mean: Duration = time_setting("Mean", "The average.")

    def tail(self, t: float) -> float:
        return math.exp(-max(t, 0.0) / self.mean)

    def quantile(self, p: float) -> float:
        return math.inf if p >= 1 else -self.mean * math.log1p(-p)

    def sampler(self, rng: np.random.Generator) -> Sampler:
        mean = self.mean
        return lambda count: mean * rng.standard_exponential(count)


class Gamma(Distribution):
    """The sum of several steps: the more steps, the smaller the variation."""

    label: ClassVar[str] = "Gamma"
    kind: Literal["gamma"] = "gamma"
    mean: Duration = time_setting("Mean", "The average.")
    cv: Number = cv_setting()

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
    mean: Duration = time_setting("Mean", "The average.")
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
