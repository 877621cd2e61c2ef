"""The fast path of the environment: plain functions, arrivals outside the heap, ties, stretches."""

from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simpy.events import Event

from simulator.engine.environment import ACTION, ARRIVAL, EXPIRY, FastEnvironment

BUDGET = 10_000


def _run(environment: FastEnvironment, until: float) -> None:
    while not environment.advance(until, BUDGET):
        pass


def test_functions_and_processes_share_one_clock() -> None:
    environment = FastEnvironment()
    log: list[tuple[float, str]] = []

    def process() -> Generator[Event, Any, None]:
        for _ in range(2):
            yield environment.timeout(2)
            log.append((environment.now, "process"))

    environment.process(process())
    environment.call_at(3, lambda what: log.append((environment.now, what)), "function")
    _run(environment, 10)

    assert log == [(2, "process"), (3, "function"), (4, "process")]
    assert environment.now == 10


def test_at_one_time_actions_come_first_then_acks_then_expiries_then_arrivals() -> None:
    environment = FastEnvironment()
    log: list[object] = []
    environment.arrive([(1.0, log.append, "arrival outside the heap")])
    environment.call_at(1, log.append, "arrival", ARRIVAL)
    environment.call_at(1, log.append, "expiry", EXPIRY)
    environment.call_at(1, log.append, "ack")
    environment.call_at(1, log.append, "action", ACTION)
    _run(environment, 2)

    assert log == ["action", "ack", "expiry", "arrival", "arrival outside the heap"]


def test_what_is_due_at_the_end_of_a_stretch_belongs_to_the_next() -> None:
    environment = FastEnvironment()
    log: list[object] = []
    environment.arrive([(1.0, log.append, "arrival")])
    environment.call_at(1, log.append, "action", ACTION)
    _run(environment, 1)
    assert log == []
    _run(environment, 2)
    assert log == ["action", "arrival"]


def test_a_stretch_can_be_run_in_pieces_and_every_event_is_counted_once() -> None:
    environment = FastEnvironment()
    log: list[object] = []
    environment.arrive([(time / 10, log.append, time) for time in range(50)])
    pieces = 0
    while not environment.advance(4.0, 7):
        pieces += 1

    assert log == list(range(40))
    assert pieces == 5
    assert environment.events == 40


def test_an_exception_leaves_the_environment_where_it_was() -> None:
    environment = FastEnvironment()
    log: list[object] = []
    environment.arrive([(1.0, log.append, 1), (2.0, {}.__getitem__, "bad"), (3.0, log.append, 3)])

    with pytest.raises(KeyError):
        _run(environment, 5)
    assert environment.now == 2


@given(
    st.lists(st.floats(0, 10), max_size=30),
    st.lists(st.floats(0, 10), max_size=30),
    st.integers(1, 20),
)
def test_whatever_is_scheduled_is_run_in_order_of_time(
    heap: list[float], arrivals: list[float], budget: int
) -> None:
    environment = FastEnvironment()
    log: list[float] = []

    def note(time: float) -> None:
        assert environment.now == time
        log.append(time)

    environment.arrive((time, note, time) for time in sorted(arrivals))
    for time in heap:
        environment.call_at(time, note, time)
    while not environment.advance(11, budget):
        pass

    assert log == sorted(heap + arrivals)
