"""Traits: the priority and the group of the n-th job are the same whatever happens to it."""

from collections import Counter
from itertools import islice
from typing import Any

import pytest

from simulator.engine.message import Message
from simulator.engine.randomness import Randomness
from simulator.engine.world import World
from simulator.mechanics.traits import Traits, traits
from tests.builders import Document, chain, component, edge, read

BY_PRIORITY = {"ordering": "priority"}
CLASSES = [
    {"name": "small", "share": 3, "priority": 1},
    {"name": "large", "share": 1, "size": 10, "priority": 7},
]


def _world(data: Document) -> World:
    design = read(data)
    return World(design, Randomness(1), design.run.duration)


def _drawn(data: Document, count: int = 5_000) -> list[Traits]:
    world = _world(data)
    settings = world.design.components["client"].settings
    return list(islice(traits(world, "client", settings), count))


def _offered(data: Document, queue: str = "jobs") -> list[Message]:
    """The messages that are offered to a queue within a simulation."""
    world = _world(data)
    world.build()
    part: Any = world.parts[queue]
    take_in, seen = part.take_in, []

    def spy(message: Message) -> Any:
        seen.append(message)
        return take_in(message)

    part.take_in, part.take_new = spy, part.take_new_in  # Every message with a record …
    part.flow = None  # … one after another.
    world.environment.arrive(world.arrivals())
    world.environment.advance(world.duration, 1_000_000)
    return seen


def test_nothing_is_drawn_where_no_queue_in_reach_asks_for_it() -> None:
    assert set(_drawn(chain({"classes": CLASSES}))) == {None}


def test_each_job_has_the_priority_of_its_class() -> None:
    drawn = _drawn(chain({"classes": CLASSES}, BY_PRIORITY))
    shares = Counter(each[0] for each in drawn if each is not None)

    assert shares[1] / 5_000 == pytest.approx(0.75, abs=0.02)
    assert shares[1] + shares[7] == 5_000


def test_the_large_jobs_are_those_with_the_priority_of_the_large_class() -> None:
    data = chain({"rate": 20, "classes": CLASSES}, BY_PRIORITY, {"processing_time": 1}, duration=20)
    jobs = {(message.work, message.traits[0]) for message in _offered(data) if message.traits}

    assert jobs == {(1.0, 1), (10.0, 7)}


def test_groups_are_used_alike_without_skew_and_by_zipfs_law_with_it() -> None:
    even = _drawn(chain({"groups": 4}, {"ordering": "groups"}))
    skewed = _drawn(chain({"groups": 4, "group_skew": 1}, {"ordering": "groups"}))
    even_counts = Counter(each[1] for each in even if each is not None)
    skewed_counts = Counter(each[1] for each in skewed if each is not None)

    assert sorted(even_counts) == [1, 2, 3, 4]
    assert even_counts[1] / 5_000 == pytest.approx(1 / 4, abs=0.02)
    assert skewed_counts[1] / 5_000 == pytest.approx(12 / 25, abs=0.02)
    assert skewed_counts[4] / 5_000 == pytest.approx(3 / 25, abs=0.02)


def test_another_pattern_or_another_worker_leaves_the_traits_alone() -> None:
    first = chain({"classes": CLASSES}, BY_PRIORITY)
    second = chain({"pattern": "burst", "classes": CLASSES}, BY_PRIORITY, {"instances": 9})

    assert _drawn(first) == _drawn(second)


def test_what_a_worker_sends_on_has_the_traits_of_its_job() -> None:
    data = chain({"rate": 5}, BY_PRIORITY, {"processing_time": 0.1}, duration=20)
    data["components"]["next"] = component("queue", ordering="groups")
    data["components"]["last"] = component("worker", processing_time=0.1)
    data["edges"]["on"] = edge("workers", "message", "next")
    data["edges"]["finish"] = edge("next", "message", "last")
    first, second = _offered(data), _offered(data, "next")

    assert len(second) > 50
    assert [each.traits for each in second] == [each.traits for each in first[: len(second)]]


def test_a_countdown_says_when_the_work_is_due() -> None:
    data = chain({"pattern": "regular", "rate": 1}, duration=3)
    data["edges"]["send"]["settings"] = {"countdown": 60, "latency": 0.5}

    assert [message.eta for message in _offered(data)] == [60, 61, 62]
    assert [message.sent for message in _offered(data)] == [0.5, 1.5, 2.5]


def test_messages_of_edges_without_a_countdown_are_due_at_once() -> None:
    messages = _offered(chain({"rate": 5}, BY_PRIORITY, duration=3))

    assert {message.eta for message in messages} == {0.0}


def test_a_message_that_is_sent_again_has_the_identity_of_the_first() -> None:
    data = chain({"pattern": "regular", "rate": 1}, BY_PRIORITY, duration=5)
    data["edges"]["send"]["settings"] = {"resend_share": 1}
    identities = [message.identity for message in _offered(data)]

    assert len(identities) == 10
    assert identities[::2] == identities[1::2]
    assert len(set(identities)) == 5
