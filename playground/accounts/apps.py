"""App: the configuration of the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts: who owns what, with and without signing in."""

    name = "playground.accounts"
