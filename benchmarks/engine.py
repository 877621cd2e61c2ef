"""Engine: messages a second, beside the same systems in idiomatic SimPy and in Ciw.

Everything runs in one process, one after another, round after round, so that whatever else the
machine does disturbs all alike; times are processor time, and ratios are medians of the ratios of
the rounds. Queueyard is measured through its public API, from the document to the last frame, with
every metric on.

    python -m benchmarks.engine [--rounds 5] [--quick]
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks import by_ciw, everything, idiomatic
from simulator import Simulation, read_design
from tests.builders import chain, uploads, with_dead_letters

RATE = 0.8 * 16 / 0.1 / (1 + 0.05 + 0.05**2)
"""Messages a second that keep 16 slots of 0.1 s busy for 80 % of the time, retries included."""

Runner = Callable[[int], int]
"""Simulates with a seed; gives how many messages that were."""


def queue_and_slots(duration: float, slots: int = 16, frame: float = 1.0) -> dict[str, Any]:
    """The SQS-like system as a document, at 80 % load whatever the number of slots."""
    data = chain(
        {"rate": RATE * slots / 16},
        {"visibility_timeout": 1},
        {
            "instances": slots // 16,
            "concurrency": 16,
            "processing_time": {"kind": "exponential", "mean": "100ms"},
            "transient_failure": "5%",
        },
        duration=duration,
        frame=frame,
    )
    return with_dead_letters(data, max_receives=3)


def story(duration: float, frame: float) -> dict[str, Any]:
    """The uploads, for so long and in frames of so many seconds."""
    data = uploads()
    data["run"].update(duration=duration, frame=frame)
    return data


def with_everything(duration: float) -> dict[str, Any]:
    """The same with priorities, a token bucket, an autoscaler, nacks and a bounded queue."""
    client, queue, worker, edge = everything.settings()
    data = chain({"rate": RATE, **client}, queue, worker, duration=duration, frame=1.0)
    data["edges"]["send"]["settings"] = edge
    return with_dead_letters(data, max_receives=everything.RECEIVES)


def ours(data: dict[str, Any]) -> Runner:
    """Queueyard, through its public API."""

    def run(seed: int) -> int:
        design, _ = read_design(data)
        assert design is not None
        simulation = Simulation(design, seed)
        for _ in simulation.frames():
            pass
        return simulation.result().messages

    return run


def runners(quick: bool) -> dict[tuple[str, float], dict[str, Runner]]:
    """By system and length of a frame, the same for all who have any, then by who simulates it."""
    # A run may have 1,200 frames: two runs of 822 s with frames of 1 s are 200,000 messages.
    seconds = 256.0 if quick else 822.0
    hours = 2.0 if quick else 8.0
    times = 2 if quick else 6
    return {
        ("queue and slots", 1.0): {
            "Queueyard": twice(ours(queue_and_slots(seconds))),
            "SimPy": twice(lambda seed: idiomatic.queue_and_slots(seed, RATE, seconds).sent),
            "Ciw": lambda seed: by_ciw.queue_and_slots(seed, RATE, seconds / 2),
        },
        ("with everything", 1.0): {
            "Queueyard": twice(ours(with_everything(seconds))),
            "SimPy": twice(lambda seed: everything.everything(seed, RATE, seconds).sent),
        },
        ("uploads, 30 min", 5.0): uploads_for(1_800.0, 5.0, times),
        ("uploads, 30 min", 10.0): uploads_for(1_800.0, 10.0, times),
        (f"uploads, {hours:.0f} h", 60.0): uploads_for(hours * 3_600, 60.0, 1),
        # As many messages to a frame at 16 slots as at 4,096.
        ("16 slots", 2.56): {"Queueyard": ours(queue_and_slots(seconds, 16, 2.56))},
        ("4,096 slots", 0.01): {"Queueyard": ours(queue_and_slots(seconds / 256, 4_096, 0.01))},
    }


def uploads_for(duration: float, frame: float, times: int) -> dict[str, Runner]:
    """The story, by who simulates it, with so many seeds."""
    return {
        "Queueyard": several(ours(story(duration, frame)), times),
        "SimPy": several(lambda seed: idiomatic.uploads(seed, duration, frame).sent, times),
    }


def several(run: Runner, times: int) -> Runner:
    """The same with several seeds."""
    return lambda seed: sum(run(1_000 * seed + turn) for turn in range(times))


def twice(run: Runner) -> Runner:
    """The same with two seeds."""
    return several(run, 2)


def measure(rounds: int, quick: bool) -> None:
    """Take turns, and print a table."""
    systems = runners(quick)
    costs: dict[tuple[str, float, str], list[float]] = {}
    for turn in range(rounds):
        for (system, frame), who in systems.items():
            for name, run in who.items():
                before = time.process_time()
                messages = run(turn + 1)
                cost = (time.process_time() - before) / messages * 1e6
                costs.setdefault((system, frame, name), []).append(cost)
    print(
        f"{'system':<18}{'frames':>8}  {'by':<12}{'µs/message':>12}{'messages/s':>14}"
        f"{'Queueyard is':>16}"
    )
    for (system, frame, name), values in costs.items():
        cost, own = statistics.median(values), costs[system, frame, "Queueyard"]
        ratio = statistics.median(a / b for a, b in zip(values, own, strict=True))
        faster = "" if name == "Queueyard" else f"{ratio:.1f} × as fast"
        length = "none" if name == "Ciw" else f"{frame:g} s"
        print(f"{system:<18}{length:>8}  {name:<12}{cost:>12.2f}{1e6 / cost:>14,.0f}{faster:>16}")
    small, large = costs["16 slots", 2.56, "Queueyard"], costs["4,096 slots", 0.01, "Queueyard"]
    growth = statistics.median(b / a for a, b in zip(small, large, strict=True))
    print(f"\nA message at 4,096 slots costs {growth:.2f} times what it costs at 16.")


def grown() -> float:
    """Megabytes that this process grew by, at its largest, for 200,000 messages."""
    run = ours(queue_and_slots(1_645.0, frame=2.0))
    ours(queue_and_slots(20.0))(1)  # Whatever is made once and kept is there now.
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run(1)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (after - before) / 1024


def main() -> None:
    """Print the table of ratios and the growth of memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="small runs, for a first look")
    parser.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory:
        print(f"{grown():.1f}")
        return
    measure(arguments.rounds, arguments.quick)
    # In a process of its own: what ran before would hide the growth.
    command = [sys.executable, "-m", "benchmarks.engine", "--memory"]
    megabytes = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    print(f"Memory grows by {megabytes} MB for 200,000 messages.")


if __name__ == "__main__":
    main()
