"""Settings that change in the middle of a run: the parts follow, and nothing else does."""

from typing import Any

import pytest

from simulator import Action, Simulation
from tests.builders import Document, calling, chain, component, document, edge, problems_of, read
from tests.simulator.simulating import simulate


def changed(data: Document, target: str, setting: str, value: Any, at: float = 50) -> Document:
    """The same with one setting changed at 50 s."""
    settings = {"setting": setting, "value": value}
    entry = {"at": at, "target": target, "action": "set", "settings": settings}
    return {**data, "timeline": {**data.get("timeline", {}), f"set-{setting}-{at}": entry}}


def sends(**client: Any) -> Document:
    return chain(client, {}, {"instances": 50, "processing_time": "100ms"}, duration=100, frame=1)


def test_a_client_goes_on_at_its_new_rate_and_was_the_same_before() -> None:
    data = sends(pattern="regular", rate=4)
    before = simulate(data).series("client", "sent")
    after = simulate(changed(data, "client", "rate", "600/min")).series("client", "sent")

    assert after[:50] == before[:50] == [4] * 50
    assert after[51:] == [10] * 49


def test_a_rate_of_nothing_is_silence_and_can_be_set_back() -> None:
    data = changed(sends(pattern="regular", rate=4), "client", "rate", 0, at=30)
    sent = simulate(changed(data, "client", "rate", 4, at=70)).series("client", "sent")

    assert sent[:30] == [4] * 30
    assert sum(sent[31:70]) == 0
    assert sent[71:] == [4] * 29


def test_a_spike_multiplies_the_rate_that_was_set() -> None:
    data = changed(sends(pattern="regular", rate=4), "client", "rate", 8, at=20)
    spike = {"factor": 3, "lasts": 10}
    data["timeline"]["spike"] = {
        "at": 60, "target": "client", "action": "spike", "settings": spike,
    }  # fmt: skip
    sent = simulate(data).series("client", "sent")

    assert sent[21:60] == [8] * 39
    assert sent[61:70] == [24] * 9
    assert sent[71:] == [8] * 29


def test_users_come_and_go() -> None:
    data = calling(
        {"pattern": "closed", "users": 10, "think_time": 1},
        {"service_time": 0.001, "instances": 100},
        duration=100,
        frame=1,
    )
    sent = simulate(changed(data, "client", "users", 25)).series("client", "sent")

    assert set(sent[1:50]) <= {9, 10, 11}
    assert sum(sent[52:]) == pytest.approx(25 * 48, rel=0.05)


@pytest.mark.parametrize("target", ["service", "db"])
def test_more_errors_strike_others_and_keep_those_there_were(target: str) -> None:
    data = document(
        {
            "client": component("client", pattern="regular", rate=50),
            "service": component("service", service_time=0, instances=20),
            "db": component("database", write_time=0),
        },
        {"ask": edge("client", "call", "service"), "write": edge("client", "call", "db")},
        duration=100,
        frame=50,
    )
    data["components"][target]["settings"]["error_rate"] = 0.1
    frames = simulate(data).series(target, "failed")
    more = simulate(changed(data, target, "error_rate", 0.4)).series(target, "failed")
    same = simulate(changed(data, target, "error_rate", "10%")).series(target, "failed")

    assert more[0] == frames[0]
    assert more[1] == pytest.approx(4 * frames[1], rel=0.25)
    assert same == frames


def test_a_pool_grows_for_those_that_wait_and_shrinks_as_queries_end() -> None:
    data = document(
        {
            "client": component("client", pattern="regular", rate=8),
            "db": component("database", pool=4, write_time=1, pool_timeout=None),
        },
        {"write": edge("client", "call", "db")},
        duration=100,
        frame=1,
    )
    data = changed(data, "db", "pool", 20, at=50)
    run = simulate(changed(data, "db", "pool", 2, at=80))
    busy, waiting = run.series("db", "busy"), run.series("db", "waiting")

    assert max(busy[:50]) == 4
    assert busy[51] == 20
    assert max(busy[60:80]) == 20
    assert busy[82] == 2
    assert waiting[49] > 150 > waiting[79]
    assert run.mean("db", "pool") == pytest.approx(0.5 * 4 + 0.3 * 20 + 0.2 * 2)
    assert max(run.series("db", "utilisation")[:80]) <= 1.0000001


def test_what_was_set_from_outside_is_recorded_and_the_timeline_repeats_it() -> None:
    data = sends(pattern="poisson", rate=4)
    simulation = Simulation(read(data))
    simulation.apply(Action(50, "client", "set", {"setting": "rate", "value": "480/min"}))
    frames = list(simulation.frames())
    (entry,) = simulation.result().actions

    assert entry["settings"] == {"setting": "rate", "value": 8}
    assert simulate({**data, "timeline": {"it": entry}}).frames == frames


def test_what_was_built_to_be_left_alone_is_not_set_and_not_recorded() -> None:
    data = calling({"pattern": "closed", "users": 3, "think_time": 1}, duration=10, frame=1)
    simulation = Simulation(read(data))
    with pytest.raises(ValueError, match="“Callers” was built to be left alone"):
        simulation.apply(Action(5, "client", "set", {"setting": "users", "value": 9}))
    assert len(list(simulation.frames())) == 10

    assert simulation.result().actions == []


@pytest.mark.parametrize(
    ("client", "setting", "value", "place", "message", "remedy"),
    [
        ({}, "rate", -1, "value", "Rate of “Senders” is -1.", "It must be at least 0/s."),
        (
            {},
            "rate",
            "soon",
            "value",
            "Rate of “Senders” is “soon”.",
            "Give a number per second, or text such as “3/s”, “90/min” or “10/h”.",
        ),
        (
            {},
            "pattern",
            "burst",
            "setting",
            "Pattern of “Senders” cannot be changed in the middle of a run.",
            "These can: rate, users.",
        ),
        (
            {},
            "rates",
            1,
            "setting",
            "“Senders” has no setting “rates”.",
            "Did you mean “rate”?",
        ),
        (
            {},
            "users",
            3,
            "setting",
            "Users of “Senders” has no meaning with its present settings.",
            "Choose another setting, or change the component.",
        ),
        (
            {"pattern": "ramp"},
            "rate",
            3,
            "setting",
            "Rate of “Senders” cannot be set. Its rate follows the pattern “ramp”.",
            "Choose another setting, or change the component.",
        ),
        (
            {"rate": 0},
            "rate",
            3,
            "setting",
            "Rate of “Senders” cannot be set. It begins with a rate of 0, of which no other is a "
            "multiple.",
            "Choose another setting, or change the component.",
        ),
    ],
)
def test_a_wrong_change_is_told_with_its_place(
    client: Document, setting: str, value: Any, place: str, message: str, remedy: str
) -> None:
    (problem,) = problems_of(changed(chain(client), "client", setting, value))

    assert problem.path == ("timeline", f"set-{setting}-50", "settings", place)
    assert (problem.message, problem.remedy) == (message, remedy)


def test_a_change_is_held_against_what_was_set_before_it() -> None:
    data = changed(sends(pattern="regular", rate=4), "client", "rate", "6/s", at=10)
    design = read(changed(data, "client", "rate", "120/min", at=20))

    assert [action.to_dict()["settings"]["value"] for action in design.actions()] == [6, 2]
    assert read(design.to_dict()) == design


def crowded(duration: float = 100, **worker: Any) -> Document:
    """Two slots before which work piles up."""
    settings = {"instances": 2, "concurrency": 1, "processing_time": 1, **worker}
    return chain({"pattern": "regular", "rate": 4}, {}, settings, duration=duration, frame=1)


def test_further_slots_of_a_worker_begin_at_once() -> None:
    run = simulate(changed(crowded(), "workers", "concurrency", 3))
    busy, slots = run.series("workers", "busy"), run.series("workers", "slots")

    assert slots == [2] * 50 + [6] * 50
    assert max(busy[:50]) == 2
    assert busy[50] == 6


def test_further_instances_of_a_worker_take_their_time_to_start() -> None:
    run = simulate(changed(crowded(restart_time=5), "workers", "instances", 6))

    assert run.series("workers", "slots") == [2] * 55 + [6] * 45
    assert run.series("workers", "starting") == [0] * 50 + [4] * 5 + [0] * 45
    assert run.series("workers", "busy")[55] == 6


def test_a_worker_with_fewer_instances_finishes_what_it_has_begun() -> None:
    run = simulate(changed(crowded(instances=6), "workers", "instances", 1, at=50))

    assert run.series("workers", "slots")[60] == 1
    assert run.total("workers", "killed") == run.total("workers", "failed") == 0
    assert run.total("workers", "done") == pytest.approx(200 + 50, abs=4)


def test_more_transient_failures_strike_others_and_keep_those_there_were() -> None:
    data = crowded(instances=20, transient_failure="10%")
    data["components"]["jobs"]["settings"]["visibility_timeout"] = 5
    before = simulate(data).series("workers", "failed")
    after = simulate(changed(data, "workers", "transient_failure", "50%"))
    failed = after.series("workers", "failed")

    assert failed[:50] == before[:50]
    assert sum(failed[50:]) > 3 * sum(before[50:])


def test_a_longer_timeout_holds_for_what_is_received_from_then_on() -> None:
    data = chain(
        {"pattern": "regular", "rate": 1},
        {"visibility_timeout": 5},
        {"instances": 40, "processing_time": 8},
        duration=100,
        frame=1,
    )
    run = simulate(changed(data, "jobs", "visibility_timeout", "20s"))
    expiries = run.series("jobs", "expiries")

    assert sum(expiries[10:50]) > 30
    assert sum(expiries[50:55]) > 0  # Those that were received before.
    assert sum(expiries[56:]) == 0


def test_a_shorter_timeout_leaves_those_that_are_hidden_alone() -> None:
    data = chain(
        {"pattern": "regular", "rate": 1},
        {"visibility_timeout": 20},
        {"instances": 40, "processing_time": 8},
        duration=100,
        frame=1,
    )
    expiries = simulate(changed(data, "jobs", "visibility_timeout", 5)).series("jobs", "expiries")

    assert sum(expiries[:55]) == 0
    assert all(expiries[56:62])


def test_a_delay_holds_for_what_is_sent_from_then_on() -> None:
    data = chain({"pattern": "regular", "rate": 1}, {}, {"instances": 9}, duration=100, frame=1)
    run = simulate(changed(data, "jobs", "delivery_delay", 10))
    receives = run.series("jobs", "receives")

    assert receives[:50] == [1] * 50
    assert sum(receives[50:60]) == 0
    assert receives[61:] == [1] * 39


def test_an_autoscaler_lets_nobody_set_what_it_decides() -> None:
    data = crowded(autoscaler="target")
    (problem,) = problems_of(changed(data, "workers", "instances", 3))

    assert problem.message == (
        "Instances of “Workers” cannot be set. Its autoscaler decides about that."
    )
    assert read(changed(data, "workers", "concurrency", 3))
