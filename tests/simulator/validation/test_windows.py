"""Windows: what is measured of a run is what began within its span, seen to its end."""

from collections import deque
from dataclasses import replace
from heapq import heappop, heappush
from statistics import fmean

import pytest

from simulator import Simulation, read_design
from simulator.engine.environment import FastEnvironment
from simulator.engine.observations import Observations
from tests.simulator.validation.cases import Case, Setup
from tests.simulator.validation.comparison import CASES
from tests.simulator.validation.dates import dated
from tests.simulator.validation.drawing import client, exponential, queue, worker
from tests.simulator.validation.horizons import Horizon, cohort, memory, steady
from tests.simulator.validation.measures import line
from tests.simulator.validation.runs import watch
from tests.simulator.validation.windows import SYSTEM


def waiting_line(horizon: Horizon) -> Case:
    setup: Setup = line(client(0.8), worker(exponential(1)), horizon, {})
    return Case("a line", {}, setup)


def test_without_a_margin_a_window_shows_what_the_result_shows() -> None:
    case = waiting_line(Horizon(0, 4_000, 0))
    design, _ = read_design(case.setup.document)
    assert design is not None
    simulation = Simulation(design, case.seed)
    list(simulation.frames())
    result = simulation.result()

    window = watch(case, 0)

    queue = result.components["q"]
    assert window.histogram("q", "wait").to_dict() == queue.histograms["wait"].to_dict()
    assert window.seen(SYSTEM, "latency") == pytest.approx(result.system.histograms["latency"].mean)
    assert window.mean("q", "waiting") == queue.means["waiting"]
    assert window.total("q", "receives") == queue.totals["receives"]


def test_messages_of_the_span_count_whenever_they_end_and_no_others() -> None:
    window = watch(waiting_line(Horizon(500, 4_000, 500)), 0)

    latencies = window.histogram(SYSTEM, "latency")
    ended_late = window.beginnings(SYSTEM, "latency") + window.durations(SYSTEM, "latency")

    assert latencies.count == window.total("c", "sent")
    assert ended_late.max() > window.end
    assert window.beginnings(SYSTEM, "latency").min() >= window.begin


def test_counters_and_means_are_those_of_the_span() -> None:
    window = watch(waiting_line(Horizon(500, 4_000, 500)), 0)
    same = watch(waiting_line(Horizon(500, 4_000, 2_000)), 0)

    assert (window.begin, window.end) == (500, 4_500)
    assert window.rate("c", "sent") == pytest.approx(0.8, rel=0.1)
    for id in ("c", "q", "w"):
        assert window.summaries[id].totals == same.summaries[id].totals
        assert window.summaries[id].means == same.summaries[id].means


def test_a_horizon_is_rounded_up_to_whole_frames() -> None:
    horizon = Horizon(10, 100, 15, frames=8)

    assert (horizon.frame, horizon.first, horizon.last) == (12.5, 1, 9)
    assert horizon.run == {"duration": 137.5, "warm_up": 12.5, "frame": 12.5}


def test_a_steady_state_is_watched_for_many_memories_and_for_many_messages() -> None:
    long, short = steady(1_000, 5), steady(1, 5)

    assert (long.warm_up, long.span, long.margin) == (10_000, 200_000, 10_000)
    assert (short.warm_up, short.span, short.margin) == (10, 8_000, 10)


def test_a_busier_a_burstier_and_a_slower_queue_remembers_longer() -> None:
    assert memory(0.5, 1) == pytest.approx(12.66, abs=0.01)
    assert memory(0.9, 1) > memory(0.8, 1) > memory(0.8, 1, servers=2)
    assert memory(0.8, 2) == 2 * memory(0.8, 1)
    assert memory(0.8, 1, variability=0.5) == memory(0.8, 1) < memory(0.8, 1, variability=2)


def test_a_cohort_is_seen_whole() -> None:
    assert cohort(400, 8).run == {"duration": 408, "warm_up": 0, "frame": 408 / 40}


def test_every_message_of_a_span_is_seen_to_its_end() -> None:
    """Where all that is sent is done, as many end as began: the end margins are long enough."""
    lines = [it for it in CASES if set(it.setup.components) == {"c", "q", "w"}]
    for case in lines:
        some_expire = "time_to_live" in case.setup.components["q"]["settings"]
        if case.setup.horizon.margin and not some_expire:
            window = watch(case, 0)
            assert window.histogram(SYSTEM, "latency").count == window.total("c", "sent"), case.name


def test_departures_are_those_of_lindleys_recursion() -> None:
    window = watch(waiting_line(Horizon(0, 2_000, 500)), 0)
    out, work = window.observed[SYSTEM, "latency"], window.observed["w", "work"]
    assert out.ended is not None

    free = 0.0
    for ended, latency, lasts in zip(out.ended, out.lasted, work.lasted, strict=True):
        free = max(free, ended - latency) + lasts
        assert ended == pytest.approx(free)


def two_classes() -> Case:
    """A line whose second class waits for the first."""
    setup = waiting_line(Horizon(200, 4_000, 800)).setup
    classes = [{"name": "first", "priority": 7}, {"name": "second", "share": 3}]
    components = {
        **setup.components,
        "c": client(0.8, classes=classes),
        "q": queue(ordering="priority"),
    }
    return Case("two classes", {}, replace(setup, components=components, in_order=False))


def test_the_waits_of_the_classes_are_those_of_one_server_who_takes_the_first_class_first() -> None:
    window = watch(two_classes(), 0)
    works = iter(window.observed["w", "work"].lasted.tolist())
    times, priorities = window.arrivals.times.tolist(), window.arrivals.priorities.tolist()

    line: list[tuple[int, float]] = []
    coming, free = deque(zip(times, priorities, strict=True)), 0.0
    waits: dict[int, list[float]] = {7: [], 0: []}
    for work in works:
        free = max(free, min(line)[1] if line else coming[0][0])
        while coming and coming[0][0] <= free:
            came, priority = coming.popleft()
            heappush(line, (-priority, came))
        urgency, came = heappop(line)
        if window.begin <= came < window.end:
            waits[-urgency].append(free - came)
        free += work

    for priority, theirs in waits.items():
        assert window.wait_of("q", priority) == pytest.approx(fmean(theirs))
    assert fmean(waits[7]) < fmean(waits[0])
    assert window.seen("q", "wait") == pytest.approx(fmean(waits[7] + waits[0]))


def test_when_nobody_knows_what_ended_nobody_can_ask() -> None:
    setup = line(client(0.8), worker(exponential(1)), Horizon(0, 500, 0), {}, in_order=False)
    window = watch(Case("out of order", {}, setup), 0)

    with pytest.raises(AssertionError, match="nobody knows when the latency of the system ended"):
        window.durations(SYSTEM, "latency")


def test_what_is_dated_is_kept_for_the_engine_too() -> None:
    environment = FastEnvironment(12)
    with dated() as notes:
        observations = Observations()
    dates = notes.dates[id(observations)]
    dates.read_from(environment)

    observations.add(2.5)
    observations.values.clear()
    observations.add(3.0)
    Observations()  # Made afterwards, and so a plain one.

    assert observations.values == [3.0]
    assert (dates.noted, dates.lasted) == ([12, 12], [2.5, 3.0])
    assert len(notes.dates) == 1
