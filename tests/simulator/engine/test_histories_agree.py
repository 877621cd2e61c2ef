"""Histories agree with the books: whatever the design, what they tell adds up to the whole."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator import MessageHistory, Simulation, limits
from simulator.engine.microscope import Microscope, Verdict
from simulator.engine.result import Result
from tests.builders import Document, chain, component, edge, read, with_dead_letters
from tests.simulator.engine.test_conservation import designs

ENOUGH = 1_000_000
ENDS: tuple[Verdict, ...] = ("done", "rejected", "lost", "given_up")
COUNTED = {"receives": "received", "attempts": "started", "acked": "acked"}


@pytest.fixture(autouse=True)
def every_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """No history is let go of."""
    for name in ("DEAD_MAX", "TWICE_MAX", "SAMPLE_MAX", "STEPS_MAX"):
        monkeypatch.setattr(limits, f"MICROSCOPE_{name}", ENOUGH)


def followed(data: Document, seed: int) -> tuple[Result, list[MessageHistory]]:
    """The result of a simulation under the microscope, and all its histories."""
    microscope = Microscope()
    simulation = Simulation(read(data), seed, microscope=microscope)
    for _ in simulation.frames():
        pass
    return simulation.result(), microscope.histories(simulation.duration)


def waits_outside(history: MessageHistory) -> bool:
    """Whether its sender still waits for room in a queue: the books do not have it yet."""
    return history.steps[-1].what == "blocked"


@given(designs(), st.integers(0, 100))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.function_scoped_fixture,
    ],
)
def test_the_ends_of_all_messages_are_those_of_the_books(data: Document, seed: int) -> None:
    # The books count a message that a worker publishes on as one of its own; a history does not.
    data["edges"].pop("on", None)
    result, histories = followed(data, seed)

    booked = Counter(result.conservation)
    ends = Counter(it.verdict for it in histories if not waits_outside(it))

    # For the books a dead letter that grows too old has expired; for its history it died.
    assert ends["dead"] + ends["expired"] == booked["dead"] + booked["expired"]
    assert ends["open"] == booked["in_system"]
    assert [ends[name] for name in ENDS] == [booked[name] for name in ENDS]


@given(designs(), st.integers(0, 100))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_the_steps_of_all_messages_are_what_the_components_counted(
    data: Document, seed: int
) -> None:
    data["run"]["warm_up"] = 0
    result, histories = followed(data, seed)

    told: Counter[tuple[str | None, str]] = Counter()
    for history in histories:
        times = [step.at for step in history.steps]
        assert times == sorted(times)
        told.update((step.where, step.what) for step in history.steps)

    workers = {id for id, part in data["components"].items() if part["type"] == "worker"}
    for id, made in data["edges"].items():
        if made["kind"] == "call" and made["source"] in workers:
            assert told[id, "called"] == result.edges[id].totals["sent"], f"calls along {id}"

    for id, summary in result.components.items():
        for column, what in COUNTED.items():
            if column in summary.totals:
                assert told[id, what] == summary.totals[column], f"{what} at {id}"


def calls_told(settings: Document, service: Document) -> list[tuple[float, str, object]]:
    """Steps of the calls of one message, sent at 0 and begun at once, with work of 1 s."""
    one = {"pattern": "regular", "rate": 0.001}
    data = chain(one, {"visibility_timeout": 60}, {"processing_time": 1}, duration=50)
    data["components"]["store"] = component("service", **service)
    data["edges"]["ask"] = edge("workers", "call", "store", **settings)

    _, (history,) = followed(data, seed=1)

    assert {step.details["receive"] for step in history.steps if step.where == "ask"} == {1}
    found: list[tuple[float, str, object]] = []
    for step in history.steps:
        if step.where == "ask":
            told = step.details["tries" if step.what == "called" else "outcome"]
            found.append((round(step.at, 6), step.what, told))
    return found


def test_a_history_tells_a_call_and_its_answer() -> None:
    assert calls_told({}, {"service_time": 2}) == [(1, "called", 1), (3, "answered", "ok")]


def test_a_history_tells_every_try_of_a_call_that_times_out() -> None:
    settings = {"timeout": 2, "max_attempts": 2, "backoff": "fixed", "backoff_jitter": "none"}
    assert calls_told({**settings, "backoff_base": 3}, {"service_time": 9})[:4] == [
        (1, "called", 1),
        (3, "answered", "timed out"),
        (6, "called", 2),
        (8, "answered", "timed out"),
    ]


def test_a_history_tells_a_try_that_the_circuit_breaker_does_not_let_through() -> None:
    breaker = {"breaker": True, "breaker_window": 1, "breaker_minimum": 1, "max_attempts": 2}
    steps = calls_told({**breaker, "backoff": "none"}, {"service_time": 2, "error_rate": 1})
    assert steps == [(1, "called", 1), (3, "answered", "failed"), (3, "answered", "circuit open")]


def waits_told(settings: Document, **queue: object) -> list[list[tuple[float, str, object]]]:
    """Of four messages at once to a slot that needs 1 s for each: their steps and the reasons."""
    burst = {"pattern": "burst", "rate": 0.01, "burst_size": 4, "burst_spread": 0}
    slot = {"instances": 1, "concurrency": 1, "processing_time": 1}
    data = chain({**burst, "burst_timing": "regular"}, queue, slot, duration=90)
    data["edges"]["send"]["settings"] = settings

    _, histories = followed(data, seed=1)

    first = [it for it in histories if it.number <= 4]
    began = first[0].sent
    return [
        [(round(it.at - began, 6), it.what, it.details.get("reason")) for it in history.steps]
        for history in first
    ]


def test_a_history_tells_how_long_a_message_was_held_back_for_a_token() -> None:
    first, second, third, _ = waits_told({"rate_limit": 0.5})

    assert first[:2] == [(0, "sent", None), (0, "enqueued", None)]
    assert second[:3] == [(0, "sent", None), (0, "held_back", "rate limit"), (2, "enqueued", None)]
    assert third[:3] == [(0, "sent", None), (0, "held_back", "rate limit"), (4, "enqueued", None)]


def test_a_history_tells_that_a_message_waited_for_room_and_the_next_for_its_credit() -> None:
    _, second, third, fourth = waits_told({"credit": 1}, capacity=1, overflow="block")

    assert second[1:2] == [(0, "enqueued", None)]
    assert third[1:3] == [(0, "blocked", None), (1, "enqueued", None)]
    assert fourth[1:4] == [(0, "held_back", "credit"), (1, "blocked", None), (2, "enqueued", None)]


@pytest.mark.parametrize(
    ("send", "reason"),
    [({"rate_limit": 0.5, "over_limit": "drop"}, "rate limit"), ({"shed_above": 0}, "queue")],
)
def test_a_history_of_a_message_that_its_sender_shed_ends_there(
    send: Document, reason: str
) -> None:
    assert waits_told(send)[-1] == [(0, "sent", None), (0, "shed", reason)]


def test_a_history_names_the_class_that_gave_the_job_its_size() -> None:
    classes = [{"name": "small", "share": 3}, {"name": "large", "share": 1, "size": 10}]
    data = chain({"rate": 5, "classes": classes}, worker={"processing_time": 0.2}, duration=900)

    _, histories = followed(data, seed=1)

    sizes = Counter((it.kind, it.work["workers"]) for it in histories)
    assert sizes.keys() == {("small", 0.2), ("large", 2.0)}
    assert sizes["small", 0.2] > 2 * sizes["large", 2.0]


def test_a_dead_letter_that_was_taken_up_and_came_back_is_dead_again() -> None:
    data = with_dead_letters(
        chain({"rate": 5}, {"visibility_timeout": 1}, {"poison_share": 1, "processing_time": 0.1})
    )
    data["components"]["dead"]["settings"] = {"visibility_timeout": 10}
    data["components"]["menders"] = component("worker", instances=1, transient_failure=1)
    data["edges"]["mend"] = edge("dead", "message", "menders")
    data["run"]["duration"] = 60

    result, histories = followed(data, seed=1)

    lying = result.components["dead"].last["waiting"]
    assert result.components["dead"].totals["expiries"] > 0
    assert sum(it.verdict == "dead" for it in histories) == lying == result.conservation["dead"]
