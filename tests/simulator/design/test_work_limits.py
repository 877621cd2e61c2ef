"""Work limits: a run that would never end is refused before it begins."""

import pytest

from simulator import Simulation
from simulator.design.work import estimate
from tests.builders import Document, calling, chain, edge, problems_of, read, uploads

RAMP = {"pattern": "ramp", "rate": 0, "end_rate": 4, "change_over": 200}


def test_a_run_of_too_many_messages_is_refused_with_a_number_that_works() -> None:
    (problem,) = problems_of(chain(client={"rate": 10_000}))

    assert problem.path == ("run", "duration")
    assert problem.message == (
        "It would send about 18,000,000 messages, the most one run may have is 2,000,000."
    )
    assert problem.remedy == "Shorten the run to 200 s, or lower the rates of the clients."
    read(chain(client={"rate": 10_000}, duration=200))


def test_every_call_counts_as_work_even_when_no_message_is_sent() -> None:
    data = uploads()
    data["run"]["duration"] = "2d"
    data["edges"]["write"]["settings"] = {"calls": 100}

    (problem,) = problems_of(data)

    assert "events" in problem.message


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ({"rate": 2}, 1_200),
        ({"pattern": "regular", "rate": 2}, 1_200),
        ({"pattern": "burst", "rate": 2}, 1_200),
        (
            {"pattern": "ramp", "rate": 0, "end_rate": 4, "change_at": 100, "change_over": 200},
            1_600,
        ),
        ({"pattern": "ramp", "rate": 0, "end_rate": 4, "change_at": 500, "change_over": 200}, 100),
        ({"pattern": "spike", "rate": 1, "change_at": 590}, 640),
        ({"pattern": "daily", "rate": 1, "daily_period": 600}, 600),
        ({"pattern": "daily", "rate": 1, "daily_period": 1_200, "daily_amplitude": 1}, 981.97),
        ({"pattern": "steps", "rate": 1, "steps": [{"at": 500, "rate": 10}]}, 1_500),
        ({"pattern": "steps", "steps": [{"at": 700, "rate": 10}]}, 1_800),
    ],
)
def test_the_arrivals_of_every_pattern_are_counted(client: Document, expected: float) -> None:
    design = read(chain(client=client, duration=600))

    assert design.components["client"].arrivals(600) == pytest.approx(expected, abs=0.01)


def test_users_cannot_ask_more_than_the_service_can_answer() -> None:
    users = {"pattern": "closed", "users": 1_000, "think_time": 0}
    service = {"instances": 1, "concurrency": 1, "waiting_room": None, "service_time": 1}

    work = estimate(read(calling(client=users, service=service, duration=600)))

    assert work.messages == pytest.approx(600)


@pytest.mark.parametrize(
    "data",
    [
        uploads(120),
        chain(client={"rate": 20}),
        calling(client={"pattern": "closed", "users": 10, "think_time": 2}),
    ],
    ids=["uploads", "chain", "users"],
)
def test_the_estimate_is_close_to_what_happens(data: Document) -> None:
    design = read(data)
    simulation = Simulation(design)
    for _ in simulation.frames():
        pass

    work, result = estimate(design), simulation.result()

    assert work.messages == pytest.approx(result.messages, rel=0.15)
    assert 0.5 < work.events / result.events < 1.5


def test_fan_out_resending_and_spikes_are_counted() -> None:
    data = chain(client={"rate": 10}, duration=600)
    data["edges"]["send"]["settings"] = {"copies": 3, "resend_share": "50%"}
    spike = {"at": 100, "target": "client", "action": "spike"}
    data["timeline"] = {"rush": {**spike, "settings": {"factor": 7, "lasts": 100}}}

    assert estimate(read(data)).messages == pytest.approx(6_000 * 2 * 4.5)


def test_spikes_at_the_same_time_multiply_as_they_do_in_a_run() -> None:
    data = chain(client={"rate": 10}, duration=600)
    spike = {"target": "client", "action": "spike"}
    data["timeline"] = {
        "first": {**spike, "at": 100, "settings": {"factor": 4, "lasts": 200}},
        "second": {**spike, "at": 200, "settings": {"factor": 5, "lasts": 200}},
    }

    simulation = Simulation(read(data))
    for _ in simulation.frames():
        pass

    messages = estimate(read(data)).messages
    assert messages == pytest.approx(10 * (300 + 400 + 2_000 + 500))
    assert messages == pytest.approx(simulation.result().messages, rel=0.02)


def test_a_loop_that_never_ends_is_estimated_and_left_to_the_limits_of_the_run() -> None:
    data = chain(worker={"processing_time": "1s"}, duration=60)
    data["edges"]["again"] = edge("workers", "message", "jobs")

    assert estimate(read(data)).messages > 180


@pytest.mark.parametrize(
    ("action", "settings"),
    [
        ("spike", {"factor": 100, "lasts": 500}),
        ("set", {"setting": "rate", "value": 5_000}),
    ],
)
def test_what_the_timeline_adds_is_counted_before_a_run_begins(
    action: str, settings: dict[str, object]
) -> None:
    data = chain({"rate": 100}, {}, {"instances": 1_000, "concurrency": 20}, duration=1_000)
    entry = {"at": 200, "target": "client", "action": action, "settings": settings}
    (problem,) = problems_of({**data, "timeline": {"more": entry}})
    late = {**entry, "at": 995}

    assert problem.path == ("run", "duration")
    assert read({**data, "timeline": {"more": late}})
