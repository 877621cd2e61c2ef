"""Frame log: each frame once, in order, whatever becomes of the stream and the attempts."""

from datetime import timedelta
from typing import Any

import pytest
import redis
from django.utils import timezone

from playground.runs import store, stream
from playground.runs.claims import Claim, ClaimLost, claim
from playground.runs.frame_log import FrameLog
from playground.runs.limits import HOT_RUN_BYTES, HOT_RUNS_MAX
from playground.runs.models import Replication, Status
from playground.runs.stream import RECENT, HotStream, key_of
from tests.playground.runs.conftest import new_run

pytestmark = pytest.mark.django_db


def claimed() -> Claim:
    replication = new_run().replications.get()
    taken = claim(replication.pk, worker="w@host", task="t")
    assert taken is not None
    return taken


def hot_seqs(client: redis.Redis, claim: Claim) -> list[int]:
    entries: Any = client.xrange(key_of(claim.replication_id))
    return [int(entry_id.split(b"-")[0]) for entry_id, _ in entries]


def test_frames_go_to_the_stream_at_once_and_to_sql_at_the_end(hot: redis.Redis) -> None:
    taken = claimed()
    log = FrameLog(taken)

    log.put(1, "one")

    assert hot_seqs(hot, taken) == [1]
    assert store.last_seq(taken.replication_id) == 0
    log.put(2, "two")
    log.close()
    assert hot_seqs(hot, taken) == [1, 2]
    assert [f.text for f in store.read(taken.replication_id, 0, 9)] == ["one", "two"]


def test_without_a_stream_the_first_frame_is_stored_at_once(cold: None) -> None:
    taken = claimed()
    log = FrameLog(taken)

    log.put(1, "one")

    assert store.last_seq(taken.replication_id) == 1


def test_a_second_attempt_skips_what_is_stored_and_repeats_the_rest(hot: redis.Redis) -> None:
    first = claimed()
    log = FrameLog(first)
    log.put(1, "1")
    log.close()
    log.put(2, "2")
    log.put(3, "3")
    log._hot.write(log._unstored)  # type: ignore[union-attr]  # There is a Redis here.
    # The worker is killed here: frames 2 and 3 were seen, but are not in SQL.
    Replication.objects.filter(pk=first.replication_id).update(status=Status.QUEUED)
    second = claim(first.replication_id, worker="w@host", task="t")
    assert second is not None
    again = FrameLog(second)

    new = [again.put(seq, str(seq)) for seq in (1, 2, 3, 4)]
    again.close()

    assert new == [False, True, True, True]
    assert hot_seqs(hot, second) == [2, 3, 4]  # SQL has the first.
    assert [f.seq for f in store.read(second.replication_id, 0, 9)] == [1, 2, 3, 4]


def test_who_lost_the_claim_writes_nothing(cold: None) -> None:
    old = claimed()
    log = FrameLog(old)
    Replication.objects.filter(pk=old.replication_id).update(status=Status.QUEUED)
    claim(old.replication_id, worker="other@host", task="t2")

    with pytest.raises(ClaimLost):
        log.put(1, "1")

    assert store.last_seq(old.replication_id) == 0


def test_a_stream_that_is_away_costs_no_frame(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    stream.connect.cache_clear()
    taken = claimed()
    log = FrameLog(taken)

    for seq in range(1, 6):
        log.put(seq, str(seq))
    log.close()
    stream.connect.cache_clear()

    assert [f.seq for f in store.read(taken.replication_id, 0, 9)] == [1, 2, 3, 4, 5]


def test_a_stream_keeps_only_the_newest_bytes(hot: redis.Redis) -> None:
    log = HotStream(hot, 1)
    size = HOT_RUN_BYTES // 10

    for seq in range(1, 31):
        log.write([store.StoredFrame(seq, "x" * size)])

    kept: Any = hot.xrange(key_of(1))
    assert [int(entry_id.split(b"-")[0]) for entry_id, _ in kept] == list(range(21, 31))


def test_only_so_many_streams_are_kept_over_all_runs(hot: redis.Redis) -> None:
    for replication_id in range(HOT_RUNS_MAX + 5):
        HotStream(hot, replication_id).write([store.StoredFrame(1, "x")])

    kept = [key for key in range(HOT_RUNS_MAX + 5) if hot.exists(key_of(key))]
    assert kept == list(range(5, HOT_RUNS_MAX + 5))
    assert hot.zcard(RECENT) == HOT_RUNS_MAX


def test_only_one_of_two_workers_claims_a_replication() -> None:
    replication = new_run().replications.get()

    first = claim(replication.pk, worker="a@host", task="t")
    second = claim(replication.pk, worker="b@host", task="t")

    assert first == Claim(replication.pk, 1)
    assert second is None


def test_a_lease_ends_in_the_future() -> None:
    taken = claimed()

    lease_until = taken.held().get().lease_until

    assert lease_until is not None
    assert timezone.now() < lease_until < timezone.now() + timedelta(seconds=10)
