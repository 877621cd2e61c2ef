"""App: the configuration of the sharing app."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Sharing: links that pin a run and its results."""

    name = "playground.sharing"
