"""Where a RabbitMQ puts what comes back, and what it does with what is too old or too much."""

from typing import Any

import pytest

from tests.fidelity.curves import distance
from tests.fidelity.rabbitmq.workloads import both, workload
from tests.fidelity.undisturbed import undisturbed

pytestmark = pytest.mark.services

CLASSIC, QUORUM = ("rabbitmq-classic", "classic"), ("rabbitmq-quorum-4-2", "quorum")
of_both_kinds = pytest.mark.parametrize(("preset", "kind"), [CLASSIC, QUORUM])
ONE = {"instances": 1, "concurrency": 1}


@of_both_kinds
@pytest.mark.parametrize("prefetch", [1, 3])
@undisturbed
def test_what_was_requeued_is_begun_when_it_is_on_the_server(
    preset: str, kind: str, prefetch: int
) -> None:
    """At its old place, or before all that were never delivered; behind what is prefetched.

    A quorum queue has the limit that all have from 4.0 on; without one it requeues at the tail.
    """
    failing = {"poison_share": 0.3, "poison_attempts": 2, "retry": "nack"}
    document = workload(preset, worker={**ONE, **failing, "prefetch": prefetch}, duration="7s")

    ours, real = both(document, kind, **({"x-delivery-limit": 20} if kind == "quorum" else {}))

    assert ours.counts["failed"] > 4
    assert len(ours.order) > 15
    assert ours.order[: len(real.order)] == real.order[: len(ours.order)]


@undisturbed
def test_what_was_requeued_keeps_its_priority() -> None:
    classes = [{"name": str(it), "share": 1, "priority": it} for it in (1, 3, 5)]
    document = workload(
        "rabbitmq-classic",
        client={"pattern": "steps", "steps": [{"at": 0, "rate": 8}, {"at": 4, "rate": 0}]}
        | {"classes": classes},
        queue={"ordering": "priority"},
        worker={**ONE, "prefetch": 2, "poison_share": 0.3, "poison_attempts": 2, "retry": "nack"},
    )

    ours, real = both(document, "classic", **{"x-max-priority": 5})

    assert ours.counts["failed"] > 5
    assert ours.order[: len(real.order)] == real.order[: len(ours.order)]


@of_both_kinds
@undisturbed
def test_a_message_that_lives_shorter_than_those_before_it_goes_when_it_reaches_the_head(
    preset: str, kind: str
) -> None:
    document = workload(
        preset,
        queue={"time_to_live": {"kind": "uniform", "low": "500ms", "high": "4s"}},
        worker={**ONE, "prefetch": 1, "processing_time": "500ms"},
        client={"pattern": "regular", "rate": 6},
    )

    ours, real = both(document, kind)

    assert ours.counts["dead_lettered"] > 20
    assert abs(ours.counts["dead_lettered"] - real.counts["dead_lettered"]) <= 2
    assert abs(ours.counts["started"] - real.counts["started"]) <= 1
    assert distance(ours.depth, real.depth, 10) < 0.1


@undisturbed
def test_a_full_quorum_queue_dead_letters_its_head() -> None:
    document = workload(
        "rabbitmq-quorum-4-2",
        client={"pattern": "burst", "rate": 4, "burst_size": 40, "burst_spread": "1s"}
        | {"burst_timing": "regular"},
        queue={"capacity": 10, "overflow": "dead_letter"},
        worker={"prefetch": 1, "processing_time": "450ms"},
    )

    arguments: dict[str, Any] = {"x-max-length": 10, "x-overflow": "drop-head"}
    ours, real = both(document, "quorum", **arguments)

    assert ours.counts["dead_lettered"] > 15
    assert ours.counts == real.counts
    assert distance(ours.depth, real.depth, 10) < 0.1


@undisturbed
def test_a_time_to_live_goes_on_while_a_message_is_delivered_and_requeued() -> None:
    """It fails until its time is over: then it is dead, at the very requeue."""
    document = workload(
        "rabbitmq-classic",
        queue={"time_to_live": "2200ms"},
        worker={**ONE, "prefetch": 1, "processing_time": "700ms", "poison_share": 1}
        | {"retry": "nack"},
        client={"pattern": "regular", "rate": 0.4},
    )

    ours, real = both(document, "classic", **{"x-message-ttl": 2200})

    assert ours.counts["failed"] >= 3 * ours.counts["dead_lettered"] > 5
    assert ours.counts == real.counts
    assert ours.attempts == real.attempts
