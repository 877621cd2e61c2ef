"""Prose: text of docstrings as HTML, escaped: paragraphs, lists, code, questions."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from playground.core import setting_words

register = template.Library()
register.filter("bounds", setting_words.bounds)
register.filter("default_words", setting_words.default)
register.filter("source_words", setting_words.source)

_CODE = re.compile(r"`+([^`]+)`+")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")
_POINT = re.compile(r"(?<=[a-z)”])[.;]\s+(?=\w)")
_ITEM = re.compile(r"^\s*[-*•]\s+", re.M)


@register.filter
def prose(text: str) -> SafeString:
    """Paragraphs are parted by empty lines; lines that begin with "- " make a list."""
    return mark_safe("".join(_block(block) for block in _blocks(text)))  # Escaped in _inline.


@register.filter
def section(page: Mapping[str, Any], heading: str) -> str:
    """The text under one heading of a page; empty where there is none."""
    texts = [part["text"] for part in page["sections"] if part["heading"] == heading]
    return "\n\n".join(texts)


@register.filter
def points(text: str) -> list[SafeString]:
    """The points of a text: the entries of a list, else what full stops and semicolons part."""
    entries = [entry for block in _blocks(text) for entry in _entries(block)]
    if not _ITEM.search(text):
        entries = [point for entry in entries for point in _POINT.split(entry.rstrip(". "))]
    return [mark_safe(_inline(entry[:1].upper() + entry[1:])) for entry in entries]


@register.filter
def questions(text: str) -> list[tuple[str, SafeString]]:
    """(question, answer) from paragraphs or list entries that open with a question."""
    found = []
    for entry in (entry for block in _blocks(text) for entry in _entries(block)):
        question, mark, answer = entry.partition("?")
        if mark:
            words = mark_safe(_inline(answer.strip("* ")))
            found.append((question.strip("* ") + mark, words))
    return found


def _blocks(text: str) -> list[str]:
    return [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]


def _entries(block: str) -> Iterable[str]:
    """The list items of a block, continuation lines joined; one entry where it is no list."""
    entries: list[str] = []
    for line in block.splitlines():
        if _ITEM.match(line) or not entries:
            entries.append(_ITEM.sub("", line).strip())
        else:
            entries[-1] += " " + line.strip()
    return entries


def _block(block: str) -> str:
    entries = list(_entries(block))
    before = "" if _ITEM.match(block) else f"<p>{_inline(entries.pop(0))}</p>"
    listed = "".join(f"<li>{_inline(entry)}</li>" for entry in entries)
    return before + (f'<ul class="text">{listed}</ul>' if listed else "")


def _inline(text: str) -> str:
    escaped = _CODE.sub(r"<code>\1</code>", str(escape(text)))
    return _STRONG.sub(r"<strong>\1</strong>", escaped)
