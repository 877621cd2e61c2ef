"""Views: the pages that are made from the catalogue. Each says which context its template gets.

`examples` is a function that gives the examples of the gallery; playground/urls.py hands it in,
because this app stands alone.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from playground.reference.families import families, family_of
from playground.reference.selectors import (
    component_type,
    groups,
    preset_by,
    presets,
    rule_by,
    rules,
    rules_about,
    the_catalog,
    values_of,
    works_with,
)
from playground.reference.validation import validation


class Example(Protocol):
    """What these pages need to know of an example."""

    @property
    def about(self) -> tuple[str, ...]: ...
    @property
    def shows(self) -> tuple[str, ...]: ...
    @property
    def presets(self) -> frozenset[str]: ...


Examples = Callable[[], Sequence[Example]]


@require_safe
def components(request: HttpRequest, examples: Examples) -> HttpResponse:
    """Template reference/components.html. Context: `groups` (each label, types), `presets`."""
    context = {"groups": groups(), "presets": presets()}
    return render(request, "reference/components.html", context)


@require_safe
def component(request: HttpRequest, name: str, examples: Examples) -> HttpResponse:
    """Template reference/component.html. Context: `type` (its catalogue entry), `groups`,
    `works_with` ((entry, words) pairs), `families` (the findings about it), `example` (the one
    that is about it, or None)."""
    found = component_type(name)
    if found is None:
        raise Http404
    context = {
        "type": found,
        "groups": groups(),
        "works_with": works_with(name),
        "families": families(rules_about(found)),
        "example": next((one for one in examples() if name in one.about), None),
    }
    return render(request, "reference/component.html", context)


@require_safe
def preset(request: HttpRequest, name: str, examples: Examples) -> HttpResponse:
    """Template reference/preset.html. Context: `preset` (its catalogue entry), `presets`, `parts`
    (each title, rows), `types` (the components it is about), `families` (the findings
    about them), `examples` (those that follow it)."""
    found = preset_by(name)
    if found is None:
        raise Http404
    types = [one for one in map(component_type, ("queue", "worker")) if one is not None]
    about = {rule["code"]: rule for one in types for rule in rules_about(one)}
    context = {
        "preset": found,
        "presets": presets(),
        "parts": values_of(found),
        "types": types,
        "families": families(list(about.values())),
        "examples": [one for one in examples() if name in one.presets],
    }
    return render(request, "reference/preset.html", context)


@require_safe
def findings(request: HttpRequest, examples: Examples) -> HttpResponse:
    """Template reference/findings.html. Context: `families` (each title, rules; of these each
    code, title, severity, slug, page)."""
    return render(request, "reference/findings.html", {"families": families(rules())})


@require_safe
def finding(request: HttpRequest, slug: str, examples: Examples) -> HttpResponse:
    """Template reference/finding.html. Context: `rule` (code, title, severity, slug, page),
    `families` (as in findings), `family` (the title of its own), `examples` (those in which it
    shows)."""
    rule = rule_by(slug)
    if rule is None:
        raise Http404
    shown = [one for one in examples() if rule["code"] in one.shows]
    context = {
        "rule": rule,
        "families": families(rules()),
        "family": family_of(rule["code"]),
        "examples": shown,
    }
    return render(request, "reference/finding.html", context)


@require_safe
def checked(request: HttpRequest, examples: Examples) -> HttpResponse:
    """Template reference/checked.html. Context: `engine` (its version)."""
    return render(request, "reference/checked.html", {"engine": the_catalog()["engine"]})


@require_safe
def validation_page(request: HttpRequest, examples: Examples) -> HttpResponse:
    """Template reference/validation.html. Context: `validation` (a `Validation`)."""
    return render(request, "reference/validation.html", {"validation": validation()})


@require_safe
def classes(request: HttpRequest, examples: Examples) -> HttpResponse:
    """Template reference/classes.html. Context: `examples`."""
    return render(request, "reference/classes.html", {"examples": examples()})
