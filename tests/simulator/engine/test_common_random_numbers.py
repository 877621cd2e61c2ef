"""Chance belongs to a component and a purpose: changing one thing leaves all other chance alone."""

from itertools import islice

import pytest

from simulator.engine.randomness import Randomness
from simulator.engine.world import World
from simulator.mechanics import jobs
from tests.builders import Document, chain, component, edge, read
from tests.simulator.simulating import simulate

WORK = {"kind": "lognormal", "median": "8s", "p99": "45s"}


def _jobs(data: Document, seed: int = 3) -> list[float]:
    design = read(data)
    world = World(design, Randomness(seed), 100.0)
    found = list(islice(jobs.works(world, "client"), 500))
    place = jobs.workers(world).index("workers")
    return [work[place] if isinstance(work, tuple) else work for work in found]


def _base() -> Document:
    return chain({"rate": 3}, {}, {"processing_time": WORK, "poison_share": "5%"}, duration=300)


@pytest.mark.parametrize(
    ("id", "setting", "value"),
    [
        ("jobs", "visibility_timeout", 300),
        ("workers", "instances", 30),
        ("workers", "transient_failure", 0.2),
        ("client", "rate", 8),
        ("client", "pattern", "burst"),
    ],
)
def test_the_jobs_stay_the_same_whatever_else_is_set(id: str, setting: str, value: object) -> None:
    changed = _base()
    changed["components"][id]["settings"][setting] = value

    assert _jobs(changed) == _jobs(_base())


def test_another_worker_beside_leaves_the_jobs_of_the_first_alone() -> None:
    changed = _base()
    changed["components"]["a-new-queue"] = component("queue")
    changed["components"]["a-new-worker"] = component("worker", processing_time=WORK)
    changed["edges"]["a"] = edge("client", "message", "a-new-queue")
    changed["edges"]["b"] = edge("a-new-queue", "message", "a-new-worker")

    assert _jobs(changed) == _jobs(_base())


def test_a_larger_share_of_poison_adds_poison_and_takes_none_away() -> None:
    more = _base()
    more["components"]["workers"]["settings"]["poison_share"] = 0.2
    few, many = _jobs(_base()), _jobs(more)

    assert [abs(work) for work in few] == [abs(work) for work in many]
    assert {n for n, work in enumerate(few) if work < 0} < {
        n for n, work in enumerate(many) if work < 0
    }


def test_the_same_messages_arrive_at_the_same_times_in_a_changed_design() -> None:
    longer = _base()
    longer["components"]["jobs"]["settings"]["visibility_timeout"] = 300
    one, two = simulate(_base()), simulate(longer)

    assert one.series("client", "sent") == two.series("client", "sent")


def test_another_component_elsewhere_does_not_change_a_run() -> None:
    changed = _base()
    changed["components"]["apart"] = component("client", rate=5)
    changed["components"]["service"] = component("service", error_rate="10%")
    changed["edges"]["apart"] = edge("apart", "call", "service")
    one, two = simulate(_base()), simulate(changed)

    assert one.series("workers", "busy") == two.series("workers", "busy")
    assert one.series("jobs", "waiting") == two.series("jobs", "waiting")


def test_more_workers_never_make_the_mean_wait_longer() -> None:
    waits = []
    for slots in range(8, 14):
        data = chain(
            {"rate": 3},
            {"visibility_timeout": 3_600},
            {
                "instances": slots,
                "concurrency": 1,
                "processing_time": {"kind": "gamma", "mean": 2, "cv": 1},
            },
            duration=600,
        )
        waits.append(simulate(data).observed("jobs", "wait")["mean"])

    assert waits == sorted(waits, reverse=True)


def test_streams_of_different_names_have_nothing_in_common() -> None:
    random = Randomness(1)
    draws = [tuple(random.stream(*names).random(4)) for names in (("a",), ("b",), ("a", "b"))]

    assert len(set(draws)) == 3
    assert tuple(Randomness(1).stream("a").random(4)) == draws[0]
