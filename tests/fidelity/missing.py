"""Missing: what a test in real time needs, and this machine does not have."""

import os
from typing import NoReturn

import pytest


def not_run(why: str) -> NoReturn:
    """Report the test as not run; fail it where CI demands it."""
    message = f"NOT RUN: {why}"
    if os.environ.get("CI") and os.environ.get("QUEUEYARD_DEMAND_SERVICES"):
        pytest.fail(message)
    pytest.skip(message)
