"""Three ways to simulate the same, the quicker the less a design asks for: all show the same.

Plain designs take the fast path; others the general one, on which most messages go a quick way.
"""

from unittest import mock

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from simulator import Simulation, read_design
from simulator.components.running import crew, quick
from simulator.components.running.quick_flow import flow
from simulator.engine.microscope import Microscope
from simulator.engine.world import World
from tests.builders import Document, chain, component, edge, read, uploads, with_dead_letters
from tests.simulator.engine.plain_designs import plain_designs, some

Frames = dict[tuple[int, str, str], float | None]
"""Every value by frame, component or edge, and column."""

SUMS = ("utilisation", "wasted")
"""Columns that add up times."""

HAIR = 2.1e-6
"""A microsecond, rounded either way at both ends of a frame."""

TIMES = st.sampled_from(
    [
        {"kind": "exponential", "mean": 0.2},
        {"kind": "constant", "value": 0.2},
        {"kind": "lognormal", "mean": 0.2, "cv": 2},
        {"kind": "mixture", "parts": [{"weight": 1, "of": 0}, {"weight": 1, "of": 0.4}]},
    ]
)
CLASSES = [
    {"name": "urgent", "share": 1, "priority": 2},
    {"name": "normal", "share": 2, "priority": 1, "size": 0.5},
    {"name": "bulk", "share": 1, "size": 2},
]


CLIENTS = some(classes=[CLASSES], groups=[3, 20], group_skew=[0, 1.5])
SENDS = some(
    copies=[2],
    countdown=[0.1, {"kind": "exponential", "mean": 0.3}],
    resend_share=[0.1],
    confirms=[False],
    rate_limit=[2, 12],
    rate_burst=[1, 5],
    over_limit=["wait", "drop"],
    shed_above=[3],
    credit=[1, 4],
    latency=[0.01],
)
QUEUES = some(
    hidden_until=["closed"],
    lock_from=["handling"],
    expiry_check=[0.1],
    consumer_timeout=[0.5],
    return_to=["original", "front"],
    late_ack=["refused", "shared"],
    delivery=["push"],
    polling=["short"],
    poll_interval=[0.05],
    in_flight_limit=[1, 3],
    duplicate_share=[0.1],
    delivery_delay=[0.1],
    counts=["returns", "failed_returns", "nothing"],
    delivery_limit=[2],
    ordering=["groups", "priority", "priority_turns", "lifo", "adaptive_lifo"],
    lifo_after=[0.2],
    group_window=[4],
    deduplication_window=[5],
    retention=[2],
    time_to_live=[0.3, {"kind": "exponential", "mean": 1}],
    expired_to=["dead_letters"],
    expires_at_head=[True],
    capacity=[1, 5],
    overflow=["reject", "block", "drop_oldest", "drop_newest", "dead_letter"],
    high_water=[6],
    low_water=[2],
)
WORKERS = some(
    poison_attempts=[1, 2],
    poison_effect=["kills_slot", "kills_instance"],
    permanent_errors=["recognised"],
    retry=["backoff", "nack", "reject", "republish", "dead_letter", "give_up"],
    max_attempts=[2],
    backoff_growth=["none", "fixed", "polynomial"],
    backoff_base=[0.05],
    retry_budget=[0.1],
    redraw=[True],
    idempotent=[True],
    skip_time=[0.01],
    remembers_for=[0.5],
    ack=["early", "receive"],
    prefetch=[1, 4],
    batch=[3],
    linger=[0.1],
    batch_ack=["whole", "partial"],
    heartbeat=[0.1],
    heartbeat_max=[0.4],
    holds_eta=[True],
    rate_limit=[1, 6],
    rate_burst=[3],
    rate_scope=["all"],
    crash_every=[3],
    restart_time=[0.2],
    when_cut_off=["ends"],
    slot_loss=[0.1],
    soft_time_limit=[0.3],
    time_limit=[0.4],
    autoscaler=["backlog", "keda", "celery"],
    scale_max=[6],
    scale_interval=[0.5],
    scale_target=[2],
    scale_start_time=[0.3],
    scale_in_cooldown=[1],
    scale_in=["kill"],
)
EVENTS = st.sampled_from(
    [
        {"action": "crash", "target": "workers"},
        {"action": "stop", "target": "workers"},
        {"action": "deploy", "target": "workers"},
        {"action": "purge", "target": "jobs"},
        {"action": "spike", "target": "client", "settings": {"factor": 4, "lasts": 2}},
    ]
)
ACTIONS = EVENTS | st.sampled_from(
    [
        {
            "action": "set",
            "target": "workers",
            "settings": {"setting": "transient_failure", "value": 0.5},
        },
        {
            "action": "set",
            "target": "jobs",
            "settings": {"setting": "visibility_timeout", "value": 0.1},
        },
    ]
)


@st.composite
def systems(
    draw: st.DrawFn,
    client: st.SearchStrategy[Document],
    send: st.SearchStrategy[Document],
    queue: st.SearchStrategy[Document],
    worker: st.SearchStrategy[Document],
) -> Document:
    """A client, a queue with dead letters, workers, and what they may call and send on to."""
    slots, load = draw(st.integers(1, 4)), draw(st.floats(0.3, 1.4))
    data = with_dead_letters(
        chain(
            {
                "pattern": draw(st.sampled_from(["poisson", "regular", "burst"])),
                "rate": load * slots / 0.2,
                "burst_size": 10,
                **draw(client),
            },
            {"visibility_timeout": draw(st.sampled_from([0.15, 0.5, 2.0])), **draw(queue)},
            {
                "instances": slots,
                "concurrency": draw(st.integers(1, 3)),
                "processing_time": draw(TIMES),
                "transient_failure": draw(st.sampled_from([0, 0.05, 0.4])),
                "poison_share": draw(st.sampled_from([0, 0.1])),
                **draw(worker),
            },
            duration=8,
            frame=draw(st.sampled_from([0.05, 1.0, 7.0])),
        )
    )
    data["edges"]["send"]["settings"] = draw(send)
    if draw(st.booleans()):
        pool: Document = {
            "pool": draw(st.integers(1, 3)),
            "write_time": 0.0713,
            "pool_timeout": 0.317,
        }
        data["components"]["records"] = component("database", **pool)
        data["edges"]["write"] = edge("workers", "call", "records")
    if draw(st.booleans()):
        data["components"]["mails"] = component("queue", **draw(queue))
        data["components"]["mailers"] = component("worker", processing_time=0.1, **draw(worker))
        data["edges"]["notify"] = edge("workers", "message", "mails")
        data["edges"]["mail"] = edge("mails", "message", "mailers")
    return data


def _simulated(data: Document, seed: int, microscope: Microscope | None = None) -> Frames:
    simulation = Simulation(read(data), seed, microscope=microscope)
    schema = simulation.schema
    columns = {"": schema.system, **schema.components, **schema.edges}
    found: Frames = {}
    for frame in simulation.frames():
        for id, row in {"": frame.system, **frame.components, **frame.edges}.items():
            values = zip(columns[id], row, strict=True)
            found |= {(frame.seq, id, name): value for name, value in values}
    return found


def _agree(one: Frames, other: Frames) -> None:
    """Everything is equal, to the last digit. Frames are rounded to a microsecond; what is a sum of
    times may be rounded otherwise where the same times are added in another order."""
    assert one.keys() == other.keys()
    apart = {key: (value, other[key]) for key, value in one.items() if value != other[key]}
    for (seq, id, name), (value, another) in apart.items():
        assert name in SUMS, f"frame {seq}, {id} {name}: {value} or {another}"
        assert value == pytest.approx(another, rel=0, abs=HAIR)


def _frames(data: Document, seed: int) -> list[float]:
    """Every value of every frame, one after another; nothing as -1."""
    return [-1.0 if value is None else value for value in _simulated(data, seed).values()]


def _frames_of_the_slow_way(data: Document, seed: int) -> list[float]:
    with mock.patch.object(crew, "is_quick", return_value=False):
        return _frames(data, seed)


def _general_path(data: Document, seed: int) -> Frames:
    never = property(lambda self: False, lambda self, value: None)
    with mock.patch.object(World, "is_plain", never, create=True):
        return _simulated(data, seed)


@settings(max_examples=100, deadline=None)
@given(
    data=systems(CLIENTS, SENDS, QUEUES, WORKERS),
    actions=st.lists(ACTIONS, max_size=2),
    seed=st.integers(0, 999),
)
def test_the_quick_way_shows_the_frames_of_the_slow_one(
    data: Document, actions: list[Document], seed: int
) -> None:
    data["timeline"] = {f"a{n}": {"at": 2 + 2 * n, **it} for n, it in enumerate(actions)}
    assume(read_design(data)[0] is not None)

    assert _frames(data, seed) == _frames_of_the_slow_way(data, seed)


FLOWING_SENDS = some(rate_limit=[2, 12], rate_burst=[1, 5], over_limit=["wait", "drop"])
FLOWING_QUEUES = some(ordering=["priority"], capacity=[2, 9], in_flight_limit=[500])
FLOWING_WORKERS = some(
    retry=["backoff"],
    backoff_growth=["fixed", "exponential"],
    backoff_base=[0.05, 0.2],
    time_limit=[0.4],
    crash_every=[3],
    autoscaler=["backlog", "celery"],
    scale_max=[6],
    scale_interval=[0.5],
    scale_target=[2],
    scale_start_time=[0.3],
    scale_in=["kill"],
)


@settings(max_examples=100, deadline=None)
@given(
    client=some(classes=[CLASSES], pattern=["poisson", "regular", "burst"], burst_size=[10]),
    send=FLOWING_SENDS,
    queue=FLOWING_QUEUES,
    worker=FLOWING_WORKERS,
    times=TIMES,
    load=st.sampled_from([0.3, 0.8, 1.0, 1.3]),
    failing=st.sampled_from([0, 0.05, 0.4]),
    actions=st.lists(EVENTS, max_size=2),
    frame=st.sampled_from([0.05, 1.0, 7.0]),
    seed=st.integers(0, 999),
)
def test_so_does_the_one_loop_that_runs_arrivals_and_ends(
    client: Document,
    send: Document,
    queue: Document,
    worker: Document,
    times: Document,
    load: float,
    failing: float,
    actions: list[Document],
    frame: float,
    seed: int,
) -> None:
    work: Document = {"instances": 2, "concurrency": 2, "processing_time": times}
    work |= {"transient_failure": failing, "retry": "backoff", "time_limit": 50, **worker}
    data = with_dead_letters(
        chain(
            {"rate": load * 4 / 0.2, **client},
            {"visibility_timeout": 2.0, **queue},
            work,
            duration=20,
            frame=frame,
        ),
        max_receives=2,
    )
    data["edges"]["send"]["settings"] = send
    data["timeline"] = {f"a{n}": {"at": 5 + 4 * n, **it} for n, it in enumerate(actions)}
    assume(read_design(data)[0] is not None)

    with mock.patch.object(quick, "flow", wraps=flow) as seen:
        frames = _frames(data, seed)
    event(f"runs in the loop: {seen.called}")

    assert frames == _frames_of_the_slow_way(data, seed)


PLAIN_QUEUES = some(
    delivery_delay=[0.1], capacity=[5], overflow=["reject", "block", "drop_oldest"], retention=[2]
)
PLAIN_WORKERS = some(redraw=[True], retry=["backoff"], backoff_base=[0.05], idempotent=[True])


@settings(max_examples=40, deadline=None)
@given(
    data=systems(st.just({}), some(latency=[0.01]), PLAIN_QUEUES, PLAIN_WORKERS),
    seed=st.integers(0, 999),
)
def test_the_fast_path_shows_the_frames_of_the_general_one(data: Document, seed: int) -> None:
    _agree(_simulated(data, seed), _general_path(data, seed))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=plain_designs(), seed=st.integers(0, 999))
def test_so_does_the_microscope_when_much_happens_at_the_very_same_time(
    data: Document, seed: int
) -> None:
    design, _ = read_design(data)
    assume(design is not None)
    assert design is not None
    assert design.is_plain

    fast = _simulated(data, seed)
    _agree(fast, _simulated(data, seed, Microscope()))
    _agree(fast, _general_path(data, seed))


def test_senders_that_wait_for_room_go_on_in_the_same_order_on_both_paths() -> None:
    data = chain(
        {"pattern": "regular", "rate": 5},
        {"capacity": 1, "overflow": "block"},
        {"poison_share": 0.1, "retry": "backoff"},
        duration=20,
    )
    data["components"]["others"] = component("worker")
    data["edges"]["share"] = edge("jobs", "message", "others")
    data["edges"]["on"] = edge("others", "message", "jobs")

    for seed in (7, 404, 407):
        _agree(_simulated(data, seed), _simulated(data, seed, Microscope()))


@pytest.mark.parametrize("visibility", [30, 120])
def test_so_do_the_uploads(visibility: int) -> None:
    data = uploads(visibility)
    data["run"].update(duration=600, frame=5)

    _agree(_simulated(data, 3), _general_path(data, 3))
