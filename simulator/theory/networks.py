"""Networks: queues that feed each other, or themselves.

Source: J. R. Jackson (1957, 1963); P. J. Burke (1956) for the tandem.
"""

from dataclasses import dataclass

import numpy as np

from simulator.theory.erlang import MMc
from simulator.theory.figures import QueueFigures


@dataclass(frozen=True)
class Station:
    """One M/M/c of a network: how much comes to it, and what follows from that."""

    rate: float
    figures: QueueFigures


def jackson(
    outside: list[float],
    service_rates: list[float],
    servers: list[int],
    routing: list[list[float]],
) -> list[Station]:
    """Open Jackson network: each station behaves as if it stood alone.

    Args:
        outside: Poisson arrivals from outside at each station.
        service_rates: of each station's servers.
        servers: of each station.
        routing: share of what leaves the station of the row for the station of the column.
    """
    size = len(outside)
    matrix = np.eye(size) - np.array(routing, dtype=float).T
    rates = np.linalg.solve(matrix, np.array(outside, dtype=float))
    return [
        Station(float(rate), MMc(float(rate), mu, c).figures())
        for rate, mu, c in zip(rates, service_rates, servers, strict=True)
    ]


def network_time(outside: list[float], stations: list[Station]) -> float:
    """Mean time a customer spends in the whole network."""
    return sum(station.figures.in_system for station in stations) / sum(outside)


def feedback(rate: float, service_rate: float, servers: int, failing: float) -> Station:
    """M/M/c whose customers fail with probability `failing` and go to the back, without limit.

    The figures are those of one visit; `network_time` gives the time of all visits.
    """
    return jackson([rate], [service_rate], [servers], [[failing]])[0]


def tandem(rate: float, service_rates: list[float]) -> list[Station]:
    """M/M/1 stations one after another: each sees Poisson arrivals at the same rate (Burke)."""
    size = len(service_rates)
    routing = [[1.0 if to == at + 1 else 0.0 for to in range(size)] for at in range(size)]
    return jackson([rate] + [0.0] * (size - 1), service_rates, [1] * size, routing)
