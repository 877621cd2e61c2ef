"""Store: frames in SQL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.runs import store
from playground.runs.store import StoredFrame, pack, unpack
from tests.playground.runs.conftest import new_run

JSON_TEXT = st.text(st.characters(exclude_characters="\n", codec="utf-8"), min_size=1)


@given(st.integers(1, 10**6), st.lists(JSON_TEXT, min_size=1, max_size=20))
def test_a_chunk_gives_back_the_frames_that_were_packed(first: int, texts: list[str]) -> None:
    frames = [StoredFrame(first + at, text) for at, text in enumerate(texts)]

    assert unpack(first, pack(frames)) == frames


@pytest.mark.django_db
def test_reading_starts_behind_the_given_frame_in_the_middle_of_a_chunk() -> None:
    replication = new_run().replications.get()
    store.append(replication.pk, [StoredFrame(seq, f"f{seq}") for seq in range(1, 6)])
    store.append(replication.pk, [StoredFrame(seq, f"f{seq}") for seq in range(6, 9)])

    frames = store.read(replication.pk, after=3, limit=4)

    assert [frame.seq for frame in frames] == [4, 5, 6, 7]
    assert store.last_seq(replication.pk) == 8


@pytest.mark.django_db
def test_a_copy_holds_the_same_frames() -> None:
    source, target = new_run().replications.get(), new_run().replications.get()
    store.append(source.pk, [StoredFrame(1, "a"), StoredFrame(2, "b")])

    store.copy(source.pk, target.pk)

    assert store.read(target.pk, 0, 10) == store.read(source.pk, 0, 10)


@pytest.mark.django_db
def test_one_query_reads_what_is_new_for_many_replications(
    django_assert_num_queries: object,
) -> None:
    first, second = new_run().replications.get(), new_run().replications.get()
    store.append(first.pk, [StoredFrame(1, "a"), StoredFrame(2, "b")])
    store.append(second.pk, [StoredFrame(1, "c")])

    with django_assert_num_queries(1):  # type: ignore[operator]  # A fixture without types.
        new = store.read_new({first.pk: 1, second.pk: 0}.items(), limit=10)

    assert new == {first.pk: [StoredFrame(2, "b")], second.pk: [StoredFrame(1, "c")]}
