"""What all tests share: their order, and how far hypothesis goes.

Browser tests come last, because Playwright keeps an event loop running beside them. Examples have
no deadline, since machines are shared; in CI they are the same at every run, elsewhere new ones.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("queueyard", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("queueyard")

BROWSER = Path(__file__).parent / "browser"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: BROWSER in item.path.parents)
