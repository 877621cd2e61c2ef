"""Timeline: an action happens at its exact time, and what was done can be done again."""

import pytest

from simulator import Action, Simulation
from tests.builders import Document, chain, component, edge, read
from tests.simulator.simulating import simulate

BUSY = {"rate": 10, "pattern": "regular"}
SLOW = {"instances": 1, "concurrency": 1, "processing_time": 30}


def purged(*times: float) -> Document:
    """A queue that fills at 10/s, purged at these times."""
    timeline = {
        f"clean-{at:g}".replace(".", "-"): {"at": at, "target": "jobs", "action": "purge"}
        for at in times
    }
    return {**chain(BUSY, {}, SLOW, duration=20, frame=1), "timeline": timeline}


def test_an_action_happens_at_its_time_and_before_what_arrives_then() -> None:
    waiting = simulate(purged(10)).series("jobs", "waiting")

    assert waiting[9] == 99  # 100 arrived before 10 s; one is in flight.
    assert waiting[10] == 10  # What arrives at 10 s is not purged.


def test_what_was_done_is_recorded_and_done_again_gives_the_same_frames() -> None:
    first = simulate(purged(4, 11.5))
    again = Simulation(read(purged()))
    for entry in first.result.actions:
        again.apply(Action(**entry))
    frames = list(again.frames())

    assert first.result.actions == [
        {"at": 4, "target": "jobs", "action": "purge", "settings": {}},
        {"at": 11.5, "target": "jobs", "action": "purge", "settings": {}},
    ]
    assert frames == first.frames
    assert again.result().to_dict() == first.result.to_dict()


def test_an_action_between_two_frames_happens_in_what_is_left() -> None:
    simulation = Simulation(read(purged()))
    frames = simulation.frames()
    for _ in range(5):
        next(frames)
    with pytest.raises(ValueError, match=r"4 s is over: it is 5\.0 s already\."):
        simulation.apply(Action(4, "jobs", "purge"))
    simulation.apply(Action(5, "jobs", "purge"))

    place = simulation.schema.components["jobs"].index("waiting")
    assert next(frames).components["jobs"][place] == 10


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (Action(5, "job", "purge"), "which is no component. Did you mean “jobs”?"),
        (Action(5, "jobs", "prge"), "A queue has no action “prge”. Did you mean “purge”?"),
        (Action(5, "jobs", "purge", {"x": 1}), "has no setting “x”."),
        (Action(float("nan"), "jobs", "purge"), "nan s is over"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(action: Action, said: str) -> None:
    simulation = Simulation(read(purged()))

    with pytest.raises(ValueError, match=r"[“”\w]") as error:
        simulation.apply(action)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "action",
    [
        Action(5, "workers", "crash", {"instances": 1}),
        Action(5, "workers", "set", {"setting": "transient_failure", "value": 0.5}),
        Action(5, "jobs", "set", {"setting": "visibility_timeout", "value": 9}),
    ],
)
def test_what_was_built_for_speed_does_not_half_follow_an_action(action: Action) -> None:
    design = read(chain(queue={"capacity": 5, "ordering": "priority"}, worker={"instances": 3}))

    with pytest.raises(ValueError, match=r"built to be left alone.*timeline of the design"):
        Simulation(design).apply(action)


def test_the_share_of_slots_at_work_is_a_share_however_their_number_changes() -> None:
    data = chain(
        {"rate": 9}, {}, {"instances": 5, "concurrency": 2, "processing_time": 1}, duration=100
    )
    data["components"]["others"] = component("worker", instances=3, processing_time=2)
    data["edges"]["aside"] = edge("jobs", "message", "others")
    data["timeline"] = {
        "crash": {"at": 33, "target": "workers", "action": "crash", "settings": {"instances": 3}},
        "stop": {"at": 61, "target": "others", "action": "stop", "settings": {"mode": "kill"}},
        "more": {
            "at": 77,
            "target": "workers",
            "action": "set",
            "settings": {"setting": "concurrency", "value": 7},
        },
    }
    simulation = Simulation(read({**data, "run": {"duration": 100, "frame": 1}}))
    place = simulation.schema.system.index("utilisation")
    shares = [frame.system[place] or 0 for frame in simulation.frames()]

    assert all(-1e-9 <= share <= 1 + 1e-9 for share in shares)
    assert sum(shares) / 100 == pytest.approx(simulation.result().system.means["utilisation"])
    assert max(shares) > 0.6
