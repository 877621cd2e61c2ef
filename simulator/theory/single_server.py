"""Single server: one server whose service or arrivals are not exponential.

Source: F. Pollaczek (1930) and A. Khinchine (1932); J. F. C. Kingman (1961) for the bound;
W. Hopp and M. Spearman, Factory Physics (1996) for VUT; A. Cobham (1954) for priorities;
L. Kleinrock, Queueing Systems I (1975), section 6 for D/M/1 (G/M/1).
"""

import math
from dataclasses import dataclass

from simulator.theory.figures import QueueFigures, demand_stable, figures_of
from simulator.theory.solving import halve


def mg1(rate: float, mean: float, second_moment: float) -> QueueFigures:
    """M/G/1 by Pollaczek and Khinchine: any service law, by its first two moments.

    Args:
        rate: Poisson arrivals per unit of time.
        mean: mean service time.
        second_moment: mean of the square of the service time.
    """
    utilisation = rate * mean
    demand_stable(utilisation)
    wait = rate * second_moment / (2 * (1 - utilisation))
    return figures_of(rate=rate, service=mean, servers=1, wait=wait, wait_probability=utilisation)


def lognormal_second_moment(mean: float, sigma: float) -> float:
    """Mean square of a log-normal time with this mean whose logarithm has deviation `sigma`."""
    return mean * mean * math.exp(sigma * sigma)


def erlang_second_moment(mean: float, phases: int) -> float:
    """Mean square of a time made of `phases` equal exponential phases."""
    return mean * mean * (1 + 1 / phases)


def hyperexponential_second_moment(share: float, first: float, second: float) -> float:
    """Mean square of a time that is exponential with mean `first` for `share`, else `second`."""
    return 2 * (share * first * first + (1 - share) * second * second)


def batch_mm1(
    batch_rate: float, mean_batch: float, mean_square_batch: float, service_rate: float
) -> QueueFigures:
    """M^[X]/M/1: batches of random size arrive as a Poisson stream at one exponential server.

    The wait probability is the share of customers who do not start at once.
    """
    rate = batch_rate * mean_batch
    utilisation = rate / service_rate
    demand_stable(utilisation)
    in_system = utilisation * (1 + mean_square_batch / mean_batch) / (2 * (1 - utilisation))
    return figures_of(
        rate=rate,
        service=1 / service_rate,
        servers=1,
        wait=in_system / rate - 1 / service_rate,
        wait_probability=1 - (1 - utilisation) / mean_batch,
    )


def dm1(rate: float, service_rate: float) -> QueueFigures:
    """D/M/1: arrivals exactly every 1/`rate`, exponential service.

    The wait probability is the root sigma of sigma = exp(-mu (1 - sigma) / lambda).
    """
    demand_stable(rate / service_rate)

    def surplus(sigma: float) -> float:
        return math.exp(-service_rate * (1 - sigma) / rate) - sigma

    sigma = halve(surplus, 0.0, 0.0, rate / service_rate)
    return figures_of(
        rate=rate,
        service=1 / service_rate,
        servers=1,
        wait=sigma / (service_rate * (1 - sigma)),
        wait_probability=sigma,
    )


@dataclass(frozen=True)
class Kingman:
    """What is known of the mean wait of G/G/1 from two moments of arrivals and service."""

    upper_bound: float
    """The mean wait is never longer (Kingman 1962)."""
    approximation: float
    """Variability × utilisation × time: close when the server is nearly always busy."""


def kingman(rate: float, mean: float, arrival_scv: float, service_scv: float) -> Kingman:
    """Bound and approximate the mean wait of a single server.

    Args:
        rate: arrivals per unit of time.
        mean: mean service time.
        arrival_scv: variance of the time between arrivals over the square of its mean.
        service_scv: the same of the service time.
    """
    utilisation = rate * mean
    demand_stable(utilisation)
    variances = arrival_scv / rate**2 + service_scv * mean**2
    return Kingman(
        upper_bound=rate * variances / (2 * (1 - utilisation)),
        approximation=utilisation / (1 - utilisation) * (arrival_scv + service_scv) / 2 * mean,
    )


def priority_waits(
    rates: list[float], means: list[float], second_moments: list[float]
) -> list[float]:
    """M/G/1 with classes served in order and never interrupted (Cobham): mean wait of each."""
    residual = sum(r * m for r, m in zip(rates, second_moments, strict=True)) / 2
    waits, above = [], 0.0
    for rate, mean in zip(rates, means, strict=True):
        upto = above + rate * mean
        demand_stable(upto)
        waits.append(residual / ((1 - above) * (1 - upto)))
        above = upto
    return waits


def preemptive_times(rates: list[float], service_rate: float) -> list[float]:
    """M/M/1 with classes that interrupt those below and resume: mean time inside of each."""
    mean = 1 / service_rate
    times, above, residual = [], 0.0, 0.0
    for rate in rates:
        upto = above + rate * mean
        demand_stable(upto)
        residual += rate * mean * mean
        times.append(mean / (1 - above) + residual / ((1 - above) * (1 - upto)))
        above = upto
    return times
