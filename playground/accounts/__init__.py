"""Accounts: who owns what, with and without signing in."""
