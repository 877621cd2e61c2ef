"""Wording: numbers with their units, as every finding shows them.

Three significant digits, never more than are true; a thin space before a unit that words carry;
thousands with a comma.
"""

import math

# Thin and unbreakable, so that a line never ends between a number and its unit.
THIN = "\u202f"
# Between the parts of one duration: wide enough to tell them apart, and unbreakable.
GAP = "\u00a0"

MINUTE, HOUR, DAY = 60, 3_600, 86_400
# Seconds. What is shorter than this does not matter to anyone who reads advice.
SHORTEST = 1e-4
# Up to here a timeout is said in seconds, as people set it; above in minutes and hours.
TIMEOUT_IN_SECONDS_MAX = 900


def count(number: float) -> str:
    """A number of things: 5,160."""
    return f"{round(number):,}"


def counted(number: float, one: str, many: str | None = None) -> str:
    """A number of things with their noun: 1 job, 59 jobs."""
    noun = one if round(number) == 1 else many or f"{one}s"
    return f"{count(number)}{GAP}{noun}"


def figure(number: float) -> str:
    """Any number with three significant digits: 0.0375, 12.3, 1,230."""
    if number == 0 or not math.isfinite(number):
        return "0" if number == 0 else "∞"
    digits = 2 - math.floor(math.log10(abs(number)))
    text = f"{round(number, digits):,.{max(0, digits)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def share(part: float) -> str:
    """A share of a whole, given as 0 to 1, in per cent: 3.8 %."""
    percent = 100 * part
    if 0 < percent < 0.1:
        text = f"{percent:.2g}" if percent >= 0.001 else "< 0.001"
    else:
        text = f"{percent:,.1f}".removesuffix(".0")
    return f"{text}{THIN}%"


def rate(per_second: float) -> str:
    """How often: 3.0/s, 0.117/s, 12/min, 0.5/h."""
    for unit, seconds in (("s", 1), ("min", MINUTE)):
        value = per_second * seconds
        if value >= 0.1:
            return f"{_rate_number(value)}/{unit}"
    return f"{_rate_number(per_second * HOUR)}/h"


def _rate_number(value: float) -> str:
    if 0.1 <= value < 0.9995:
        return figure(value)
    return f"{value:.1f}" if value < 99.95 else count(value)


def rates(one: float, other: float) -> tuple[str, str]:
    """Two rates that are compared, with more digits where they would look the same."""
    if rate(one) != rate(other) or one == other:
        return rate(one), rate(other)
    units = (("s", 1), ("min", MINUTE))
    fits = (each for each in units if max(one, other) * each[1] >= 0.1)
    unit, seconds = next(fits, ("h", HOUR))
    # Beyond four digits after the point no difference matters.
    digits = next((n for n in (2, 3, 4) if round(one * seconds, n) != round(other * seconds, n)), 4)
    return f"{one * seconds:,.{digits}f}/{unit}", f"{other * seconds:,.{digits}f}/{unit}"


def clock(seconds: float) -> str:
    """A moment of a run, as its clock shows it: 5:00, 1:05:30."""
    minutes, rest = divmod(round(seconds), MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    return f"{hours:,}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def duration(seconds: float) -> str:
    """How long: 200 ms, 10.5 s, 3 m 42 s, 2 h 5 m, 3 d 23 h."""
    if not math.isfinite(seconds):
        return "for ever"
    if 0 < seconds < SHORTEST:
        return f"< 0.1{THIN}ms"
    if seconds < 0.9995:
        return f"{figure(1000 * seconds)}{THIN}ms"
    if seconds < 59.95:
        return f"{figure(seconds)}{THIN}s"
    whole = round(seconds)
    if whole < HOUR:
        return _parts(whole, MINUTE, "m", 1, "s")
    if whole < DAY:
        return _parts(whole, HOUR, "h", MINUTE, "m")
    return _parts(whole, DAY, "d", HOUR, "h")


def _parts(whole: int, large: int, large_unit: str, small: int, small_unit: str) -> str:
    first, rest = divmod(round(whole / small) * small, large)
    text = f"{first:,}{THIN}{large_unit}"
    return f"{text}{GAP}{rest // small}{THIN}{small_unit}" if rest >= small else text


def timeout(seconds: float) -> str:
    """A timeout as people set it: 30 s, 120 s, 2 h."""
    if 60 <= seconds <= TIMEOUT_IN_SECONDS_MAX and float(seconds).is_integer():
        return f"{seconds:.0f}{THIN}s"
    return duration(seconds)


# Steps at which people set timeouts: seconds to a minute, then minutes, then hours.
NICE_TIMES = (
    *(0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600),
    *(2 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR, DAY),
)


def nice_time_above(seconds: float) -> float:
    """The shortest time of the usual steps that is at least `seconds`."""
    for nice in NICE_TIMES:
        if nice >= seconds:
            return nice
    return math.ceil(seconds / DAY) * float(DAY)
