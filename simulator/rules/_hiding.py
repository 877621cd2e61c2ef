"""Hiding: visibility timeouts that a fix may set."""

from simulator.components.queue import Queue, QueueSettings
from simulator.design.settings import settings_of
from simulator.feedback import Change, Fix
from simulator.feedback.wording import nice_time_above, timeout

LONGEST = settings_of(QueueSettings)["visibility_timeout"].maximum or float("inf")


def longest_hiding(seconds: float) -> float:
    """A usual timeout of at least `seconds`, or the longest that a queue allows."""
    return min(nice_time_above(seconds), LONGEST)


def hide_for(queue: Queue, seconds: float) -> Fix | None:
    """The change that gives a queue this timeout; None where that would not be longer."""
    if seconds <= queue.settings.visibility_timeout:
        return None
    value = int(seconds) if float(seconds).is_integer() else seconds
    change = Change(("components", queue.id, "settings", "visibility_timeout"), value)
    return Fix(f"Apply fix: {timeout(seconds)}", (change,))
