"""Converters: what an id looks like in an address; anything else does not exist."""


class PublicIdConverter:
    """Twelve signs of base32 in lower case (core/ids.py)."""

    regex = "[a-z2-7]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
