"""Rates: how often one visitor may ask for the same kind of thing.

Counted in each web process by itself: the limits keep one visitor from taking the site from the
others; they are no accounting.
"""

import time

from django.core.cache import cache
from django.http import HttpRequest
from ninja.errors import HttpError

from playground.core.limits import REQUESTS_PER_MINUTE

VISITOR = "playground.visitor"
"""Where in `request.META` stands who is asking, if that is known; else the address counts."""

TOO_MANY = "That was more than {most} times within a minute. Wait {seconds} s and try again."


def rate_check(request: HttpRequest, kind: str) -> None:
    """Count one request of this kind. Raises HttpError 429 with a sentence beyond the limit."""
    seconds_left = rate_exceeded(request, kind)
    if seconds_left:
        most = REQUESTS_PER_MINUTE[kind]
        raise HttpError(429, TOO_MANY.format(most=most, seconds=seconds_left))


def rate_exceeded(request: HttpRequest, kind: str) -> int:
    """Count one request of this kind; the seconds to wait, 0 while it is within the limit."""
    minute, second = divmod(int(time.time()), 60)
    who = request.META.get(VISITOR) or request.META.get("REMOTE_ADDR", "")
    key = f"rate:{kind}:{who}:{minute}"
    if cache.add(key, 1, timeout=120):
        return 0
    try:
        count = cache.incr(key)
    except ValueError:
        return 0  # Culled between the two calls: the visitor begins anew.
    return 60 - second if count > REQUESTS_PER_MINUTE[kind] else 0
