"""Filters for figures: as people read them."""

import math

from django import template

register = template.Library()

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@register.filter
def thousands(number: float) -> str:
    """`5,160`."""
    return f"{round(number):,}"


@register.filter
def significant(number: float) -> str:
    """Four digits that count: "0.4984", "3,000", "2.4 × 10⁻⁷"."""
    if number and abs(number) < 1e-4:
        digits, _, power = f"{number:.1e}".partition("e")
        return f"{digits} × 10{str(int(power)).translate(_RAISED)}"
    rounded = float(f"{number:.4g}")
    places = max(0, 3 - math.floor(math.log10(abs(rounded)))) if rounded else 0
    return f"{rounded:,.{places}f}"


@register.filter
def simulated(seconds: float) -> str:
    """How much time a run simulates: "30 simulated minutes"."""
    for name, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size and seconds % size == 0:
            return f"{seconds / size:,.0f} simulated {name}"
    return f"{seconds:,.0f} simulated seconds"
