"""Plain designs take a fast path. It must show the same as the long way round.

A queue that makes senders wait when it is full is none of the plain ones; one that is never full
simulates the same system.
"""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Simulation
from tests.builders import Document, chain, component, edge, read, uploads, with_dead_letters

NEVER_FULL = {"capacity": 1_000_000, "overflow": "block"}


def _frames(data: Document, seed: int) -> list[float]:
    """Every value of every frame, one after another; nothing as -1."""
    values: list[float] = []
    for frame in Simulation(read(data), seed).frames():
        for row in (frame.system, *frame.components.values(), *frame.edges.values()):
            values += [-1.0 if value is None else value for value in row]
    return values


def _is_the_same_the_long_way(make: Any, seed: int) -> None:
    fast, slow = _frames(make({}), seed), _frames(make(NEVER_FULL), seed)

    # Frames are rounded to a microsecond: the sums before may differ in their last digits.
    assert fast == pytest.approx(slow, rel=0, abs=2.1e-6)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 999),
    slots=st.integers(1, 6),
    load=st.floats(0.3, 1.4),
    visibility=st.sampled_from([0.15, 0.5, 2.0]),
    time=st.sampled_from(
        [
            {"kind": "exponential", "mean": 0.2},
            {"kind": "constant", "value": 0.2},
            {"kind": "lognormal", "mean": 0.2, "cv": 2},
        ]
    ),
    failing=st.sampled_from([0, 0.05, 0.4]),
    poison=st.sampled_from([0, 0.1]),
    pattern=st.sampled_from(["poisson", "regular", "burst"]),
    retry=st.sampled_from(["visibility", "backoff"]),
    frame=st.sampled_from([0.05, 1.0, 7.0]),
    calls=st.booleans(),
    pool=st.integers(1, 3),
)
def test_a_plain_queue_shows_what_one_shows_that_is_never_full(
    seed: int,
    slots: int,
    load: float,
    visibility: float,
    time: Document,
    failing: float,
    poison: float,
    pattern: str,
    retry: str,
    frame: float,
    calls: bool,
    pool: int,
) -> None:
    def make(queue: Document) -> Document:
        data = with_dead_letters(
            chain(
                {"pattern": pattern, "rate": load * slots / 0.2, "burst_size": 10},
                {"visibility_timeout": visibility, **queue},
                {
                    "instances": slots,
                    "processing_time": time,
                    "transient_failure": failing,
                    "poison_share": poison,
                    "retry": retry,
                },
                duration=12,
                frame=frame,
            )
        )
        if calls:
            database = component("database", pool=pool, write_time="71.3ms", pool_timeout=0.317)
            data["components"]["records"] = database
            data["edges"]["write"] = edge("workers", "call", "records")
        return data

    _is_the_same_the_long_way(make, seed)


@pytest.mark.parametrize("visibility", [30, 120])
def test_so_do_the_uploads(visibility: int) -> None:
    def make(queue: Document) -> Document:
        data = uploads(visibility)
        data["run"].update(duration=600, frame=5)
        data["components"]["transcode"]["settings"].update(queue)
        return data

    _is_the_same_the_long_way(make, 3)
