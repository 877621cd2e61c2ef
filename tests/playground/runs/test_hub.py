"""Hub: whoever follows a replication gets every frame once, in order, and then its end."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
import redis
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st

from playground.runs import store, stream
from playground.runs.claims import claim
from playground.runs.frame_log import FrameLog
from playground.runs.hub import Hub, Topic
from playground.runs.models import Replication, Run, Status
from playground.runs.selectors import Snapshot
from playground.runs.sources import SqlSource, TieredSource
from playground.runs.store import StoredFrame
from playground.runs.stream import HotStream, key_of
from tests.playground.runs.conftest import new_run

FRAMES = 40


def new_hub() -> Hub:
    url = django_settings.REDIS_URL
    return Hub(TieredSource(url) if url else SqlSource())


async def watched(hub: Hub, replication_id: int, after: int = 0) -> tuple[list[int], list[str]]:
    """Follow to the end: the numbers of the frames, and the statuses."""
    seqs: list[int] = []
    statuses: list[str] = []
    async for news in hub.follow(replication_id, after):
        if isinstance(news, Snapshot):
            statuses.append(news.status)
        else:
            seqs += [frame.seq for frame in news]
    return seqs, statuses


def write_run(replication_id: int, pause: float, before: Callable[[int], None]) -> None:
    """What a worker does, in a thread of this process."""
    taken = claim(replication_id, worker="w@host", task="t")
    assert taken is not None
    run = Run.objects.filter(replications=replication_id)
    run.update(status=Status.RUNNING)
    log = FrameLog(taken)
    for seq in range(1, FRAMES + 1):
        before(seq)
        log.put(seq, str(seq))
        asyncio.run(asyncio.sleep(pause))
    log.close()
    taken.held().update(status=Status.FINISHED)
    run.update(status=Status.FINISHED)
    stream.ring(replication_id)


def follow_while_written(
    replication_id: int, viewers: int, before: Callable[[int], None] = lambda seq: None
) -> list[tuple[list[int], list[str]]]:
    async def story() -> list[tuple[list[int], list[str]]]:
        hub = new_hub()

        async def late(number: int) -> tuple[list[int], list[str]]:
            await asyncio.sleep(number * 0.1)
            return await watched(hub, replication_id)

        writing = asyncio.create_task(
            sync_to_async(write_run, thread_sensitive=False)(replication_id, 0.02, before)
        )
        found = await asyncio.wait_for(
            asyncio.gather(*(late(number) for number in range(viewers))), 20
        )
        await writing
        return list(found)

    return async_to_sync(story)()


def watch_alone(replication_id: int, after: int = 0) -> list[int]:
    async def story() -> list[int]:
        seqs, _ = await asyncio.wait_for(watched(new_hub(), replication_id, after), 20)
        return seqs

    return async_to_sync(story)()


EVERYTHING = list(range(1, FRAMES + 1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tier", ["hot", "cold"])
def test_early_and_late_viewers_get_every_frame_once(
    tier: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(tier)
    replication = new_run().replications.get()

    found = follow_while_written(replication.pk, viewers=5)

    for seqs, statuses in found:
        assert seqs == EVERYTHING
        assert statuses[-1] == Status.FINISHED


@pytest.mark.django_db(transaction=True)
def test_a_stream_that_loses_everything_on_the_way_leaves_no_gap(hot: redis.Redis) -> None:
    replication = new_run().replications.get()

    def lose(seq: int) -> None:
        if seq in (7, 19, 20):
            hot.flushall()

    found = follow_while_written(replication.pk, viewers=3, before=lose)

    assert [seqs for seqs, _ in found] == [EVERYTHING] * 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tier", ["hot", "cold"])
def test_whoever_comes_back_gets_only_what_comes_next(
    tier: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(tier)
    replication = new_run().replications.get()
    write_run(replication.pk, 0.0, lambda seq: None)

    seqs = watch_alone(replication.pk, after=25)

    assert seqs == list(range(26, FRAMES + 1))


@pytest.mark.django_db(transaction=True)
def test_a_hole_in_the_stream_is_filled_from_sql(hot: redis.Redis) -> None:
    replication = new_run(Status.FINISHED).replications.get()
    frames = [StoredFrame(seq, str(seq)) for seq in range(1, 11)]
    store.append(replication.pk, frames)
    HotStream(hot, replication.pk).write(frames)
    hot.xdel(key_of(replication.pk), "4-0", "5-0")
    Replication.objects.filter(pk=replication.pk).update(last_seq=10)

    seqs = watch_alone(replication.pk)

    assert seqs == list(range(1, 11))


@pytest.mark.django_db(transaction=True)
def test_who_waits_is_told_how_many_are_before(hot: redis.Redis) -> None:
    new_run()
    second = new_run().replications.get()

    async def first_status() -> Snapshot:
        following: AsyncIterator[Any] = new_hub().follow(second.pk, 0)
        status: Snapshot = await anext(following)
        return status

    status = async_to_sync(first_status)()

    assert (status.status, status.position) == (Status.QUEUED, 1)


@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=30),
    st.integers(0, 12),
    st.integers(0, 2**32),
)
def test_a_ring_never_gives_anything_but_the_next_frames(
    arrivals: list[int], after: int, seed: int
) -> None:
    topic = in_a_loop(lambda: Topic(1, 0, Snapshot("running", None, 0.0, None, 0, "")))
    size = random.Random(seed)

    for seq in arrivals:
        topic.feed([StoredFrame(seq, "x" * size.choice((1, 10, 600_000)))])
    given_out = [frame.seq for frame in topic.after(after)]

    assert given_out == list(range(after + 1, after + 1 + len(given_out)))


def in_a_loop(make: Callable[[], Topic]) -> Topic:
    async def inside() -> Topic:
        return make()

    coroutine: Coroutine[Any, Any, Topic] = inside()
    return asyncio.run(coroutine)
