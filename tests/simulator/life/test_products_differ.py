"""Products differ: the same failing work through every preset, row by row of what they promise.

The rows are those of the comparison in the notes on semantics: what follows a failure, what follows
a crash, what is counted and where that ends, and how long dead letters last. Sources stand beside
the values in `simulator/presets/`.
"""

import pytest

from simulator.presets import all_presets
from tests.simulator.life.lives import Life, by_preset, first_life

PRESETS = {preset.name: preset for preset in all_presets()}
DAY = 86_400.0

AFTER_A_FAILURE = {
    "sqs-standard": (29.0, 29.4),
    "sqs-fifo": (29.0, 29.4),
    "sqs-lambda": (29.0, 29.4),
    "rabbitmq-classic": (0.0, 0.0),
    "rabbitmq-quorum-4-2": (0.0, 0.0),
    "rabbitmq-quorum-4-3": (0.0, 0.0),
    "celery-redis": (180.0, 180.0),
    "celery-rabbitmq": (180.0, 180.0),
    "sidekiq": (15.0, 25.0),
    "sidekiq-super-fetch": (15.0, 25.0),
    "azure-service-bus": (0.0, 0.0),
    "google-pubsub": (0.0, 0.0),
    "bullmq": None,
}
"""Seconds from a failed first attempt to the next one; None where there is none."""

AFTER_A_CRASH = {
    "sqs-standard": (29.5, 30.0),
    "sqs-fifo": (29.5, 30.0),
    "sqs-lambda": (29.5, 30.0),
    "rabbitmq-classic": (1.0, 1.0),
    "rabbitmq-quorum-4-2": (1.0, 1.0),
    "rabbitmq-quorum-4-3": (1.0, 1.0),
    "celery-redis": None,
    "celery-rabbitmq": None,
    "sidekiq": None,
    "sidekiq-super-fetch": (60.0, 60.0),
    "azure-service-bus": (59.5, 59.5),
    "google-pubsub": (9.5, 9.5),
    "bullmq": (29.5, 59.5),
}
"""Seconds from a crash after 0.5 s of work, with a restart 1 s later; None where it is lost."""

RUNS_OF_POISON = {
    "sqs-standard": (3, "dead"),
    "sqs-fifo": (3, "dead"),
    "sqs-lambda": (5, "dead"),
    "rabbitmq-quorum-4-2": (21, "dead"),
    "azure-service-bus": (10, "dead"),
    "google-pubsub": (5, "dead"),
    "celery-redis": (4, "dead"),
    "celery-rabbitmq": (4, "dead"),
    "sidekiq": (26, "dead"),
    "sidekiq-super-fetch": (26, "dead"),
    "bullmq": (1, "dead"),
}
"""Attempts at a message that always fails, and where it ends."""

EVER = ("rabbitmq-classic", "rabbitmq-quorum-4-3")
"""Where a nack brings it back for ever."""


def gap(life: Life, name: str) -> float:
    """Seconds from the first step of a kind to the next start of work."""
    began = life.times(name)[0]
    return next(at for at in life.times("started")[1:] if at >= began) - began


@pytest.mark.parametrize("name", AFTER_A_FAILURE)
def test_a_failed_attempt_is_followed_by_another_when_the_product_says_so(name: str) -> None:
    worker = {"poison_share": 1, "poison_attempts": 1, "processing_time": 1}
    life = first_life(by_preset(PRESETS[name], worker, duration="10m"))
    expected = AFTER_A_FAILURE[name]
    if expected is None:
        assert len(life.times("started")) == 1
        assert life.verdict == "dead"
        return
    assert expected[0] <= gap(life, "failed") <= expected[1]
    assert life.verdict == "done"


@pytest.mark.parametrize("name", AFTER_A_CRASH)
def test_a_crash_loses_a_message_or_gives_it_back_when_the_product_says_so(name: str) -> None:
    data = by_preset(PRESETS[name], {"processing_time": 2, "restart_time": 1}, duration="10m")
    # The short polls find the message 200 ms after it was sent.
    at = 0.7 if data["components"]["jobs"]["settings"].get("polling") == "short" else 0.5
    crash = {"at": at, "target": "workers", "action": "crash", "settings": {}}
    life = first_life(data | {"timeline": {"crash": crash}})
    expected = AFTER_A_CRASH[name]
    if expected is None:
        assert life.verdict == "lost"
        assert len(life.times("started")) == 1
        return
    assert expected[0] <= gap(life, "killed") <= expected[1]
    assert life.verdict == "done"


@pytest.mark.parametrize("name", RUNS_OF_POISON)
def test_poison_is_tried_as_often_as_the_product_counts(name: str) -> None:
    data = by_preset(PRESETS[name], {"poison_share": 1}, duration="31d")
    life = first_life(data)
    runs, end = RUNS_OF_POISON[name]
    assert life.verdict == end
    assert life.times("started")[runs - 1] >= 0
    assert sum(1 for _ in life.times("failed")) + life.history["omitted"] >= runs
    if not life.history["omitted"]:
        assert len(life.times("started")) == runs


@pytest.mark.parametrize("name", EVER)
def test_a_nack_that_nobody_counts_comes_back_for_ever(name: str) -> None:
    data = by_preset(PRESETS[name], {"poison_share": 1}, duration="2m")
    life = first_life(data)
    assert life.verdict == "open"
    assert len(life.times("failed")) + life.history["omitted"] >= 100


def test_a_reject_is_counted_by_rabbitmq_4_3_where_a_nack_is_not() -> None:
    preset = PRESETS["rabbitmq-quorum-4-3"]
    life = first_life(by_preset(preset, {"poison_share": 1, "retry": "reject"}, duration="2m"))
    assert len(life.times("started")) == 21
    assert life.verdict == "dead"


def test_sqs_moves_a_message_at_the_next_receive_and_rabbitmq_when_it_comes_back() -> None:
    worker = {"poison_share": 1}
    moved = {
        name: first_life(by_preset(PRESETS[name], worker, duration="1h")).times("dead_lettered")[0]
        for name in ("sqs-standard", "rabbitmq-quorum-4-2")
    }
    assert 90 <= moved["sqs-standard"] <= 91  # Three times 30 s hidden, then the poll.
    assert moved["rabbitmq-quorum-4-2"] == 21  # Twenty-one attempts of 1 s.


def test_without_a_poller_an_exhausted_message_stays_in_its_sqs_queue() -> None:
    data = by_preset(PRESETS["sqs-standard"], {"poison_share": 1}, duration="1h")
    stop = {"at": 70, "target": "workers", "action": "stop", "settings": {}}
    life = first_life(data | {"timeline": {"stop": stop}})
    assert len(life.times("started")) == 3
    assert life.times("dead_lettered") == []
    assert life.verdict == "open"


@pytest.mark.parametrize(("name", "deleted_after"), [("sqs-standard", 4.0), ("sqs-fifo", 7.5)])
def test_dead_letters_keep_their_clock_in_a_standard_queue_and_get_a_new_one_in_a_fifo_queue(
    name: str, deleted_after: float
) -> None:
    """Dead-lettered after 3.5 days, with a retention of 4 days in both queues."""
    data = by_preset(PRESETS[name], {"poison_share": 1}, duration="9d")
    data["components"]["client"]["settings"]["rate"] = 1e-6
    stop = {"at": 0, "target": "workers", "action": "stop", "settings": {}}
    start = {"at": 3.5 * DAY - 90, "target": "workers", "action": "start", "settings": {}}
    life = first_life(data | {"timeline": {"stop": stop, "start": start}})
    assert 3.4 * DAY < life.times("dead_lettered")[0] < 3.6 * DAY
    (gone,) = life.times("expired")
    assert gone == pytest.approx(deleted_after * DAY, rel=0.01)


def test_a_late_ack_still_deletes_in_sqs_standard_and_is_refused_in_sqs_fifo() -> None:
    """One slow worker: nobody receives the message between the timeout and the ack."""
    worker = {"processing_time": 35}
    standard = first_life(by_preset(PRESETS["sqs-standard"], worker, duration="1h"))
    fifo = first_life(by_preset(PRESETS["sqs-fifo"], worker, duration="1h"))
    assert standard.verdict == "done"
    assert len(standard.times("started")) == 1
    assert fifo.verdict == "dead"
    assert len(fifo.times("ack_refused")) == 3


@pytest.mark.parametrize(("instances", "starts"), [(2, [0.0, 3600.0]), (1, [0.0, 4000.0, 8000.0])])
def test_a_late_ack_on_redis_ends_the_receive_of_who_has_the_task_since(
    instances: int, starts: list[float]
) -> None:
    """A task of 4,000 s, acked late, is restored after an hour. What another
    worker has fetched by then is acked with the first; what still waits is not, and runs again."""
    worker = {"ack": "late", "instances": instances, "prefetch": 1, "processing_time": 4_000}
    life = first_life(by_preset(PRESETS["celery-redis"], worker, duration="3h"))
    assert life.times("started") == pytest.approx(starts)
    assert life.times("done") == pytest.approx([at + 4_000 for at in starts if at < 6_800])
