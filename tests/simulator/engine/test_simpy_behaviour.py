"""What SimPy promises of its environment, held by SimPy's own and by ours."""

from collections.abc import Generator
from typing import Any

import pytest
import simpy
from simpy.events import Event

from simulator.engine.environment import FastEnvironment

Process = Generator[Event, Any, Any]


@pytest.fixture(params=[simpy.Environment, FastEnvironment], ids=["stock", "ours"])
def env(request: pytest.FixtureRequest) -> simpy.Environment:
    made = request.param()
    assert isinstance(made, simpy.Environment)
    return made


# --- Time ---------------------------------------------------------------------------------


def test_time_begins_at_nothing_or_where_it_is_told_to(env: simpy.Environment) -> None:
    assert env.now == 0
    assert type(env)(initial_time=3).now == 3


def test_a_timeout_passes_time_and_gives_its_value(env: simpy.Environment) -> None:
    log: list[tuple[float, str]] = []

    def process() -> Process:
        value = yield env.timeout(1.5, value="ping")
        log.append((env.now, value))

    env.process(process())
    env.run()

    assert log == [(1.5, "ping")]


def test_a_negative_delay_is_refused(env: simpy.Environment) -> None:
    with pytest.raises(ValueError, match="Negative delay"):
        env.timeout(-1)


def test_events_at_one_time_happen_in_the_order_in_which_they_were_scheduled(
    env: simpy.Environment,
) -> None:
    log: list[int] = []

    def process(number: int) -> Process:
        yield env.timeout(1)
        log.append(number)

    for number in range(5):
        env.process(process(number))
    env.run()

    assert log == [0, 1, 2, 3, 4]


def test_running_until_a_time_leaves_what_happens_at_that_time(env: simpy.Environment) -> None:
    log: list[float] = []

    def ticker() -> Process:
        while True:
            yield env.timeout(1)
            log.append(env.now)

    env.process(ticker())
    env.run(until=3)

    assert (log, env.now) == ([1, 2], 3)
    env.run(until=4)
    assert log == [1, 2, 3]


def test_running_until_a_time_that_is_over_is_refused(env: simpy.Environment) -> None:
    env.run(until=2)

    with pytest.raises(ValueError, match="until"):
        env.run(until=2)


def test_running_until_an_event_gives_its_value(env: simpy.Environment) -> None:
    def process() -> Process:
        yield env.timeout(1)
        return "done"

    assert env.run(until=env.process(process())) == "done"
    assert env.now == 1


def test_running_until_an_event_that_was_processed_gives_its_value_at_once(
    env: simpy.Environment,
) -> None:
    timeout = env.timeout(1, value="old")
    env.run(until=2)

    assert env.run(until=timeout) == "old"
    assert env.now == 2


def test_running_until_an_event_that_never_comes_is_an_error(env: simpy.Environment) -> None:
    env.timeout(1)

    with pytest.raises(RuntimeError, match="not triggered"):
        env.run(until=env.event())


def test_what_waits_for_the_same_event_goes_on_after_a_run_was_stopped_by_it(
    env: simpy.Environment,
) -> None:
    log: list[str] = []
    event = env.timeout(1)
    stop = event

    def process() -> Process:
        yield event
        log.append("went on")

    env.run(until=stop)
    env.process(process())
    env.run()

    assert log == ["went on"]


def test_callbacks_behind_the_stop_are_kept_for_the_next_run(env: simpy.Environment) -> None:
    log: list[str] = []
    event = env.timeout(1)
    assert event.callbacks is not None
    callbacks = event.callbacks

    def late(_: Event) -> None:
        log.append("late")

    # `run(until=event)` adds its stop as the last callback; one behind it must not be lost.
    def add_late(_: Event) -> None:
        callbacks.append(late)

    callbacks.append(add_late)
    env.run(until=event)
    env.run()

    assert log == ["late"]


def test_peek_tells_the_next_time_and_infinity_when_there_is_none(env: simpy.Environment) -> None:
    assert env.peek() == float("inf")
    env.timeout(2)
    env.timeout(1)
    assert env.peek() == 1


def test_step_processes_one_event_and_refuses_an_empty_schedule(env: simpy.Environment) -> None:
    env.timeout(1)
    env.timeout(2)

    env.step()
    assert env.now == 1
    env.step()
    with pytest.raises(simpy.core.EmptySchedule):
        env.step()


# --- Events and processes -----------------------------------------------------------------


def test_an_event_can_succeed_once(env: simpy.Environment) -> None:
    event = env.event()
    event.succeed("value")

    with pytest.raises(RuntimeError, match="already been triggered"):
        event.succeed()
    env.run()
    assert event.processed
    assert event.value == "value"


def test_a_failed_event_raises_where_it_is_waited_for(env: simpy.Environment) -> None:
    event = env.event()

    def process() -> Process:
        with pytest.raises(ValueError, match="spam"):
            yield event
        return "caught"

    waiting = env.process(process())
    event.fail(ValueError("spam"))

    assert env.run(until=waiting) == "caught"


def test_a_failure_that_nobody_waits_for_ends_the_run(env: simpy.Environment) -> None:
    env.event().fail(ValueError("nobody"))

    with pytest.raises(ValueError, match="nobody"):
        env.run()


def test_an_exception_in_a_process_keeps_its_cause(env: simpy.Environment) -> None:
    def child() -> Process:
        yield env.timeout(1)
        raise KeyError("inner")

    def parent() -> Process:
        try:
            yield env.process(child())
        except KeyError as cause:
            raise RuntimeError("outer") from cause

    env.process(parent())

    with pytest.raises(RuntimeError, match="outer") as caught:
        env.run()
    chain, causes = caught.value.__cause__, []
    while chain is not None:
        causes.append(type(chain))
        chain = chain.__cause__
    assert KeyError in causes


def test_a_process_can_wait_for_another_and_get_what_it_returns(env: simpy.Environment) -> None:
    def child() -> Process:
        yield env.timeout(2)
        return 42

    def parent() -> Process:
        answer = yield env.process(child())
        return answer, env.now

    assert env.run(until=env.process(parent())) == (42, 2)


def test_a_process_is_alive_until_it_returns(env: simpy.Environment) -> None:
    def process() -> Process:
        yield env.timeout(1)

    running = env.process(process())
    assert running.is_alive
    env.run()
    assert not running.is_alive


def test_yielding_what_is_no_event_is_an_error(env: simpy.Environment) -> None:
    def process() -> Generator[Any, Any, None]:
        yield None

    env.process(process())
    with pytest.raises(RuntimeError, match="Invalid yield value"):
        env.run()


# --- Interrupts ---------------------------------------------------------------------------


def test_an_interrupt_comes_before_anything_else_at_its_time(env: simpy.Environment) -> None:
    log: list[tuple[float, str]] = []

    def sleeper() -> Process:
        try:
            yield env.timeout(10)
        except simpy.Interrupt as interrupt:
            log.append((env.now, str(interrupt.cause)))

    def waker(victim: simpy.Process) -> Process:
        yield env.timeout(3)
        victim.interrupt("wake up")

    env.process(waker(env.process(sleeper())))
    env.run()

    assert log == [(3, "wake up")]


def test_an_interrupted_process_can_wait_for_the_same_event_again(env: simpy.Environment) -> None:
    def sleeper() -> Process:
        timeout = env.timeout(5)
        try:
            yield timeout
        except simpy.Interrupt:
            yield timeout
        return env.now

    sleeping = env.process(sleeper())

    def waker() -> Process:
        yield env.timeout(1)
        sleeping.interrupt()

    env.process(waker())
    assert env.run(until=sleeping) == 5


def test_two_interrupts_are_both_delivered(env: simpy.Environment) -> None:
    causes: list[str] = []

    def sleeper() -> Process:
        while len(causes) < 2:
            try:
                yield env.timeout(10)
            except simpy.Interrupt as interrupt:
                causes.append(str(interrupt.cause))

    sleeping = env.process(sleeper())

    def waker() -> Process:
        yield env.timeout(1)
        sleeping.interrupt("first")
        sleeping.interrupt("second")

    env.process(waker())
    env.run(until=5)

    assert causes == ["first", "second"]


def test_a_process_cannot_interrupt_itself_nor_one_that_is_over(env: simpy.Environment) -> None:
    def process() -> Process:
        yield env.timeout(1)
        with pytest.raises(RuntimeError, match="not allowed to interrupt itself"):
            env.active_process.interrupt()  # type: ignore[union-attr] # it is this one

    over = env.process(process())
    env.run()
    with pytest.raises(RuntimeError, match="has terminated"):
        over.interrupt()


# --- Conditions ---------------------------------------------------------------------------


def test_all_of_waits_for_the_last_and_any_of_for_the_first(env: simpy.Environment) -> None:
    def process() -> Process:
        first = yield env.timeout(1, "a") | env.timeout(2, "b")
        at_first = env.now
        every = yield env.timeout(1, "c") & env.timeout(2, "d")
        return at_first, list(first.values()), env.now, list(every.values())

    assert env.run(until=env.process(process())) == (1, ["a"], 3, ["c", "d"])


def test_conditions_nest(env: simpy.Environment) -> None:
    def process() -> Process:
        found = yield (env.timeout(1, "a") & env.timeout(2, "b")) | env.timeout(9, "c")
        return env.now, list(found.values())

    assert env.run(until=env.process(process())) == (2, ["a", "b"])


def test_a_failure_within_a_condition_fails_it(env: simpy.Environment) -> None:
    def process() -> Process:
        bad = env.event()
        bad.fail(ValueError("in a condition"))
        with pytest.raises(ValueError, match="in a condition"):
            yield env.timeout(5) & bad
        return env.now

    assert env.run(until=env.process(process())) == 0


def test_an_empty_condition_is_met_at_once(env: simpy.Environment) -> None:
    def process() -> Process:
        yield env.all_of([])
        yield env.any_of([])
        return env.now

    assert env.run(until=env.process(process())) == 0


# --- Resources ----------------------------------------------------------------------------


def test_a_resource_serves_as_many_as_it_has_and_the_rest_in_order(env: simpy.Environment) -> None:
    resource, log = simpy.Resource(env, capacity=2), []

    def user(name: int) -> Process:
        with resource.request() as request:
            yield request
            log.append((env.now, name))
            yield env.timeout(1)

    for name in range(5):
        env.process(user(name))
    env.run()

    assert log == [(0, 0), (0, 1), (1, 2), (1, 3), (2, 4)]


def test_a_request_that_is_given_up_leaves_the_line(env: simpy.Environment) -> None:
    resource, log = simpy.Resource(env, capacity=1), []

    def holder() -> Process:
        with resource.request() as request:
            yield request
            yield env.timeout(5)

    def impatient() -> Process:
        with resource.request() as request:
            found = yield request | env.timeout(1)
            log.append((env.now, request in found))

    env.process(holder())
    env.process(impatient())
    env.run()

    assert log == [(1, False)]
    assert resource.queue == []


def test_a_priority_resource_serves_the_more_important_first(env: simpy.Environment) -> None:
    resource, log = simpy.PriorityResource(env, capacity=1), []

    def user(name: str, priority: int) -> Process:
        with resource.request(priority=priority) as request:
            yield request
            log.append(name)
            yield env.timeout(1)

    for name, priority in (("first", 5), ("low", 3), ("high", 1)):
        env.process(user(name, priority))
    env.run()

    assert log == ["first", "high", "low"]


def test_a_preemptive_resource_takes_from_the_less_important(env: simpy.Environment) -> None:
    resource, log = simpy.PreemptiveResource(env, capacity=1), []

    def user(name: str, delay: float, priority: int) -> Process:
        yield env.timeout(delay)
        with resource.request(priority=priority) as request:
            yield request
            try:
                yield env.timeout(5)
                log.append((env.now, name, "done"))
            except simpy.Interrupt as interrupt:
                log.append(
                    (env.now, name, f"since {getattr(interrupt.cause, 'usage_since', None)}")
                )

    env.process(user("low", 0, 2))
    env.process(user("high", 1, 1))
    env.run()

    assert log == [(1, "low", "since 0"), (6, "high", "done")]


def test_a_container_makes_takers_wait_until_there_is_enough(env: simpy.Environment) -> None:
    tank, log = simpy.Container(env, capacity=10, init=0), []

    def taker() -> Process:
        yield tank.get(4)
        log.append((env.now, tank.level))

    def filler() -> Process:
        for _ in range(3):
            yield env.timeout(1)
            yield tank.put(2)

    env.process(taker())
    env.process(filler())
    env.run()

    assert log == [(2, 0)]
    assert tank.level == 2


def test_a_full_container_makes_givers_wait(env: simpy.Environment) -> None:
    tank, log = simpy.Container(env, capacity=2, init=2), []

    def giver() -> Process:
        yield tank.put(1)
        log.append(env.now)

    def taker() -> Process:
        yield env.timeout(3)
        yield tank.get(2)

    env.process(giver())
    env.process(taker())
    env.run()

    assert log == [3]


def test_a_store_hands_things_over_in_order(env: simpy.Environment) -> None:
    store, log = simpy.Store(env, capacity=1), []

    def producer() -> Process:
        for item in "abc":
            yield store.put(item)
            log.append((env.now, f"put {item}"))

    def consumer() -> Process:
        for _ in "abc":
            yield env.timeout(1)
            item = yield store.get()
            log.append((env.now, f"got {item}"))

    env.process(producer())
    env.process(consumer())
    env.run()

    assert [entry for entry in log if "got" in entry[1]] == [
        (1, "got a"),
        (2, "got b"),
        (3, "got c"),
    ]
    assert (0, "put a") in log
    assert (1, "put b") in log


def test_a_filter_store_finds_what_is_asked_for(env: simpy.Environment) -> None:
    store = simpy.FilterStore(env)
    store.items = [1, 2, 3]

    def consumer() -> Process:
        item = yield store.get(lambda candidate: candidate > 1)
        return item

    assert env.run(until=env.process(consumer())) == 2


def test_a_priority_store_gives_the_smallest_first(env: simpy.Environment) -> None:
    store = simpy.PriorityStore(env)

    def process() -> Process:
        for item in (3, 1, 2):
            yield store.put(item)
        found = []
        for _ in range(3):
            found.append((yield store.get()))  # noqa: PERF401 (a comprehension cannot yield)
        return found

    assert env.run(until=env.process(process())) == [1, 2, 3]
