"""The RabbitMQ presets do what the RabbitMQ server of this machine does."""

from typing import Any

import pytest

from tests.fidelity.curves import distance
from tests.fidelity.rabbitmq.workloads import both, workload
from tests.fidelity.undisturbed import undisturbed

pytestmark = pytest.mark.services


@undisturbed
def test_a_classic_queue_requeues_at_once_to_the_old_place_and_counts_nothing() -> None:
    document = workload(
        "rabbitmq-classic", worker={"poison_share": 0.2, "poison_attempts": 3, "prefetch": 1}
    )

    ours, real = both(document, "classic")

    assert ours.counts["failed"] >= 9
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts
    assert distance(ours.depth, real.depth, 10) < 0.1


@undisturbed
def test_a_consumer_that_rejects_for_good_dead_letters_at_the_first_failure() -> None:
    document = workload("rabbitmq-classic", worker={"poison_share": 0.2, "retry": "dead_letter"})

    ours, real = both(document, "classic")

    assert ours.counts["dead_lettered"] == ours.counts["failed"] > 3
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts
    assert distance(ours.depth, real.depth, 10) < 0.1


@pytest.mark.parametrize("retry", ["nack", "reject"])
@undisturbed
def test_a_quorum_queue_dead_letters_after_its_limit_and_one_delivery(retry: str) -> None:
    document = workload(
        "rabbitmq-quorum-4-2", worker={"poison_share": 0.2, "retry": retry}, max_receives=4
    )

    ours, real = both(document, "quorum", **{"x-delivery-limit": 3})

    assert ours.counts["failed"] == 4 * ours.counts["dead_lettered"] > 8
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts
    assert distance(ours.depth, real.depth, 10) < 0.1


@undisturbed
def test_a_crash_gives_back_all_that_was_prefetched_and_raises_its_count() -> None:
    """With a limit of one return, the second crash dead-letters what the first had returned."""
    document = workload(
        "rabbitmq-quorum-4-2",
        worker={"instances": 1, "prefetch": 5, "processing_time": "700ms"},
        max_receives=2,
    )
    document["timeline"] = {
        name: {"at": at, "target": "workers", "action": "crash", "settings": {"instances": 1}}
        for name, at in (("first", 3.2), ("second", 4.0))
    }

    ours, real = both(document, "quorum", **{"x-delivery-limit": 1})

    assert ours.counts["killed"] == 2
    assert ours.counts["dead_lettered"] == 5
    assert ours.counts == real.counts
    assert distance(ours.depth, real.depth, 10) < 0.1


@pytest.mark.parametrize(
    ("overflow", "server"),
    [("drop_oldest", "drop-head"), ("reject", "reject-publish"), ("dead_letter", "drop-head")],
)
@undisturbed
def test_a_full_queue_drops_its_head_or_refuses_what_is_new(overflow: str, server: str) -> None:
    document = workload(
        "rabbitmq-classic",
        client={"pattern": "burst", "rate": 4, "burst_size": 40, "burst_spread": "1s"}
        | {"burst_timing": "regular"},
        queue={"capacity": 10, "overflow": overflow},
        worker={"prefetch": 1, "processing_time": "450ms"},
    )

    arguments: dict[str, Any] = {"x-max-length": 10, "x-overflow": server}
    if overflow != "dead_letter":
        arguments["x-dead-letter-exchange"] = "queueyard-test-nowhere"
    ours, real = both(document, "classic", **arguments)

    gone = {"drop_oldest": "dropped", "reject": "rejected", "dead_letter": "dead_lettered"}
    assert ours.counts[gone[overflow]] > 15
    del ours.counts["dropped"]  # The server tells nobody.
    assert ours.counts == real.counts
    assert distance(ours.depth, real.depth, 10) < 0.1


@undisturbed
def test_what_is_too_old_goes_to_the_dead_letters_when_it_reaches_the_head() -> None:
    document = workload(
        "rabbitmq-classic",
        queue={"time_to_live": "2200ms"},
        worker={"instances": 1, "prefetch": 1, "processing_time": "500ms"},
        client={"pattern": "regular", "rate": 10},
    )

    ours, real = both(document, "classic", **{"x-message-ttl": 2200})

    assert ours.counts["dead_lettered"] > 50
    assert abs(ours.counts["dead_lettered"] - real.counts["dead_lettered"]) <= 2
    assert abs(ours.counts["started"] - real.counts["started"]) <= 1
    assert distance(ours.depth, real.depth, 10) < 0.1


@undisturbed
def test_a_classic_queue_hands_out_the_highest_priority_first_and_the_low_starve() -> None:
    """rabbit_priority_queue.erl asks its sub-queues in the order of their priorities."""
    classes = [{"name": str(it), "share": 1, "priority": it} for it in (1, 3, 5)]
    document = workload(
        "rabbitmq-classic",
        client={"pattern": "burst", "rate": 3, "burst_size": 30, "burst_spread": "300ms"}
        | {"classes": classes},
        queue={"ordering": "priority"},
        worker={"instances": 1, "prefetch": 1},
    )

    ours, real = both(document, "classic", **{"x-max-priority": 5})

    assert len(ours.order) > 14
    assert ours.order[: len(real.order)] == real.order[: len(ours.order)]
    assert distance(ours.depth, real.depth, 10) < 0.1
