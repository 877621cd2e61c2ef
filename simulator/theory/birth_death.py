"""Birth and death: systems whose rates depend on how many are inside.

Source: L. Kleinrock, Queueing Systems I (1975), chapter 3; Garnett, Mandelbaum and Reiman,
Designing a Call Center with Impatient Customers (2002), for Erlang A.
"""

from collections.abc import Callable
from dataclasses import dataclass

# Beyond this share of the whole, further states change no figure that a float can show.
NEGLIGIBLE = 1e-18


def state_shares(
    births: Callable[[int], float], deaths: Callable[[int], float], states: int
) -> list[float]:
    """Give the long-run share of time in each state 0 … states.

    Args:
        births: rate from state n to n + 1.
        deaths: rate from state n to n - 1; above zero for n above zero.
        states: the highest state; an endless chain may be cut where its tail is negligible.
    """
    weights = [1.0]
    for n in range(1, states + 1):
        weights.append(weights[-1] * births(n - 1) / deaths(n))
        if deaths(n) > births(n) and weights[-1] < NEGLIGIBLE * max(weights):
            break
    whole = sum(weights)
    return [weight / whole for weight in weights]


@dataclass(frozen=True)
class BoundedFigures:
    """The long-run means of a system that lets only some customers in, or loses some."""

    empty: float
    """Share of time with nobody inside."""
    lost: float
    """Share of arrivals turned away, or who give up."""
    throughput: float
    """Customers served per unit of time."""
    utilisation: float
    """Share of server time spent serving."""
    wait_probability: float
    """Share of all arrivals who find every server busy and may wait."""
    waiting: float
    """Mean number waiting, Lq."""
    in_system: float
    """Mean number inside, L."""
    wait: float
    """Mean wait of those let in, Wq (Erlang A: served or not)."""
    time: float
    """Mean time inside of those let in, W."""


def mmck(rate: float, service_rate: float, servers: int, room: int) -> BoundedFigures:
    """M/M/c/K: as M/M/c, with room for `room` customers in all; the rest are turned away.

    With `room` equal to `servers` this is Erlang B.
    """
    shares = state_shares(lambda n: rate, lambda n: min(n, servers) * service_rate, room)
    shares += [0.0] * (room + 1 - len(shares))
    entering = rate * (1 - shares[room])
    in_system = sum(n * share for n, share in enumerate(shares))
    waiting = sum((n - servers) * share for n, share in enumerate(shares) if n > servers)
    return BoundedFigures(
        empty=shares[0],
        lost=shares[room],
        throughput=entering,
        utilisation=entering / service_rate / servers,
        wait_probability=sum(shares[servers:room]),
        waiting=waiting,
        in_system=in_system,
        wait=waiting / entering,
        time=in_system / entering,
    )


def closed_mmc(users: int, servers: int, think_rate: float, service_rate: float) -> BoundedFigures:
    """M/M/c//N: `users` who think, ask, wait for the answer and think again (closed loop).

    Args:
        users: how many there are, N.
        servers: how many can be served at once, c.
        think_rate: one over the mean time a user thinks.
        service_rate: one over the mean service time.
    """
    shares = state_shares(
        lambda n: (users - n) * think_rate, lambda n: min(n, servers) * service_rate, users
    )
    in_system = sum(n * share for n, share in enumerate(shares))
    waiting = sum((n - servers) * share for n, share in enumerate(shares) if n > servers)
    throughput = (users - in_system) * think_rate
    return BoundedFigures(
        empty=shares[0],
        lost=0.0,
        throughput=throughput,
        utilisation=throughput / service_rate / servers,
        wait_probability=sum(
            (users - n) * think_rate * share for n, share in enumerate(shares) if n >= servers
        )
        / throughput,
        waiting=waiting,
        in_system=in_system,
        wait=waiting / throughput,
        time=in_system / throughput,
    )


def erlang_a(rate: float, service_rate: float, servers: int, impatience: float) -> BoundedFigures:
    """M/M/c+M: customers who wait give up at `impatience`, a rate for each of them.

    A message whose time to live is exponential behaves so.
    """

    def leaving(n: int) -> float:
        return min(n, servers) * service_rate + max(0, n - servers) * impatience

    # The chain is endless; far beyond this state it drains faster than it fills.
    states = servers + int(50 * (rate / impatience + 10))
    shares = state_shares(lambda n: rate, leaving, states)
    waiting = sum((n - servers) * share for n, share in enumerate(shares) if n > servers)
    in_system = sum(n * share for n, share in enumerate(shares))
    lost = impatience * waiting / rate
    return BoundedFigures(
        empty=shares[0],
        lost=lost,
        throughput=rate * (1 - lost),
        utilisation=rate * (1 - lost) / service_rate / servers,
        wait_probability=sum(shares[servers:]),
        waiting=waiting,
        in_system=in_system,
        wait=waiting / rate,
        time=in_system / rate,
    )
