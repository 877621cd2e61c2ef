"""Promises: what holds for every message in every design of a kind, however the dice fall."""

import itertools
from collections import defaultdict
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Simulation
from simulator.presets import PARTS, all_presets
from tests.builders import Document, chain, edge, read
from tests.simulator.life.lives import Life, lives
from tests.simulator.simulating import simulate

PRESETS = {preset.name: preset for preset in all_presets()}
SEEDS = st.integers(1, 10_000)
AT_RANDOM = {"kind": "exponential", "mean": 1}


def busy(name: str, worker: Document, seed: int, **run: Any) -> Document:
    """A queue and workers as a product has them, with enough work for a line to form."""
    facts = {
        part: {key: it.value for key, it in PRESETS[name].facts(part).items()} for part in PARTS
    }
    client = {"rate": 3, "groups": 5}
    base = {"instances": 2, "concurrency": 2, "processing_time": AT_RANDOM}
    data = chain(client, facts["queue"], {**facts["worker"], **base, **worker}, seed=seed, **run)
    data["components"]["dead"] = {"type": "queue", "settings": facts["dead_letters"]}
    data["edges"]["redrive"] = edge("jobs", "dead-letter", "dead", **facts["redrive"])
    return data


def spans(life: Life) -> list[tuple[float, float]]:
    """When the message was in work: (start, end) of each attempt that ended."""
    ends = ("done", "failed", "killed")
    started = {step["receive"]: step["at"] for step in life.steps("started")}
    return [(started[end["receive"]], end["at"]) for end in life.steps(*ends)]


@given(seed=SEEDS, name=st.sampled_from(sorted(PRESETS)), failing=st.sampled_from([0, 0.1, 0.4]))
@settings(max_examples=40, deadline=None)
def test_the_same_design_and_seed_give_the_same_frames_whatever_product_it_follows(
    seed: int, name: str, failing: float
) -> None:
    data = busy(name, {"transient_failure": failing, "crash_every": 30}, seed, duration=60)
    assert simulate(data).frames == simulate(data).frames


@given(seed=SEEDS, failing=st.sampled_from([0, 0.2, 0.5]), crashing=st.booleans())
@settings(max_examples=40, deadline=None)
def test_messages_of_a_group_are_never_in_flight_together(
    seed: int, failing: float, crashing: bool
) -> None:
    worker: Document = {"transient_failure": failing}
    if crashing:
        worker["crash_every"] = 20
    found = lives(busy("sqs-fifo", worker, seed, duration=120))
    flights = defaultdict(list)
    for life in found:
        received = {step["receive"]: step["at"] for step in life.steps("received")}
        for number, at in received.items():
            over = [
                step["at"]
                for step in life.steps("acked", "lapsed", "expired", "dead_lettered")
                if step.get("receive", number) == number and step["at"] >= at
            ]
            flights[life.history["group"]].append((at, min(over, default=120.0)))
    assert flights
    for spans_of_group in flights.values():
        ordered = sorted(spans_of_group)
        for (_, end), (begin, _) in itertools.pairwise(ordered):
            assert begin >= end


@given(seed=SEEDS, failing=st.sampled_from([0, 0.2]))
@settings(max_examples=30, deadline=None)
def test_a_group_is_worked_through_in_the_order_of_sending(seed: int, failing: float) -> None:
    data = busy("sqs-fifo", {"transient_failure": failing}, seed, duration=120)
    del data["edges"]["redrive"]  # A dead letter would break the order, as documented.
    done: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for life in lives(data):
        for at in life.times("acked"):
            done[life.history["group"]].append((at, life.history["number"]))
    assert done
    for order in done.values():
        numbers = [number for _, number in sorted(order)]
        assert numbers == sorted(numbers)


@given(
    seed=SEEDS,
    name=st.sampled_from(["rabbitmq-classic", "rabbitmq-quorum-4-2", "rabbitmq-quorum-4-3"]),
    prefetch=st.sampled_from([1, 4, 50]),
    failing=st.sampled_from([0, 0.3]),
)
@settings(max_examples=30, deadline=None)
def test_without_a_timeout_no_message_is_worked_on_twice_at_once(
    seed: int, name: str, prefetch: int, failing: float
) -> None:
    worker = {"prefetch": prefetch, "transient_failure": failing, "crash_every": 15}
    for life in lives(busy(name, worker, seed, duration=90)):
        ordered = sorted(spans(life))
        for (_, end), (begin, _) in itertools.pairwise(ordered):
            assert begin >= end


@given(seed=SEEDS, name=st.sampled_from(["sidekiq", "celery-redis"]))
@settings(max_examples=20, deadline=None)
def test_what_is_acked_before_its_work_is_done_is_lost_with_its_instance_and_nothing_else_is(
    seed: int, name: str
) -> None:
    worker = {"crash_every": 20, "restart_time": 1}
    for life in lives(busy(name, worker, seed, duration=120)):
        killed_in_work = bool(life.steps("killed"))
        assert (life.verdict == "lost") == killed_in_work


@given(seed=SEEDS, first=st.sampled_from(sorted(PRESETS)), second=st.sampled_from(sorted(PRESETS)))
@settings(max_examples=20, deadline=None)
def test_two_products_are_given_the_same_work(seed: int, first: str, second: str) -> None:
    """Common random numbers: the n-th job is the same job, whatever becomes of it."""

    def jobs(name: str) -> dict[int, tuple[float, dict[str, float]]]:
        found = lives(busy(name, {"poison_share": 0.1}, seed, duration=60))
        return {it.history["number"]: (it.history["sent"], it.history["work"]) for it in found}

    mine, theirs = jobs(first), jobs(second)
    common = mine.keys() & theirs.keys()
    assert common
    assert all(mine[number] == theirs[number] for number in common)


@given(seed=SEEDS, slots=st.integers(1, 6), more=st.integers(1, 4), cv=st.sampled_from([0.3, 1, 2]))
@settings(max_examples=40, deadline=None)
def test_more_slots_never_make_the_same_work_wait_longer(
    seed: int, slots: int, more: int, cv: float
) -> None:
    """M/G/c, first come first served, on common random numbers: every start is as early or earlier
    (Kiefer and Wolfowitz), so the mean wait is no longer. A feature without an effect takes the
    design through the general path."""
    time = {"kind": "gamma", "mean": 1, "cv": cv}

    def waited(count: int) -> float:
        worker = {"instances": count, "concurrency": 1, "processing_time": time}
        data = chain({"rate": 2}, {"hidden_until": "closed"}, worker, seed=seed, duration=300)
        simulation = Simulation(read(data))
        for _ in simulation.frames():
            pass
        found = simulation.result().to_dict()["components"]["jobs"]["means"]["waiting"]
        return float(found)

    assert waited(slots + more) <= waited(slots) + 1e-9


@given(
    seed=SEEDS,
    rate=st.sampled_from([1, 5]),
    burst=st.sampled_from([1, 10]),
    instances=st.integers(1, 3),
)
@settings(max_examples=25, deadline=None)
def test_no_more_attempts_begin_than_the_rate_limit_of_all_instances_allows(
    seed: int, rate: int, burst: int, instances: int
) -> None:
    worker = {"rate_limit": rate, "rate_burst": burst, "rate_scope": "all", "instances": instances}
    started = sorted(
        at
        for life in lives(
            chain({"rate": 20}, {}, {**worker, "processing_time": 0.1}, duration=30, seed=seed)
        )
        for at in life.times("started")
    )
    for index, begin in enumerate(started):
        within = [at for at in started[index:] if at < begin + 2.0]
        assert len(within) <= burst + rate * 2.0 + 1
