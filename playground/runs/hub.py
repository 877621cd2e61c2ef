"""Hub: hands the frames of running replications to the sockets of one web process.

One reader per process follows every watched replication, however many sockets watch it, and keeps
the newest frames in a small ring. A socket asks for what comes after the frame it has: from the
ring, else from the source. There is no queue per socket, so a slow one costs nothing.

The one rule of delivery stands in `follow`: the next frame, or nothing.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DatabaseError

from playground.runs.limits import FRAMES_PER_MESSAGE_MAX, MESSAGE_BYTES_MAX, RING_BYTES
from playground.runs.selectors import Snapshot
from playground.runs.sources import SqlSource, TieredSource
from playground.runs.store import StoredFrame

log = logging.getLogger(__name__)

STATUS_SECONDS = 0.5
STATUS_PAUSE = 0.1
TROUBLE_PAUSE = 0.5

Loop = Callable[[], Awaitable[None]]


class Topic:
    """One watched replication: its newest frames, its status, and an event for each change."""

    def __init__(self, replication_id: int, cursor: int, snapshot: Snapshot) -> None:
        self.replication_id = replication_id
        self.cursor = cursor
        self.snapshot = snapshot
        self.changed = asyncio.Event()
        self.watchers = 0
        self._ring: deque[StoredFrame] = deque()
        self._bytes = 0

    @property
    def newest(self) -> int:
        """The newest frame known to exist."""
        return max(self.cursor, self.snapshot.last_seq)

    def feed(self, frames: Iterable[StoredFrame]) -> None:
        """Take frames from the source; those it had are ignored."""
        for frame in frames:
            if frame.seq <= self.cursor:
                continue
            if frame.seq != self.cursor + 1:
                # A hole: the server was away. Readers must fetch what is missing, never skip it.
                self._ring.clear()
                self._bytes = 0
            self._ring.append(frame)
            self._bytes += len(frame.text)
            self.cursor = frame.seq
            while self._bytes > RING_BYTES and len(self._ring) > 1:
                self._bytes -= len(self._ring.popleft().text)
        self.wake()

    def tell(self, snapshot: Snapshot) -> None:
        """Take a new status."""
        if snapshot != self.snapshot:
            self.snapshot = snapshot
            self.wake()

    def wake(self) -> None:
        """Wake every socket that waits; the next wait gets a new event."""
        event, self.changed = self.changed, asyncio.Event()
        event.set()

    def after(self, seq: int) -> list[StoredFrame]:
        """What the ring has right after `seq`; nothing if the next frame is not in it."""
        if not self._ring or not self._ring[0].seq <= seq + 1 <= self._ring[-1].seq:
            return []
        skip = seq + 1 - self._ring[0].seq
        return [frame for place, frame in enumerate(self._ring) if place >= skip]


class Hub:
    """The topics of one web process and the two tasks that feed them."""

    def __init__(self, source: SqlSource) -> None:
        self._source = source
        self._topics: dict[int, Topic] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._ask = asyncio.Event()

    async def follow(
        self, replication_id: int, after: int
    ) -> AsyncIterator[list[StoredFrame] | Snapshot]:
        """Every frame after `after`, once and in order, and each status; ends with the run.

        Frames that are there come before the status that follows them, so a run that is over is
        said to be over after its last frame.
        """
        topic = await self._join(replication_id)
        told: Snapshot | None = None
        try:
            while True:
                changed, status = topic.changed, topic.snapshot
                if frames := await self._next(topic, after):
                    after = frames[-1].seq
                    yield frames
                    continue
                if status != told and not (status.over and after < status.last_seq):
                    told = status
                    yield status
                    if status.over:
                        return
                    continue
                await _wait(changed, STATUS_SECONDS)
        finally:
            self._leave(topic)

    async def _next(self, topic: Topic, after: int) -> list[StoredFrame]:
        if after >= topic.newest:
            return []
        frames = topic.after(after)
        if not frames:
            try:
                frames = await self._source.read(
                    topic.replication_id, after, FRAMES_PER_MESSAGE_MAX
                )
            except DatabaseError as error:
                log.warning("frames of %s cannot be read: %s", topic.replication_id, error)
                await asyncio.sleep(TROUBLE_PAUSE)
        if not frames or frames[0].seq != after + 1:
            return []
        return _one_message(frames)

    async def _join(self, replication_id: int) -> Topic:
        topic = self._topics.get(replication_id)
        if topic is None:
            # Everything up to the tip is read from the source; the tail starts behind it. The
            # topic may be registered only now, or the tail would start at the wrong place.
            tip = await self._source.tip(replication_id)
            status = (await self._source.snapshots({replication_id}))[replication_id]
            topic = self._topics.setdefault(replication_id, Topic(replication_id, tip, status))
        topic.watchers += 1
        for loop in (self._tail, self._watch):
            task = self._tasks.get(loop.__name__)
            if task is None or task.done():
                self._tasks[loop.__name__] = asyncio.create_task(self._guard(loop))
        self._ask.set()
        await self._source.poke()
        return topic

    def _leave(self, topic: Topic) -> None:
        topic.watchers -= 1
        if topic.watchers <= 0 and self._topics.get(topic.replication_id) is topic:
            del self._topics[topic.replication_id]

    async def _guard(self, loop: Loop) -> None:
        """Keep a loop alive while somebody watches, whatever happens in it."""
        while self._topics:
            try:
                await loop()
            except Exception:
                log.exception("the hub stumbled and goes on")
                await asyncio.sleep(TROUBLE_PAUSE)

    async def _tail(self) -> None:
        cursors = {topic.replication_id: topic.cursor for topic in self._topics.values()}
        news = await self._source.news(cursors)
        for replication_id, frames in news.frames.items():
            if topic := self._topics.get(replication_id):
                topic.feed(frames)
        if news.changed:
            self._ask.set()

    async def _watch(self) -> None:
        await _wait(self._ask, STATUS_SECONDS)
        self._ask.clear()
        for replication_id, status in (await self._source.snapshots(set(self._topics))).items():
            if topic := self._topics.get(replication_id):
                topic.tell(status)
        await asyncio.sleep(STATUS_PAUSE)


def _one_message(frames: list[StoredFrame]) -> list[StoredFrame]:
    """As many of the frames as one message may carry, at least one."""
    size = 0
    for place, frame in enumerate(frames[:FRAMES_PER_MESSAGE_MAX]):
        size += len(frame.text)
        if size > MESSAGE_BYTES_MAX and place:
            return frames[:place]
    return frames[:FRAMES_PER_MESSAGE_MAX]


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of this process (of its event loop)."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        url = settings.REDIS_URL
        _hubs[loop] = Hub(TieredSource(url) if url else SqlSource())
    return _hubs[loop]
