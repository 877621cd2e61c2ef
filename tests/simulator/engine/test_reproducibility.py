"""The same design and seed give the same frames, wherever and however they are computed."""

import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from simulator import ENGINE_VERSION, Frame, Simulation
from tests.builders import Document, calling, chain, component, edge, read, uploads
from tests.builders import with_dead_letters as buried

GOLDEN: dict[str, object] = json.loads((Path(__file__).parent / "golden.json").read_text())
"""Digests and totals of whole runs, made by `python -m tests.simulator.engine.golden`."""


def _everything() -> Document:
    """A design with every component type and most features switched on."""
    data = buried(
        chain(
            {"pattern": "burst", "rate": 6, "burst_size": 20},
            {"visibility_timeout": 4, "delivery_delay": "500ms", "capacity": 60},
            {
                "instances": 6,
                "processing_time": {"kind": "lognormal", "mean": 2, "cv": 1},
                "transient_failure": "10%",
                "poison_share": "2%",
                "retry": "backoff",
                "backoff_jitter": "decorrelated",
            },
            duration=120,
        )
    )
    data["components"]["app"] = component(
        "service", slowdown="linear", timeout=3, error_rate="1%", waiting_room=20
    )
    data["components"]["db"] = component("database", pool=5, error_rate="1%")
    data["components"]["users"] = component("client", pattern="closed", users=20)
    data["edges"]["ask"] = edge("users", "call", "app", latency="20ms", timeout=1, max_attempts=3)
    data["edges"]["store"] = edge("workers", "call", "db", calls=2, share="50%")
    data["edges"]["look"] = edge("app", "call", "db", operation="read")
    data["edges"]["later"] = edge("app", "message", "jobs", share="5%")
    return data


DESIGNS: dict[str, Callable[[], Document]] = {
    "uploads": uploads,
    "queue": lambda: buried(
        chain(
            {"rate": 100},
            {"visibility_timeout": 1},
            {
                "processing_time": {"kind": "exponential", "mean": "100ms"},
                "transient_failure": "5%",
            },
            duration=60,
        )
    ),
    "calls": lambda: calling({"rate": 50}, {"service_time": "80ms"}, duration=60),
    "everything": _everything,
}


def fingerprint(data: Document, seed: int = 7) -> dict[str, object]:
    """The digest of all frames of a run, and a few totals that say more when it differs."""
    simulation = Simulation(read(data), seed)
    digest = sha256()
    for frame in simulation.frames():
        digest.update(json.dumps(frame.to_dict()).encode())
    result = simulation.result()
    return {
        "frames": digest.hexdigest(),
        "messages": result.messages,
        "events": result.events,
        "conservation": result.conservation,
    }


@pytest.mark.parametrize("name", DESIGNS)
def test_a_run_is_the_same_as_it_was_when_it_was_written_down(name: str) -> None:
    """A golden run. When it changes on purpose, raise RELEASE in `simulation.py` with it."""
    if GOLDEN["engine"] != ENGINE_VERSION:
        pytest.fail("The engine has another version than the golden runs: make them again.")

    assert fingerprint(DESIGNS[name]()) == GOLDEN[name]


def test_another_process_with_another_hash_seed_computes_the_same_frames() -> None:
    script = (
        "import json\n"
        "from tests.simulator.engine.test_reproducibility import DESIGNS, fingerprint\n"
        "print(json.dumps(fingerprint(DESIGNS['everything']())))\n"
    )
    found = []
    for hash_seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            check=True,
            text=True,
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)},
            cwd=Path(__file__).parents[3],
        )
        found.append(json.loads(done.stdout))

    assert found[0] == found[1] == fingerprint(DESIGNS["everything"]())


def test_two_simulations_side_by_side_do_not_disturb_each_other() -> None:
    one, two = (Simulation(read(_everything()), 7) for _ in range(2))
    pairs = list(zip(one.frames(), two.frames(), strict=True))

    assert all(a.to_dict() == b.to_dict() for a, b in pairs)


def test_another_seed_and_another_replication_are_other_chance() -> None:
    data = read(uploads())
    sent = [
        [frame.to_dict() for frame in Simulation(data, seed, replication).frames()]
        for seed, replication in ((1, 0), (2, 0), (1, 1))
    ]

    assert sent[0] != sent[1] != sent[2] != sent[0]


def test_components_and_edges_may_be_written_in_any_order() -> None:
    data = _everything()
    turned = {
        **data,
        "components": dict(reversed(data["components"].items())),
        "edges": dict(reversed(data["edges"].items())),
    }

    assert fingerprint(turned) == fingerprint(data)


def test_stopping_between_frames_and_going_on_changes_nothing() -> None:
    whole = [frame.to_dict() for frame in Simulation(read(uploads()), 7).frames()]
    simulation = Simulation(read(uploads()), 7)
    iterator = simulation.steps()
    pieces = [next(iterator) for _ in range(5)]
    pieces += list(iterator)

    assert [piece.to_dict() for piece in pieces if isinstance(piece, Frame)] == whole
