"""Stream: the latest frames of running replications in Redis or Valkey, for quick delivery.

A hot cache, never the truth: SQL has every frame, so this may lose anything at any time. The id of
an entry is the frame's number, which makes writing twice harmless and reading resumable.

Its size is bounded over all runs: each stream keeps the newest HOT_RUN_BYTES, and only the
HOT_RUNS_MAX streams written to last are kept at all.
"""

import logging
import time
from collections import deque
from collections.abc import Sequence
from functools import cache
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from playground.runs.limits import HOT_RUN_BYTES, HOT_RUNS_MAX, HOT_SECONDS
from playground.runs.store import StoredFrame

log = logging.getLogger(__name__)

BELL = "queueyard:bell"
BELL_LENGTH = 1000
RECENT = "queueyard:hot"
FIELD = b"f"

# The library's types are unions of everything its options can make of an answer.
Client = Any


def key_of(replication_id: int) -> str:
    """The stream of a replication."""
    return f"queueyard:frames:{replication_id}"


@cache
def connect() -> Client | None:
    """The client of this process, or None where there is no Redis.

    It fails at once instead of trying again: whoever waits for a cache is better off without.
    """
    if not settings.REDIS_URL:
        return None
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=1.0,
        socket_timeout=2.0,
        retry=Retry(NoBackoff(), 0),
    )


def ring(replication_id: int) -> None:
    """Tell every web process that the status of a replication changed."""
    client = connect()
    if client is None:
        return
    try:
        client.xadd(BELL, {FIELD: str(replication_id)}, maxlen=BELL_LENGTH, approximate=True)
    except RedisError as error:
        log.info("no bell for replication %s: %s", replication_id, error)


class HotStream:
    """The writing end of one replication's stream."""

    def __init__(self, client: Client, replication_id: int) -> None:
        self._client = client
        self._key = key_of(replication_id)
        self._sizes: deque[tuple[int, int]] = deque()
        self._bytes = 0

    def write(self, frames: Sequence[StoredFrame]) -> None:
        """Add frames and trim, in one round trip. Raises RedisError when the server is away."""
        oldest = self._oldest_to_keep(frames)
        pipe = self._client.pipeline(transaction=False)
        for seq, text in frames:
            pipe.xadd(self._key, {FIELD: text}, id=f"{seq}-0")
        pipe.xtrim(self._key, minid=f"{oldest}-0", approximate=False)
        pipe.expire(self._key, HOT_SECONDS)
        pipe.zadd(RECENT, {self._key: time.time()})
        pipe.zcard(RECENT)
        answers = pipe.execute(raise_on_error=False)
        for answer in answers:
            # An attempt that replays adds what is there already, which the server refuses.
            if isinstance(answer, RedisError) and not _already_there(answer):
                raise answer
        if answers[-1] > HOT_RUNS_MAX:
            evict(self._client, answers[-1] - HOT_RUNS_MAX)

    def _oldest_to_keep(self, frames: Sequence[StoredFrame]) -> int:
        for seq, text in frames:
            self._sizes.append((seq, len(text)))
            self._bytes += len(text)
        while self._bytes > HOT_RUN_BYTES and len(self._sizes) > 1:
            self._bytes -= self._sizes.popleft()[1]
        return self._sizes[0][0]


def _already_there(answer: RedisError) -> bool:
    return isinstance(answer, ResponseError) and "equal or smaller" in str(answer)


def evict(client: Client, count: int) -> None:
    """Drop the streams that were written to longest ago."""
    victims = [key for key, _ in client.zpopmin(RECENT, count)]
    if victims:
        client.delete(*victims)
