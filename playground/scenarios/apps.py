"""App: the configuration of the scenarios app."""

from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    """Scenarios: named designs, their drafts and revisions."""

    name = "playground.scenarios"
