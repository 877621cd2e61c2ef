"""Erlang: loss and waiting with several servers and Poisson arrivals.

Source: A. K. Erlang (1917); L. Kleinrock, Queueing Systems I (1975), sections 3.5 and 3.6.
"""

import math
from dataclasses import dataclass

from simulator.theory.figures import QueueFigures, demand_stable, figures_of
from simulator.theory.solving import first_below


def erlang_b(servers: int, load: float) -> float:
    """Share of arrivals lost when `servers` are busy and nobody may wait (M/G/c/c).

    Args:
        servers: number of servers, c.
        load: arrival rate times mean service time, in Erlang. Only the mean of the service matters.
    """
    blocking = 1.0
    for busy in range(1, servers + 1):
        blocking = load * blocking / (busy + load * blocking)
    return blocking


def erlang_c(servers: int, load: float) -> float:
    """Share of arrivals that must wait when all may wait (M/M/c).

    Raises:
        ValueError: the load reaches the number of servers.
    """
    demand_stable(load / servers)
    lost = erlang_b(servers, load)
    return servers * lost / (servers - load * (1 - lost))


@dataclass(frozen=True)
class MMc:
    """M/M/c: Poisson arrivals at `rate`, exponential service at `service_rate`, `servers` of them.

    With one server this is M/M/1.
    """

    rate: float
    service_rate: float
    servers: int = 1

    @property
    def load(self) -> float:
        """Mean number of busy servers, in Erlang."""
        return self.rate / self.service_rate

    @property
    def spare_rate(self) -> float:
        """How much faster than it arrives work could be done; the rate of a wait's end."""
        return self.servers * self.service_rate - self.rate

    def figures(self) -> QueueFigures:
        """Give the long-run means."""
        waits = erlang_c(self.servers, self.load)
        return figures_of(
            rate=self.rate,
            service=1 / self.service_rate,
            servers=self.servers,
            wait=waits / self.spare_rate,
            wait_probability=waits,
        )

    def wait_tail(self, time: float) -> float:
        """Share of customers who wait longer than `time`."""
        return erlang_c(self.servers, self.load) * math.exp(-self.spare_rate * time)

    def wait_percentile(self, share: float) -> float:
        """Give the wait that `share` (0 to 1) of the customers do not exceed."""
        waits = erlang_c(self.servers, self.load)
        return max(0.0, math.log(waits / (1 - share)) / self.spare_rate)

    def time_tail(self, time: float) -> float:
        """Share of customers whose wait and service together take longer than `time`."""
        waits = erlang_c(self.servers, self.load)
        serve, spare = self.service_rate, self.spare_rate
        served = math.exp(-serve * time)
        if math.isclose(serve, spare):
            both = served * (1 + serve * time)
        else:
            both = (spare * served - serve * math.exp(-spare * time)) / (spare - serve)
        return (1 - waits) * served + waits * both

    def time_percentile(self, share: float) -> float:
        """Give the time in the system that `share` (0 to 1) of the customers do not exceed."""
        return first_below(self.time_tail, 1 - share)

    def variance_in_system(self) -> float:
        """Variance of the number in the system, for one server.

        Raises:
            ValueError: there are more servers than one.
        """
        if self.servers != 1:
            raise ValueError("Known in this form for one server only.")
        return self.load / (1 - self.load) ** 2
