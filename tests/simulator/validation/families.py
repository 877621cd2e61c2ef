"""Families: which families of closed forms are simulated, and how each is expressed.

Horizons were chosen beforehand from the time that a system takes to forget its beginning: a queue
forgets over about (1 - sqrt(rho))^-2 service times, the warm-up is several of those, and the span
hundreds. Percentiles of a replication are biased by their own correlation; at a utilisation of
0.95 the span was lengthened until that bias, computed apart by Lindley's recursion, is well below
the width of the interval.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.simulator.validation import deliveries, networks, stations
from tests.simulator.validation.measures import Params
from tests.simulator.validation.runs import Case


@dataclass(frozen=True)
class Family:
    """One family: the case of a parameter point, and in words how it is drawn."""

    case: Callable[[Params], Case]
    how: str


FAMILIES: dict[str, Family] = {
    "M/M/1": Family(stations.mm1, "Client, queue, worker with one slot and exponential work."),
    "M/M/c": Family(stations.mmc, "The same with c slots."),
    "M/M/c/K": Family(
        stations.mmck, "Client calls a service with c slots and a waiting room for K - c."
    ),
    "Erlang B (M/G/c/c)": Family(
        stations.erlang_b, "A service without a waiting room; log-normal and constant times."
    ),
    "M/D/1": Family(stations.md1, "As M/M/1 with constant work."),
    "M/E_k/1": Family(stations.mek1, "As M/M/1 with gamma work of cv 1/sqrt(k)."),
    "M/LogNormal/1": Family(stations.lognormal, "As M/M/1 with log-normal work."),
    "M/H2/1": Family(stations.hyperexponential, "As M/M/1 with a mixture of two exponentials."),
    "Jackson single node with Bernoulli feedback (unlimited immediate retry)": Family(
        networks.feedback, "Transient failures that are given back without a delay; times redrawn."
    ),
    "Open Jackson network": Family(
        networks.jackson, "Two queues with workers that send on to each other; times redrawn."
    ),
    "bounded retry -> DLQ": Family(
        deliveries.bounded_retry,
        "Transient failures and a redrive policy. Sending ends before the run, so that every "
        "message meets its fate.",
    ),
    "visibility timeout, infinite workers, constant service m<V, failed receive not acked": Family(
        deliveries.visibility, "The same in its steady state, with slots for all."
    ),
    "visibility expiry before ack, exp service": Family(
        deliveries.expiry, "Exponential work that is redrawn, slots for all, no redrive policy."
    ),
    "M^[X]/M/1 fixed batch": Family(
        stations.fixed_batch, "A client whose bursts come at random and have no spread."
    ),
    "M^[X]/M/1 geometric batch (>=1)": Family(
        networks.geometric_batch,
        "A worker that takes a microsecond sends one message on and, by chance, one to itself.",
    ),
    "G/G/1 Kingman (upper bound and VUT approximation)": Family(
        stations.kingman,
        "One user with gamma think time, whose requests a service passes on as messages.",
    ),
    "D/M/1": Family(stations.dm1, "A client with regular arrivals."),
    "M/G/inf": Family(stations.endless_servers, "Slots for all; log-normal work."),
    "M/M/c//N closed (finite source, closed-loop load)": Family(
        stations.closed, "N users who think call a service with c slots."
    ),
    "Tandem M/M/1 -> M/M/1 (Burke)": Family(
        networks.tandem, "Queue, worker, queue, worker: each with draws of its own."
    ),
    "fluid overload (deterministic limit)": Family(
        deliveries.fluid, "Poisson arrivals in steps; the mean over the replications is the limit."
    ),
    "exponential backoff sum": Family(
        deliveries.backoff, "Calls to a service that fails at once: open requests over their rate."
    ),
}

NOT_EXPRESSED = {
    "M/G/1 non-preemptive priority (Cobham)": "Queues have no priorities yet.",
    "M/M/1 preemptive-resume priority": "No component interrupts work that has begun.",
    "Erlang A M/M/c+M (message TTL ~ Exp)": "A queue's retention is one time for all messages.",
    "token bucket, saturated, starts full": "No component limits a rate yet.",
}
"""Families that these five components cannot express, and why."""

NOT_MEASURED = {
    ("M/M/1", "interdeparture_scv"): "No metric; the tandem checks what follows from it (Burke).",
    ("M/M/c/K", "p0"): "2 in ten million at the second point: it would not be seen once.",
    ("M/G/inf", "p0"): "1e-87 at the second point.",
    ("bounded retry -> DLQ", "P_attempts_"): (
        "Messages are not counted by their attempts; mean attempts and dead letters are checked."
    ),
    ("G/G/1 Kingman (upper bound and VUT approximation)", "Wq_vut"): (
        "An approximation, not a value; the bound is checked as an inequality."
    ),
    ("exponential backoff sum", "total_delay_full_jitter_var"): "Means only are measured.",
}
"""Values of expressed families that no metric shows, by the beginning of their name."""
