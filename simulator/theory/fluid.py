"""Fluid: overload and rate limits, when the flow counts and chance does not."""

import math


def overload_backlog(rate: float, capacity: float, lasting: float) -> float:
    """Backlog after `lasting` seconds in which `rate` arrives and `capacity` is done."""
    return max(0.0, rate - capacity) * lasting


def drain_time(backlog: float, capacity: float, rate: float) -> float:
    """Seconds to work off a backlog while `rate` keeps arriving; infinite if it cannot be."""
    return backlog / (capacity - rate) if rate < capacity else math.inf


def token_bucket_admitted(rate: float, burst: float, seconds: float) -> int:
    """Requests a token bucket that starts full lets through when more than `rate` are offered."""
    return math.floor(burst + rate * seconds)


def token_bucket_empty_after(rate: float, burst: float, offered: float) -> float:
    """Seconds until a full token bucket is empty under `offered` requests a second."""
    return burst / (offered - rate) if offered > rate else math.inf
