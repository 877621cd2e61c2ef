"""By Ciw: the benchmark's queue and slots as a network of two nodes.

Ciw has no visibility timeout: a message whose attempt failed waits one second at a node of its own
and comes back, up to three attempts. The second runs from the failure, not from the receive.
"""

import random
from typing import Any

import ciw
import numpy as np


class _Retry(ciw.routing.NodeRouting):  # type: ignore[misc] # ciw has no types
    """From the slots: done, or once more after the timeout, or dead."""

    def next_node(self, ind: Any) -> Any:
        ind.attempts = getattr(ind, "attempts", 0) + 1
        if random.random() >= 0.05 or ind.attempts == 3:
            return self.simulation.nodes[-1]
        return self.simulation.nodes[2]


def queue_and_slots(seed: int, rate: float, duration: float) -> int:
    """Simulate; gives how many messages were finished. Percentiles are taken from the records."""
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate), None],
        service_distributions=[ciw.dists.Exponential(10), ciw.dists.Deterministic(1.0)],
        number_of_servers=[16, float("inf")],
        routing=ciw.routing.NetworkRouting(routers=[_Retry(), ciw.routing.Direct(to=1)]),
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(duration)
    born: dict[int, float] = {}
    gone: dict[int, float] = {}
    for record in simulation.get_all_records():
        born[record.id_number] = min(born.get(record.id_number, duration), record.arrival_date)
        gone[record.id_number] = max(gone.get(record.id_number, 0.0), record.exit_date)
    latencies = np.array([gone[id] - born[id] for id in born])
    np.percentile(latencies, (50, 95, 99))
    return len(born)
