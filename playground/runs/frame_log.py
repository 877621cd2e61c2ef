"""Frame log: where a computing replication puts its frames, once each, in order.

Every frame goes to SQL, in chunks; where there is a Redis, it goes to the hot stream as well, which
is what viewers read while it runs. Without one, or while it is away, chunks become short and SQL
delivers. An attempt that replays repeats the frames of the one before, because the engine is
deterministic: those that SQL has are skipped, the stream refuses those it has.
"""

import logging
import time

from django.db import transaction
from redis.exceptions import RedisError

from playground.runs import store
from playground.runs.claims import Claim, ClaimLost
from playground.runs.limits import (
    ANNOUNCE_SECONDS,
    CHUNK_BYTES,
    CHUNK_SECONDS,
    CHUNK_SECONDS_ALONE,
)
from playground.runs.store import StoredFrame
from playground.runs.stream import HotStream, connect

log = logging.getLogger(__name__)

HOT_RETRY_SECONDS = 0.5


class FrameLog:
    """The writing end of one attempt: `put` each frame, `tick` in between, `close` at the end."""

    def __init__(self, claim: Claim) -> None:
        client = connect()
        self._claim = claim
        self._hot = HotStream(client, claim.replication_id) if client else None
        self._hot_again = 0.0
        self._skip = store.last_seq(claim.replication_id)
        self._unannounced: list[StoredFrame] = []
        self._unstored: list[StoredFrame] = []
        self._unstored_bytes = 0
        self._announced_at = 0.0
        # The first chunk of a replication without a stream is written with its first frame.
        self._stored_at = time.monotonic() if self._hot else 0.0
        self.last_seq = self._skip

    def put(self, seq: int, text: str) -> bool:
        """Take the next frame; False if an earlier attempt stored it. Raises ClaimLost."""
        if seq <= self._skip:
            return False
        frame = StoredFrame(seq, text)
        self.last_seq = seq
        self._unannounced.append(frame)
        self._unstored.append(frame)
        self._unstored_bytes += len(text)
        self.tick()
        return True

    def tick(self) -> None:
        """Write what has waited long enough."""
        now = time.monotonic()
        if self._unannounced and now - self._announced_at >= ANNOUNCE_SECONDS:
            self._announce(now)
        patience = CHUNK_SECONDS if self._hot_works(now) else CHUNK_SECONDS_ALONE
        if self._unstored and (
            now - self._stored_at >= patience or self._unstored_bytes >= CHUNK_BYTES
        ):
            self._store(now)

    def close(self) -> None:
        """Write what is left."""
        now = time.monotonic()
        if self._unannounced:
            self._announce(now)
        if self._unstored:
            self._store(now)

    def _hot_works(self, now: float) -> bool:
        return self._hot is not None and now >= self._hot_again

    def _announce(self, now: float) -> None:
        if self._hot is not None and self._hot_works(now):
            try:
                self._hot.write(self._unannounced)
            except RedisError as error:
                # The run goes on. What is missing in the stream later is read from SQL.
                log.warning("hot stream of %s is away: %s", self._claim, error)
                self._hot_again = now + HOT_RETRY_SECONDS
        self._unannounced.clear()
        self._announced_at = now

    def _store(self, now: float) -> None:
        last = self._unstored[-1].seq
        with transaction.atomic():
            # The fence: whoever lost the claim writes nothing, so chunks never overlap.
            if not self._claim.held().update(last_seq=last):
                raise ClaimLost(f"{self._claim} at frame {last}")
            store.append(self._claim.replication_id, self._unstored)
        self._unstored.clear()
        self._unstored_bytes = 0
        self._stored_at = now
