"""Ids: short random names for what is seen in addresses."""

import secrets

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
"""Base32 in lower case: no sign can be taken for another, and it survives being read aloud."""

LENGTH = 12
"""Twelve signs are 60 bits: guessing one of a million ids takes 10^12 tries on average."""


def public_id() -> str:
    """A new random id. The primary key's uniqueness settles the collision that never happens."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
