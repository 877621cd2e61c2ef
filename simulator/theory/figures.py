"""Figures: the numbers every queueing formula of this package answers with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class QueueFigures:
    """The long-run means of one queue with its servers, for the customers that are let in.

    Rates are per unit of time and times are in that unit; seconds everywhere in this project.
    """

    utilisation: float
    """Share of server time spent serving, 0 to 1."""
    wait_probability: float
    """Share of customers who find every server busy, 0 to 1."""
    waiting: float
    """Mean number waiting, Lq."""
    in_system: float
    """Mean number waiting or being served, L."""
    wait: float
    """Mean time from arrival to the start of service, Wq."""
    time: float
    """Mean time from arrival to the end of service, W."""


def figures_of(
    *, rate: float, service: float, servers: int, wait: float, wait_probability: float
) -> QueueFigures:
    """Complete the figures by Little's law from the mean wait."""
    return QueueFigures(
        utilisation=rate * service / servers,
        wait_probability=wait_probability,
        waiting=rate * wait,
        in_system=rate * (wait + service),
        wait=wait,
        time=wait + service,
    )


def demand_stable(utilisation: float) -> None:
    """Refuse a system that has no long-run means.

    Raises:
        ValueError: the servers are asked for as much as they can do, or more.
    """
    if not 0 <= utilisation < 1:
        raise ValueError(f"No steady state: the utilisation would be {utilisation:.3g}.")
