"""Wording: figures as people read them: three digits, a unit, and never more than is true."""

THIN = "\u202f"
MINUS = "−"
MINUTE, HOUR, DAY = 60, 3_600, 86_400


def count(value: float) -> str:
    """`5,160`."""
    return f"{round(value):,}"


def number(value: float) -> str:
    """Three significant digits: `0.0375`, `12.3`, `1,230`."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def percent(value: float) -> str:
    """A share of one as `83.7 %`."""
    return f"{round(value * 100, 1):,g}{THIN}%"


def duration(seconds: float) -> str:
    """`200 ms`, `8 s`, `3 m 42 s`, `2 h 5 m`, `4 d`."""
    if seconds == 0:
        return f"0{THIN}s"
    if seconds < 0.9995:
        return f"{number(seconds * 1000)}{THIN}ms"
    if seconds < 59.95:
        return f"{number(seconds)}{THIN}s"
    if round(seconds) < HOUR:
        return _parts(seconds, (MINUTE, "m"), (1, "s"))
    if round(seconds / MINUTE) * MINUTE < DAY:
        return _parts(seconds, (HOUR, "h"), (MINUTE, "m"))
    return _parts(seconds, (DAY, "d"), (HOUR, "h"))


def _parts(seconds: float, large: tuple[int, str], small: tuple[int, str]) -> str:
    (unit, name), (step, step_name) = large, small
    first, rest = divmod(round(seconds / step) * step, unit)
    text = f"{first:,}{THIN}{name}"
    return f"{text} {rest // step}{THIN}{step_name}" if rest else text


def timeout(seconds: float) -> str:
    """A duration as people set it: up to a quarter of an hour in whole seconds, `120 s`."""
    if 60 <= seconds <= 900 and float(seconds).is_integer():
        return f"{seconds:.0f}{THIN}s"
    return duration(seconds)


def points(value: float) -> str:
    """A difference of shares in percentage points: `7.3 pts`."""
    return f"{round(value * 100, 1):,g}{THIN}pts"


def signed(text: str, difference: float) -> str:
    """The size of a difference with its sign: `+41 s`, `−102`."""
    return f"{'+' if difference > 0 else MINUS}{text}"
