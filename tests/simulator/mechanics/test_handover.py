"""A slot that is free is given the message that waits for it, at that very time."""

from collections.abc import Callable

import pytest

from simulator.engine.environment import FastEnvironment
from simulator.engine.message import Message
from simulator.mechanics.handover import Books, Handover, Taker


def test_a_message_is_received_when_the_first_slot_is_free_even_if_another_was_expected_later() -> (
    None
):
    environment = FastEnvironment()
    waits: list[float] = []
    struck: list[Message] = []
    books = Books(lambda _: True, lambda _: None, waits.append, lambda _: None)
    handover = Handover(environment, books)
    ordinals = iter([2, -1])
    handover.serve(
        Taker(
            begin_attempt=lambda message, _: struck.append(message),
            lapse=None,
            hits=lambda: next(ordinals),
            limit=10.0,
            work=lambda _: None,
        )
    )
    handover.wake(2)

    def free_the_second_slot(_: object) -> None:
        following = handover.take()
        assert following is not None
        handover.begin(following)

    arrive: Callable[[float], object] = handover.arrive
    environment.arrive(
        [
            (0.0, arrive, 4.0),  # Free at 4.
            (0.0, arrive, 1.0),  # Struck: until somebody frees the slot.
            (1.0, arrive, 0.5),  # Waits, it seems until 4; but only until 2.
            (2.1, arrive, 0.5),  # Waits until 2.5.
        ]
    )
    environment.call_at(2.0, free_the_second_slot)
    while not environment.advance(9.0, 100):
        pass

    assert len(struck) == 1
    assert waits == [1.0, pytest.approx(0.4)]
    assert handover.attempted()[:2] == (4, 3)
