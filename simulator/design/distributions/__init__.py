"""Distributions: how long something takes, when it does not always take the same.

Each is a small frozen object in the document. It draws in numpy blocks, and knows its mean, its
quantiles and its tail exactly, so that rules and pictures need no simulation.
"""

from simulator.design.distributions.base import Block, Distribution, Sampler
from simulator.design.distributions.lognormal import LogNormal, LogNormalPercentiles
from simulator.design.distributions.mixture import Mixture, Part
from simulator.design.distributions.parameters import mistake
from simulator.design.distributions.percentiles import Percentiles
from simulator.design.distributions.reading import FORMS, DurationDistribution
from simulator.design.distributions.simple import Constant, Exponential, Gamma, Uniform, Weibull

__all__ = [
    "FORMS",
    "Block",
    "Constant",
    "Distribution",
    "DurationDistribution",
    "Exponential",
    "Gamma",
    "LogNormal",
    "LogNormalPercentiles",
    "Mixture",
    "Part",
    "Percentiles",
    "Sampler",
    "Uniform",
    "Weibull",
    "mistake",
]
