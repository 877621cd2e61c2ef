"""App: the configuration of the core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Core: what every app of the playground shares."""

    name = "playground.core"
