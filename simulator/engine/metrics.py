"""Metrics: the columns of the whole system and of edges. Components declare their own."""

from simulator.design.component import Metric, counter, gauge, percentiles, utilisation
from simulator.design.edges import Edge, has_breaker, may_refuse

SYSTEM_METRICS: tuple[Metric, ...] = (
    counter("sent", "Sent", "Messages offered to queues; without queues, calls by clients."),
    counter("done", "Done", "Messages acked; without queues, calls answered."),
    counter("failed", "Failed", "Requests of clients that failed for good."),
    counter("dead", "Dead", "Messages moved to a dead-letter queue."),
    counter("expired", "Expired", "Messages deleted because their retention ran out."),
    counter("rejected", "Rejected", "Messages that a full queue did not take."),
    counter("lost", "Lost", "Messages dropped, purged, or gone with a crash after an early ack."),
    gauge("waiting", "Waiting", "Messages waiting in queues, dead-letter queues left out."),
    gauge("in_flight", "In flight", "Messages received and not yet acked or visible again."),
    gauge("oldest", "Oldest", "Age of the oldest waiting message.", "s"),
    counter("receives", "Receives", "Messages handed to workers."),
    counter("retries", "Retries", "Receives beyond a message's first."),
    counter("duplicates", "Duplicates", "Receives of work that was running, or done before."),
    gauge("busy", "Busy", "Slots at work: of workers, or of services where there are none."),
    gauge("slots", "Slots", "Slots there are."),
    utilisation("The share of slots at work."),
    *percentiles("latency", "Latency", "From the client to the ack, or to the answer of a call."),
)

FURTHER_SYSTEM_METRICS: tuple[Metric, ...] = (
    counter("given_up", "Given up", "Messages acked although their work had failed."),
)
"""Of designs that use more than the simplest queues and workers."""

EDGE_METRICS: tuple[Metric, ...] = (
    counter("sent", "Sent", "Calls or messages that went this way; every try counts."),
    counter("failed", "Failed", "Tries whose target refused them or answered with a failure."),
    counter("timed_out", "Timed out", "Tries that the caller gave up waiting for."),
    counter("retried", "Retried", "Tries beyond the first of each call."),
    gauge("open", "Open", "Tries that are waiting for their answer."),
)

REFUSED = counter(
    "refused",
    "Refused",
    "Tries that the edge did not let through: its circuit breaker, its rate limit, or the sender, "
    "who looked at the queue first.",
)
BREAKER = gauge("breaker", "Breaker", "The circuit breaker: 0 closed, 0.5 half-open, 1 open.")

EVERY_EDGE_METRIC = (*EDGE_METRICS, REFUSED, BREAKER)
"""Every column that an edge may have."""


def edge_metrics(edge: Edge) -> tuple[Metric, ...]:
    """The columns of one edge: those of all, and what its settings add."""
    if has_breaker(edge):
        return EVERY_EDGE_METRIC
    return (*EDGE_METRICS, REFUSED) if may_refuse(edge) else EDGE_METRICS
