"""Filters for figures: as people read them."""

from django import template

register = template.Library()


@register.filter
def thousands(number: float) -> str:
    """`5,160`."""
    return f"{round(number):,}"


@register.filter
def simulated(seconds: float) -> str:
    """How much time a run simulates: "30 simulated minutes"."""
    for name, size in (("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size and seconds % size == 0:
            return f"{seconds / size:,.0f} simulated {name}"
    return f"{seconds:,.0f} simulated seconds"
