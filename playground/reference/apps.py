"""App: the configuration of the reference app."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    """Reference: pages made from the catalogue and the rules."""

    name = "playground.reference"
