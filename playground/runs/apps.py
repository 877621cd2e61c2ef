"""App: the configuration of the runs app."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """Runs: simulations, their frames, and the way frames reach a browser."""

    name = "playground.runs"
