"""Log-normal distributions: the usual shape of work, written by its mean or by percentiles."""

import math
from abc import abstractmethod
from statistics import NormalDist
from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import model_validator

from simulator.design.distributions.base import Distribution, Sampler
from simulator.design.distributions.parameters import cv_setting, mistake, time_setting
from simulator.design.quantities import Duration, Number

_NORMAL = NormalDist()
_P99 = _NORMAL.inv_cdf(0.99)


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
    mean: Duration = time_setting("Mean", "The average.")
    cv: Number = cv_setting()

    @property
    def sigma(self) -> float:
        return math.sqrt(math.log1p(self.cv**2))

    @property
    def mu(self) -> float:
        return math.log(self.mean) - self.sigma**2 / 2


class LogNormalPercentiles(_LogNormalShape):
    """Most take about the same, a few take very long. By what a monitoring page shows."""

    label: ClassVar[str] = "Log-normal, by p99"
    kind: Literal["lognormal"] = "lognormal"
    median: Duration = time_setting("Median", "Half of them are shorter.")
    p99: Duration = time_setting("p99", "One in a hundred is longer.")

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
