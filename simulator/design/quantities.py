"""Quantities: durations, rates and shares, written as numbers or as people write them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BeforeValidator, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError

# Digits of other scripts are none here: browsers, and JSON Schema, do not count them as digits.
_NUMBER = r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
_TEXT = re.compile(rf"\s*({_NUMBER})\s*([a-zµμ%/]+)\s*")
_TEXT_LENGTH_MAX = 40

DURATION_UNITS = {
    "us": 1e-6,
    "µs": 1e-6,
    "μs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "min": 60.0,
    "h": 3_600.0,
    "d": 86_400.0,
}
RATE_UNITS = {
    "/s": 1.0,
    "/m": 1 / 60.0,
    "/min": 1 / 60.0,
    "/h": 1 / 3_600.0,
    "/d": 1 / 86_400.0,
}
SHARE_UNITS = {"%": 0.01}


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a number means: its kind, the units that text may carry, and how to say it.

    `pattern` is the same text form for JSON Schema.
    """

    kind: str
    units: dict[str, float] = field(hash=False)
    unit: str
    expected: str
    pattern: str

    def parse(self, value: object) -> float:
        """The number in the base unit. Raises a pydantic error with a sentence otherwise."""
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise expected(self.expected)
        number = self._from_text(value) if isinstance(value, str) else _finite(value)
        if number is None:
            raise expected(self.expected)
        return number

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, object]:
        """A number, or text of this quantity."""
        if not self.units:
            return {"type": "number"}
        text = {"type": "string", "pattern": self.pattern}
        return {"anyOf": [{"type": "number"}, text]}

    def _from_text(self, text: str) -> float | None:
        match = _TEXT.fullmatch(text) if len(text) <= _TEXT_LENGTH_MAX else None
        if match is None or match[2] not in self.units:
            return None
        # Divide where the unit is a fraction: 200 / 1000 is exactly the float 0.2, and so is the
        # number 0.2, while 200 × 0.001 need not be. Equal quantities must stay equal.
        factor = self.units[match[2]]
        number = float(match[1])
        return _finite(number * factor if factor >= 1 else number / round(1 / factor))


def expected(sentence: str) -> PydanticCustomError:
    """The error of a value that is not of the right kind; the sentence says what to give."""
    return PydanticCustomError("quantity", "{expected}", {"expected": sentence})


def brief(value: object) -> str:
    """A value as a problem may quote it: short, on one line."""
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) >= 10**15:
        return "a huge number"
    text = f"“{value}”" if isinstance(value, str) else f"{value}"
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:37] + "…" + ("”" if isinstance(value, str) else "")


def _finite(value: float) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _pattern(units: dict[str, float]) -> str:
    alternatives = "|".join(units)
    return rf"^\s*({_NUMBER})\s*({alternatives})\s*$"


DURATION = Quantity(
    "duration",
    DURATION_UNITS,
    "s",
    "Give a number of seconds, or text such as “200ms”, “30s”, “5m”, “2h” or “4d”.",
    _pattern(DURATION_UNITS),
)
RATE = Quantity(
    "rate",
    RATE_UNITS,
    "/s",
    "Give a number per second, or text such as “3/s”, “90/min” or “10/h”.",
    _pattern(RATE_UNITS),
)
SHARE = Quantity(
    "share",
    SHARE_UNITS,
    "",
    "Give a number from 0 to 1, or text such as “2%”.",
    _pattern(SHARE_UNITS),
)
NUMBER = Quantity("number", {}, "", "Give a number.", "")


def whole(value: object) -> int:
    """A whole number; 2.0 counts as 2, because some writers of JSON know no integers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise expected("Give a whole number.")
    if isinstance(value, float) and not value.is_integer():
        raise expected("Give a whole number.")
    return int(value)


def yes_or_no(value: object) -> bool:
    """A truth value; 1 and "yes" are not."""
    if not isinstance(value, bool):
        raise expected("Give true or false.")
    return value


def _reader(quantity: Quantity) -> Callable[[object], float]:
    return quantity.parse


Duration = Annotated[float, BeforeValidator(_reader(DURATION)), DURATION]
"""Seconds."""
Rate = Annotated[float, BeforeValidator(_reader(RATE)), RATE]
"""Per second."""
Share = Annotated[float, BeforeValidator(_reader(SHARE)), SHARE]
"""A fraction: 0.02 is 2 %."""
Number = Annotated[float, BeforeValidator(_reader(NUMBER)), NUMBER]
"""A number without a unit."""
Whole = Annotated[int, BeforeValidator(whole)]
"""A whole number."""
YesNo = Annotated[bool, BeforeValidator(yes_or_no)]
"""True or false."""
