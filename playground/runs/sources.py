"""Sources: where a web process reads frames from while they are written.

Both kinds read the same frames. The tiered one asks the hot stream first and waits at it; the plain
one asks SQL again and again, which in SQLite costs next to nothing while nothing changes.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

import redis.asyncio
from django.db import DatabaseError, connection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from playground.runs import store
from playground.runs.selectors import Snapshot, snapshots
from playground.runs.store import StoredFrame
from playground.runs.stream import BELL, FIELD, Client, key_of

log = logging.getLogger(__name__)

POLL_SECONDS = 0.05
BLOCK_MS = 2000
READ_MAX = 200

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


@dataclass
class News:
    """What came: frames by replication, and the replications whose status may have changed."""

    frames: Mapping[int, list[StoredFrame]] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)


class SqlSource:
    """Frames and statuses from SQL, by polling."""

    def __init__(self) -> None:
        # One thread, so that one connection stays open and SQLite can say "nothing changed".
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="frames")
        self._version: int | None = None
        self._poked = False

    async def sql(
        self,
        function: Callable[Arguments, Answer],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Answer:
        """Call a function that queries, in the thread that keeps the connection."""

        def work() -> Answer:
            try:
                return function(*arguments, **named)
            except DatabaseError:
                connection.close()
                raise

        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def snapshots(self, replication_ids: set[int]) -> dict[int, Snapshot]:
        """The statuses of these replications' runs."""
        return await self.sql(snapshots, replication_ids)

    async def tip(self, replication_id: int) -> int:
        """The number of the newest frame."""
        return await self.sql(store.last_seq, replication_id)

    async def read(self, replication_id: int, after: int, limit: int) -> list[StoredFrame]:
        """Frames after `after`, in order, the first of them `after + 1`; or none."""
        return await self.sql(store.read, replication_id, after, limit)

    async def news(self, cursors: Mapping[int, int]) -> News:
        """Wait a moment, then tell what is new after these cursors."""
        await asyncio.sleep(POLL_SECONDS)
        poked, self._poked = self._poked, False
        if not (await self.sql(self._changed) or poked):
            return News()
        frames = await self.sql(store.read_new, cursors.items(), READ_MAX)
        return News(frames, set(cursors))

    async def poke(self) -> None:
        """There is a new cursor: look at everything once."""
        self._poked = True

    def _changed(self) -> bool:
        if connection.vendor != "sqlite":
            return True
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            version: int = cursor.fetchone()[0]
        changed, self._version = version != self._version, version
        return changed


class TieredSource(SqlSource):
    """The hot stream first, SQL for what it does not have or while it is away."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._client: Client = redis.asyncio.Redis.from_url(
            url,
            protocol=2,
            socket_connect_timeout=1.0,
            socket_timeout=5.0,
            retry=Retry(NoBackoff(), 0),
        )
        self._bell: bytes | None = None

    async def tip(self, replication_id: int) -> int:
        stored = await super().tip(replication_id)
        try:
            newest = await self._client.xrevrange(key_of(replication_id), count=1)
        except RedisError:
            return stored
        return max(stored, _seq(newest[0][0])) if newest else stored

    async def read(self, replication_id: int, after: int, limit: int) -> list[StoredFrame]:
        try:
            entries = await self._client.xrange(
                key_of(replication_id), min=f"({after}-0", count=limit
            )
        except RedisError:
            entries = []
        frames = [_frame(entry) for entry in entries]
        # A stream that was away or trimmed has holes: only what follows without one counts.
        whole = [f for place, f in enumerate(frames) if f.seq == after + 1 + place]
        return whole or await super().read(replication_id, after, limit)

    async def news(self, cursors: Mapping[int, int]) -> News:
        try:
            if self._bell is None:
                newest = await self._client.xrevrange(BELL, count=1)
                self._bell = newest[0][0] if newest else b"0-0"
                # Whatever rang before was not heard.
                return News(changed=set(cursors))
            streams: dict[Any, Any] = {BELL: self._bell}
            streams |= {key_of(pk): f"{cursor}-0" for pk, cursor in cursors.items()}
            answer = await self._client.xread(streams, count=READ_MAX, block=BLOCK_MS)
        except RedisError as error:
            log.info("the hot stream is away: %s", error)
            self._bell = None
            await asyncio.sleep(0.2)
            return News(changed=set(cursors))
        return self._sorted(dict(answer), cursors)

    def _sorted(self, answer: dict[bytes, Any], cursors: Mapping[int, int]) -> News:
        bells = answer.pop(BELL.encode(), [])
        if bells:
            self._bell = bells[-1][0]
        by_key = {key_of(pk).encode(): pk for pk in cursors}
        frames = {by_key[key]: [_frame(entry) for entry in new] for key, new in answer.items()}
        return News(frames, {int(fields[FIELD]) for _, fields in bells} & set(cursors))

    async def poke(self) -> None:
        # Whoever waits at the streams wakes up and waits again, at one stream more.
        try:
            await self._client.xadd(BELL, {FIELD: "0"}, maxlen=1000, approximate=True)
        except RedisError:
            return


def _seq(entry_id: bytes) -> int:
    return int(entry_id.partition(b"-")[0])


def _frame(entry: tuple[bytes, dict[bytes, bytes]]) -> StoredFrame:
    entry_id, fields = entry
    return StoredFrame(_seq(entry_id), fields[FIELD].decode())
