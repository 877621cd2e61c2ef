"""Tags for designs: what is set in one, as words."""

from collections.abc import Mapping
from typing import Any

from django import template

from playground.core import timeline_words
from playground.core.setting_words import written
from simulator import catalog

register = template.Library()


@register.simple_tag
def settings_of(design: Mapping[str, Any]) -> list[tuple[str, str]]:
    """`{% settings_of run.design as rows %}`: (what, value) of each setting that it names, then
    of each action of its timeline."""
    known = catalog()
    actions = sorted(design["timeline"].values(), key=lambda action: float(action["at"]))
    told = [
        (timeline_words.name(it, design, known), timeline_words.words(it, design, known))
        for it in actions
    ]
    return [*written(design, known), *told]
