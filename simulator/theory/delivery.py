"""Delivery: receives, expiries and dead letters of a queue with a visibility timeout.

Source: elementary probability and Little's law; the rules of receiving are those of Amazon SQS.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class RetryFigures:
    """What a limit on receives does when each attempt fails alike and independently."""

    dead_share: float
    """Share of messages that end among the dead letters."""
    attempts: float
    """Mean attempts of a message."""
    attempts_of_done: float
    """Mean attempts of a message that is done in the end; not a number where none is."""


def bounded_retry(failing: float, max_receives: int) -> RetryFigures:
    """At most `max_receives` attempts, each failing with probability `failing`."""
    dead = failing**max_receives
    if dead == 1:
        return RetryFigures(1.0, float(max_receives), math.nan)
    attempts = (1 - dead) / (1 - failing)
    return RetryFigures(dead, attempts, (attempts - max_receives * dead) / (1 - dead))


def attempt_shares(failing: float, max_receives: int) -> list[float]:
    """Share of messages that take one, two … `max_receives` attempts, whatever comes of them."""
    shares = [failing**k * (1 - failing) for k in range(max_receives - 1)]
    return [*shares, failing ** (max_receives - 1)]


@dataclass(frozen=True)
class VisibilityFigures:
    """A queue with a worker for every message and work of one length below the timeout."""

    in_flight: float
    """Mean messages received and neither acked nor visible again."""
    busy: float
    """Mean workers at work."""
    redelivery_rate: float
    """Receives per unit of time beyond each message's first."""
    dead_rate: float
    """Messages per unit of time that go to the dead letters."""
    latency_of_done: float
    """Mean time from sending to the ack, of those done."""


def visibility(
    rate: float, work: float, failing: float, max_receives: int, timeout: float
) -> VisibilityFigures:
    """Give the figures of receives that fail and wait out the rest of the visibility timeout.

    Args:
        rate: messages per unit of time.
        work: length of every attempt, below `timeout`.
        failing: probability that an attempt fails and is not acked.
        max_receives: receives before the dead letters.
        timeout: the visibility timeout.
    """
    retry = bounded_retry(failing, max_receives)
    done = 1 - retry.dead_share
    failures = retry.attempts - done
    return VisibilityFigures(
        in_flight=rate * (done * work + failures * timeout),
        busy=rate * retry.attempts * work,
        redelivery_rate=rate * (retry.attempts - 1),
        dead_rate=rate * retry.dead_share,
        latency_of_done=(retry.attempts_of_done - 1) * timeout + work,
    )


def exponential_expiry(mean: float, timeout: float) -> float:
    """Share of receives that expire during exponential work: its tail at the timeout."""
    return math.exp(-timeout / mean)


def endless_servers_empty(rate: float, mean: float) -> float:
    """M/G/inf: share of time with nobody inside. Mean and variance inside are rate × mean."""
    return math.exp(-rate * mean)


@dataclass(frozen=True)
class BackoffFigures:
    """The delays of one message that fails every time, added up."""

    total: float
    """Sum without jitter."""
    full_jitter_mean: float
    """Mean of the sum when each delay is drawn between zero and its full length."""
    full_jitter_variance: float
    """Variance of that sum."""


def backoff_sum(base: float, factor: float, cap: float, attempts: int) -> BackoffFigures:
    """Add up min(cap, base × factor^k) between `attempts` attempts."""
    delays = [min(cap, base * factor**k) for k in range(attempts - 1)]
    total = sum(delays)
    return BackoffFigures(total, total / 2, sum(delay * delay for delay in delays) / 12)
