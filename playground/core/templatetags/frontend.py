"""Template tags: `{% vite %}` for built scripts and styles, `{% icon %}` for icons."""

import re
from functools import lru_cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from playground.core.frontend import bundle

register = template.Library()
SPRITE = settings.BASE_DIR / "static" / "icons.svg"
SYMBOL = re.compile(r'<symbol id="([\w-]+)"\s+viewBox="([^"]+)"\s*>(.*?)</symbol>', re.DOTALL)


@register.simple_tag
def vite(entry: str) -> SafeString:
    """The tags that load an entry: its styles, then its script as a module.

    An entry that was not built leaves a comment: the page is then read without its script.
    """
    built = bundle(entry)
    if built is None:
        return format_html("<!-- {} is not built: run `make run`. -->", entry)
    styles = [(static(f"dist/{name}"),) for name in built.styles]
    modules = [(static(f"dist/{name}"),) for name in built.modules]
    return format_html(
        '{}{}<script type="module" src="{}"></script>',
        format_html_join("", '<link rel="stylesheet" href="{}">', styles),
        format_html_join("", '<link rel="modulepreload" href="{}">', modules),
        static(f"dist/{built.script}"),
    )


@register.simple_tag
def vite_classic(entry: str) -> SafeString:
    """The tag of an entry without imports that must run before the page is drawn."""
    built = bundle(entry)
    if built is None:
        return format_html("<!-- {} is not built: run `make run`. -->", entry)
    return format_html('<script src="{}"></script>', static(f"dist/{built.script}"))


@register.simple_tag
def icon(name: str, size: int = 18, label: str = "", css: str = "") -> SafeString:
    """An icon of the sprite, drawn into the page. Without a label it is decoration.

    Raises KeyError for a name that the sprite does not have.
    """
    view, drawing = _symbols()[name]
    said = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')  # A constant.
    )
    return format_html(
        '<svg class="{}" width="{}" height="{}" viewBox="{}" {}>{}</svg>',
        f"ic {css}".strip(),
        size,
        size,
        view,
        said,
        mark_safe(drawing),  # Our own file, not a user's.
    )


@lru_cache(maxsize=1)
def _symbols() -> dict[str, tuple[str, str]]:
    return {name: (view, drawing) for name, view, drawing in SYMBOL.findall(SPRITE.read_text())}
