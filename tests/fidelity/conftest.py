"""What several of these tests need once."""

from collections.abc import Iterator

import pytest

from tests.fidelity.rabbitmq.node import own_node

CONSUMER_TIMEOUT = 3.0
"""Seconds that the server below lets a message be unacked. Half an hour where nothing is set."""
TICK = 0.1
"""Seconds between two looks of its channels. A minute where nothing is set."""


@pytest.fixture(scope="session")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a RabbitMQ of our own with a short consumer timeout."""
    place = tmp_path_factory.mktemp("rabbitmq")
    settings = f"consumer_timeout = {CONSUMER_TIMEOUT * 1000:.0f}"
    advanced = f"[{{rabbit, [{{channel_tick_interval, {TICK * 1000:.0f}}}]}}]"
    with own_node(place, settings, advanced) as port:
        yield port
