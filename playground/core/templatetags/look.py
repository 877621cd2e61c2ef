"""Tags of the look: icons from the sprite, and the shapes of the severities."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from playground.core import bundle

register = template.Library()

SEVERITY = {
    "error": ("sev-e", "i-error"),
    "warning": ("sev-w", "i-warn"),
    "hint": ("sev-h", "i-hint"),
}


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """A symbol of static/icons.svg. Decoration: the words stand beside it."""
    return format_html(
        '<svg class="ic" width="{0}" height="{0}" aria-hidden="true"><use href="{1}#{2}"/></svg>',
        size,
        bundle.address("icons.svg"),
        name,
    )


@register.simple_tag
def severity_icon(severity: str, size: int = 16) -> SafeString:
    """Octagon, triangle or circle."""
    return icon(SEVERITY[severity][1], size)


@register.simple_tag
def severity_class(severity: str) -> str:
    """The class that colours the icon and its words."""
    return SEVERITY[severity][0]
