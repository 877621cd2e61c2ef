"""Tags for what Vite built: an entry with its style sheets, the first script, other files."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from playground.core import bundle

register = template.Library()


@register.simple_tag
def vite(source: str) -> SafeString:
    """`{% vite "src/entries/page.ts" %}`: its style sheets, and itself as a module."""
    script = bundle.address(source)
    if not script:
        return SafeString("")
    sheets = format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((sheet,) for sheet in bundle.styles(source))
    )
    preloads = format_html_join(
        "\n", '<link rel="modulepreload" href="{}">', ((url,) for url in bundle.preloads(source))
    )
    return format_html('{}\n{}\n<script type="module" src="{}"></script>', sheets, preloads, script)


@register.simple_tag
def vite_first(source: str) -> SafeString:
    """A script the browser waits for before it draws. The source must not import anything."""
    script = bundle.address(source)
    return format_html('<script src="{}"></script>', script) if script else SafeString("")


@register.simple_tag
def asset(source: str) -> str:
    """`{% asset "favicon.svg" %}`: the address of a file that an entry imports."""
    return bundle.address(source)
