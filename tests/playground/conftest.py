"""What the tests of the playground share: people, and a site that remembers nothing between."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.cache import cache

from tests.playground.people import Person


@pytest.fixture
def alice(db: None) -> Person:
    """She makes things."""
    return Person()


@pytest.fixture
def bob(db: None) -> Person:
    """A stranger to her."""
    return Person()


@pytest.fixture(autouse=True)
def _fresh_rates() -> Iterator[None]:
    """Nobody has asked for anything yet within this minute."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """For whoever counts requests it is always the 40th second of the same minute."""
    monkeypatch.setattr("playground.core.rates.time", SimpleNamespace(time=lambda: 6_040.0))
