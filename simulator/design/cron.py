"""Cron: expressions of five fields, and when they are due within a run.

The expressions are read by cronsim, which follows Debian's cron. Simulated time has no date of its
own: a run begins on a weekday of the first week of 2024, whose 1 January is a Monday. Times are
calendar arithmetic of numpy; no clock is asked, and there is no daylight saving.
"""

from functools import lru_cache
from itertools import takewhile
from math import ceil
from typing import Annotated

import numpy as np
from cronsim import CronSim, CronSimError
from pydantic import BeforeValidator

from simulator.design.quantities import expected

DAY = 86_400
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONDAY = np.datetime64("2024-01-01", "D")
_LENGTH_MAX = 100
_EXPECTED = (
    "Give five fields: minute, hour, day of the month, month and weekday, such as “0 0 * * *” for "
    "midnight or “*/15 8-17 * * MON-FRI”."
)


def read_cron(value: object) -> str:
    """The expression with single spaces. Raises a pydantic error with a sentence otherwise."""
    fields = value.split() if isinstance(value, str) and len(value) <= _LENGTH_MAX else []
    if len(fields) != 5:
        raise expected(_EXPECTED)
    try:
        next(_from_midnight(" ".join(fields), _MONDAY))
    except (CronSimError, StopIteration):
        raise expected(_EXPECTED) from None
    return " ".join(fields)


Cron = Annotated[str, BeforeValidator(read_cron)]
"""A cron expression."""


@lru_cache(maxsize=256)
def due(expression: str, weekday: str, begins: float, duration: float) -> tuple[float, ...]:
    """The seconds from the beginning of a run, before its end, at which an expression is due.

    Args:
        expression: as `read_cron` gives it.
        weekday: the day on which the run begins.
        begins: the time of that day, in seconds since midnight.
        duration: seconds of the run.
    """
    first = _MONDAY + WEEKDAYS.index(weekday)
    fields = expression.split()
    schedule = _from_midnight(expression, first)
    of_day = np.array(sorted(60 * minute + 3_600 * hour for hour in schedule.hours
                             for minute in schedule.minutes), float)  # fmt: skip
    last = first + ceil((begins + duration) / DAY)
    days = takewhile(
        lambda day: day <= last,
        map(_date, _from_midnight(" ".join(["0", "0", *fields[2:]]), first)),
    )
    times = [int((day - first).astype(int)) * DAY + of_day - begins for day in days]
    found = np.concatenate([np.empty(0), *times])
    return tuple(found[(found >= 0) & (found < duration)].tolist())


def _from_midnight(expression: str, day: np.datetime64) -> CronSim:
    """The moments at which an expression is due, beginning with that midnight."""
    before = day.astype("datetime64[us]") - np.timedelta64(1, "us")
    return CronSim(expression, before.item())


def _date(moment: object) -> np.datetime64:
    return np.datetime64(moment, "D")  # type: ignore[call-overload, no-any-return] # of the library


__all__ = ["DAY", "WEEKDAYS", "Cron", "due", "read_cron"]
