"""The consumer timeout: who holds a message too long is cut off when the broker next looks."""

from tests.builders import Document
from tests.simulator.life.lives import first_life, one_message

QUEUE = {
    "hidden_until": "closed",
    "delivery": "push",
    "consumer_timeout": 7,
    "expiry_check": 5,
}


def held_too_long(duration: float, **worker: object) -> Document:
    """One message of 30 s of work, where 7 s are allowed and a look is taken every 5 s."""
    return one_message(QUEUE, {"prefetch": 1, "processing_time": 30, **worker}, duration=duration)


def test_what_is_held_too_long_goes_to_another_instance_at_the_next_look() -> None:
    life = first_life(held_too_long(26, instances=2))
    received = life.steps("received")
    assert [step["at"] for step in received] == [0, 10, 20]
    assert [step["instance"] for step in received] == [1, 2, 1]
    assert [step["instance"] for step in life.steps("started")] == [1, 2]


def test_an_instance_that_ends_when_it_is_cut_off_finishes_its_work_and_is_started_again() -> None:
    life = first_life(held_too_long(36, when_cut_off="ends", restart_time=5))
    assert life.times("received") == [0, 35]
    assert life.times("done") == [30]
    assert life.times("ack_refused") == [30]


def test_nobody_is_cut_off_for_a_message_whose_lock_was_over_before() -> None:
    locked = {"hidden_until": "timeout", "visibility_timeout": 7, "consumer_timeout": 10}
    killed = {"processing_time": 8, "slot_loss": 1, "lost_slot": "given_back", "restart_time": 1}

    life = first_life(one_message(locked, killed, duration=16))

    # Each attempt is killed after 4 s, and its lock is over after 7 s. At 10 s the second is in
    # work, and the first is held by nobody.
    assert life.times("received") == [0, 7, 14]
