"""What the timeline does to dependencies and clients: outages, slowness, errors, spikes, stops."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator import Action, Simulation
from tests.builders import Document, calling, chain, component, document, edge, read
from tests.simulator.simulating import Run, simulate

TEN_A_SECOND: dict[str, Any] = {"pattern": "regular", "rate": 10}


def _at(time: float, target: str, action: str, **settings: Any) -> Document:
    return {"at": time, "target": target, "action": action, "settings": settings}


def _with(data: Document, *actions: Document) -> Document:
    data["timeline"] = {f"a{index}": action for index, action in enumerate(actions)}
    return data


def _served(service: Document, *actions: Document, **run: Any) -> Run:
    settings = {"duration": 30, "frame": 1, **run}
    return simulate(_with(calling(TEN_A_SECOND, service, **settings), *actions))


def _stored(db: Document, *actions: Document, **run: Any) -> Run:
    data = document(
        {"client": component("client", **TEN_A_SECOND), "db": component("database", **db)},
        {"store": edge("client", "call", "db")},
        **{"duration": 30, "frame": 1, **run},
    )
    return simulate(_with(data, *actions))


SERVICE = {"service_time": 0.5, "concurrency": 8, "instances": 1}
POOL = {"write_time": 0.5, "pool": 8}


def test_in_an_outage_everything_fails_and_then_all_is_well() -> None:
    for run, id in (
        (_served(SERVICE, _at(10, "service", "outage", lasts=5)), "service"),
        (_stored(POOL, _at(10, "db", "outage", lasts=5)), "db"),
    ):
        failed = run.series(id, "failed")

        assert failed[:10] == [0] * 10
        assert failed[10] == 10 + 5  # What comes in, and the five that were worked on.
        assert failed[11:15] == [10] * 4
        assert failed[15:] == [0] * 15
        assert run.series(id, "busy")[10:15] == [0] * 5
        assert run.series(id, "busy")[-1] == 5


def test_those_who_wait_fail_when_an_outage_begins() -> None:
    service = {**SERVICE, "concurrency": 1}
    run = _served(service, _at(10, "service", "outage", lasts=5))
    waiting = run.series("service", "waiting")
    assert waiting[9] > 50
    assert waiting[10] == 0

    pool = _stored({**POOL, "pool": 1, "pool_timeout": 60}, _at(10, "db", "outage", lasts=5))
    assert pool.series("db", "waiting")[9] > 50
    assert pool.series("db", "waiting")[10] == 0


def test_a_caller_hears_of_an_outage_in_a_millisecond() -> None:
    run = _served(SERVICE, _at(0, "service", "outage", lasts=30))

    assert run.total("client", "failed") == 300
    assert run.observed("client", "latency")["max"] == pytest.approx(0.001)


def test_users_without_think_time_do_not_hang_in_an_outage() -> None:
    users = {"pattern": "closed", "users": 2, "think_time": 0}
    data = calling(users, {"service_time": 0.1}, duration=20, frame=1)
    run = simulate(_with(data, _at(5, "service", "outage", lasts=2)))

    assert run.series("client", "failed")[5] == pytest.approx(2_000, abs=10)
    assert run.series("client", "failed")[10] == 0


def test_outages_that_overlap_last_until_the_last_of_them_is_over() -> None:
    actions = _at(5, "service", "outage", lasts=10), _at(7, "service", "outage", lasts=3)
    failed = _served(SERVICE, *actions).series("service", "failed")

    assert all(failed[5:15])
    assert not any(failed[15:])


def test_a_slow_dependency_takes_so_many_times_as_long_for_a_while() -> None:
    runs = (
        _served(SERVICE, _at(10, "service", "slow", factor=1.6, lasts=10)),
        _stored(POOL, _at(10, "db", "slow", factor=1.6, lasts=10)),
    )
    for run in runs:
        busy = run.series("client", "open")
        assert busy[9] == 5
        assert busy[15] == 8
        assert busy[-1] == 5


def test_errors_strike_a_share_of_what_ends_meanwhile() -> None:
    actions = _at(100, "service", "errors", share=0.3, lasts=500)
    run = _served(SERVICE, actions, duration=1_000, frame=100)
    failed = run.series("service", "failed")
    assert failed[0] == failed[6] == 0
    assert sum(failed[1:6]) / 5_000 == pytest.approx(0.3, abs=0.03)

    stored = _stored({**POOL, "error_rate": 0.2}, _at(0, "db", "errors", share=0.5, lasts=900))
    assert stored.total("db", "failed") / stored.total("db", "queries") == pytest.approx(
        1 - 0.5 * 0.8, abs=0.1
    )


def test_the_usual_errors_are_the_same_before_and_after_a_fault() -> None:
    service = {**SERVICE, "error_rate": "20%"}
    plain = _served(service, duration=60).series("service", "failed")
    faulty = _served(service, _at(30, "service", "errors", share=1, lasts=5), duration=60)
    failed = faulty.series("service", "failed")

    assert failed[:30] == plain[:30]
    assert failed[36:] == plain[36:]
    assert failed[30:35] == [10] * 5


def test_a_component_that_may_have_faults_is_the_same_as_one_without() -> None:
    nothing = {"factor": 1, "lasts": 5}
    service = {"service_time": {"kind": "exponential", "mean": 0.7}, "error_rate": 0.3}
    service |= {"instances": 1, "concurrency": 6, "waiting_room": 4, "timeout": 2}
    pool = {"write_time": {"kind": "exponential", "mean": 0.7}, "error_rate": 0.3, "pool": 6}
    pool |= {"pool_timeout": 1}

    assert _served(service).frames == _served(service, _at(9, "service", "slow", **nothing)).frames
    assert _stored(pool).frames == _stored(pool, _at(9, "db", "slow", **nothing)).frames


def test_a_worker_feels_the_outage_of_what_it_calls() -> None:
    data = chain(TEN_A_SECOND, {}, {"processing_time": 0.1, "retry": "backoff"}, duration=30)
    data["run"]["frame"] = 1
    data["components"]["db"] = component("database", pool=50, write_time=0.1)
    data["edges"]["store"] = edge("workers", "call", "db")
    run = simulate(_with(data, _at(10, "db", "outage", lasts=5)))

    failed = run.series("workers", "failed")
    assert failed[9] == failed[20] == 0
    assert min(failed[10:15]) > 0
    assert run.total("db", "failed") == run.total("workers", "failed")


def test_a_spike_multiplies_the_rate_for_a_while() -> None:
    data = chain(TEN_A_SECOND, duration=60, frame=1)
    run = simulate(_with(data, _at(20, "client", "spike", factor=4, lasts=10)))
    sent = run.series("client", "sent")

    assert sent[:20] == [10] * 20
    assert sent[20:30] == [40] * 10
    assert sent[31:] == [10] * 29


def test_spikes_that_overlap_multiply_each_other() -> None:
    spikes = (
        _at(10, "client", "spike", factor=2, lasts=10),
        _at(15, "client", "spike", factor=3, lasts=10),
    )
    sent = simulate(_with(chain(TEN_A_SECOND, duration=40, frame=1), *spikes)).series(
        "client", "sent"
    )

    assert sent[12] == 20
    assert sent[17] == 60
    assert sent[22] == 30
    assert sent[30] == 10


def test_a_client_that_is_stopped_sends_nothing_until_it_is_started() -> None:
    data = chain({"rate": 20}, duration=60, frame=1)
    run = simulate(_with(data, _at(20, "client", "stop"), _at(40, "client", "start")))
    sent = run.series("client", "sent")

    assert sum(sent[:20]) > 300
    assert sum(sent[20:40]) == 0
    assert sum(sent[40:]) > 300


def test_a_spike_leaves_the_arrivals_of_others_and_the_work_of_every_job_alone() -> None:
    def design() -> Document:
        data = chain({"rate": 5}, {}, {"processing_time": {"kind": "exponential", "mean": 1}})
        data["components"]["others"] = component("client", rate=5)
        data["edges"]["more"] = edge("others", "message", "jobs")
        data["run"] = {"duration": 60, "frame": 1}
        return data

    plain = simulate(design())
    spiked = simulate(_with(design(), _at(30, "client", "spike", factor=5, lasts=5)))

    assert spiked.frames[:30] == plain.frames[:30]
    assert spiked.series("others", "sent") == plain.series("others", "sent")
    assert sum(spiked.series("client", "sent")) > sum(plain.series("client", "sent")) + 50


def test_users_join_in_a_spike_and_leave_after_it() -> None:
    users = {"pattern": "closed", "users": 10, "think_time": 1}
    data = calling(users, {"service_time": 0, "waiting_room": None}, duration=60, frame=1)
    spike = _at(20, "client", "spike", factor=3, lasts=10)
    sent = simulate(_with(data, spike)).series("client", "sent")

    assert sent[10] == 10
    assert sent[25] == 30
    assert sent[40] == 10


def test_users_who_are_stopped_finish_what_they_asked_and_ask_no_more() -> None:
    users = {"pattern": "closed", "users": 10, "think_time": 1}
    data = calling(users, {"service_time": 0.5}, duration=60, frame=1)
    actions = _at(20, "client", "stop"), _at(40, "client", "start")
    run = simulate(_with(data, *actions))

    assert sum(run.series("client", "sent")[20:40]) == 0
    assert run.series("client", "open")[25] == 0
    assert sum(run.series("client", "sent")[-3:]) == 20


def test_what_was_done_between_frames_gives_the_same_frames_as_the_timeline() -> None:
    data = chain({"rate": 10}, duration=60, frame=1)
    spike = _at(20.5, "client", "spike", factor=4, lasts=10)
    live = Simulation(read(data), 1)
    frames = []
    for frame in live.frames():
        frames.append(frame)
        if frame.seq == 20:
            live.apply(Action(**spike))

    assert frames == simulate(_with(data, spike)).frames


@pytest.mark.parametrize(
    ("data", "action"),
    [
        (calling({"rate": 1}, {}, duration=9), Action(3, "service", "outage")),
        (chain({"rate": 1}, duration=9), Action(3, "workers", "crash")),
    ],
)
def test_what_was_built_to_be_left_alone_says_so(data: Document, action: Action) -> None:
    live = Simulation(read(data), 1)

    with pytest.raises(ValueError, match=r"was built to be left alone\. Put the action into"):
        live.apply(action)


FAULTS = st.lists(
    st.one_of(
        st.builds(
            lambda at, target, lasts: _at(at, target, "outage", lasts=lasts),
            st.floats(0, 70),
            st.sampled_from(["front", "db"]),
            st.sampled_from([0.1, 5, 100]),
        ),
        st.builds(
            lambda at, target, factor: _at(at, target, "slow", factor=factor, lasts=9),
            st.floats(0, 70),
            st.sampled_from(["front", "db"]),
            st.sampled_from([0.5, 20]),
        ),
        st.builds(
            lambda at, target, share: _at(at, target, "errors", share=share, lasts=9),
            st.floats(0, 70),
            st.sampled_from(["front", "db"]),
            st.sampled_from([0, 0.5, 1]),
        ),
        st.builds(
            lambda at, target, factor: _at(at, target, "spike", factor=factor, lasts=9),
            st.floats(0, 70),
            st.sampled_from(["client", "users"]),
            st.sampled_from([0, 0.5, 4]),
        ),
        st.builds(
            lambda at, target, name: _at(at, target, name),
            st.floats(0, 70),
            st.sampled_from(["client", "users"]),
            st.sampled_from(["stop", "start"]),
        ),
    ),
    max_size=6,
)


@given(FAULTS, st.sampled_from(["poisson", "regular", "burst", "daily"]), st.booleans())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_faults_come_every_call_and_every_message_is_somewhere(
    faults: list[Document], pattern: str, retried: bool
) -> None:
    retry: dict[str, Any] = {"max_attempts": 3, "backoff": "none"} if retried else {}
    data = document(
        {
            "client": component("client", pattern=pattern, rate=8, daily_period=40),
            "users": component("client", pattern="closed", users=5, think_time=0.05),
            "front": component("service", instances=1, waiting_room=5, timeout=3),
            "db": component("database", pool=2, write_time=0.2, pool_timeout=1),
            "jobs": component("queue", visibility_timeout=2),
            "workers": component("worker", processing_time=0.5),
        },
        {
            "call": edge("client", "call", "front", **retry),
            "ask": edge("users", "call", "front", timeout=2),
            "store": edge("front", "call", "db", **retry),
            "send": edge("front", "message", "jobs"),
            "work": edge("jobs", "message", "workers"),
            "write": edge("workers", "call", "db"),
        },
        duration=80,
        frame=4,
    )
    run = simulate(_with(data, *faults))  # Asserts the conservation of every part.

    for client in ("client", "users"):
        settled = run.total(client, "answered") + run.total(client, "failed")
        assert run.total(client, "sent") == settled + run.last(client, "open")
        assert run.last(client, "open") >= 0
