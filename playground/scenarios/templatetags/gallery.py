"""Tags for examples: the reference shows them without knowing where they come from."""

from django import template

from playground.scenarios.examples import Example, examples

register = template.Library()


@register.simple_tag
def examples_showing(code: str) -> list[Example]:
    """Those in whose run the rule with this code must find something."""
    return [example for example in examples() if code in example.shows]


@register.simple_tag
def example_with(component_type: str) -> Example | None:
    """The first example that has a component of this type."""
    return next(
        (
            example
            for example in examples()
            if any(part["type"] == component_type for part in example.design["components"].values())
        ),
        None,
    )
