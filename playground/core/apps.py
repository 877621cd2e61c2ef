"""App: the configuration of the core app."""

from django.apps import AppConfig
from django.core import checks
from django.urls import register_converter


class CoreConfig(AppConfig):
    """Core: what every app of the playground shares."""

    name = "playground.core"

    def ready(self) -> None:
        from playground.core.checks import browser_build_check
        from playground.core.converters import PublicIdConverter

        checks.register(browser_build_check)
        register_converter(PublicIdConverter, "id")
