"""Lives: what can be seen of a message from outside, by the simulator and by SQS alike."""

from collections.abc import Iterable
from dataclasses import dataclass

from simulator.engine.microscope import MessageHistory

VISIBLE = {
    "enqueued",
    "deduplicated",
    "received",
    "lapsed",
    "acked",
    "ack_refused",
    "nacked",
    "dead_lettered",
    "expired",
    "redriven",
}
"""The steps of a history that a queue takes; the rest is what workers do by themselves."""

TOLERANCE = 0.001
"""Seconds within which two times are the same: requests take a little of the frozen clock."""


@dataclass(frozen=True, order=True)
class Seen:
    """Something that happened to a message."""

    at: float
    what: str
    receive: int = 0


Lives = dict[int, list[Seen]]
"""What happened to each message, by its number."""


def simulated_lives(histories: Iterable[MessageHistory]) -> Lives:
    """The lives that the microscope wrote."""
    return {
        history.number: [
            Seen(step.at, step.what, step.details.get("receive", 0))
            for step in history.steps
            if step.what in VISIBLE
        ]
        for history in histories
    }


def differences(one: Lives, other: Lives) -> list[str]:
    """In words, each message whose life differs; no words if all are the same."""
    return [
        f"message {number}: simulated {_told(one.get(number, []))}; "
        f"SQS {_told(other.get(number, []))}"
        for number in sorted(one.keys() | other.keys())
        if not _same(one.get(number, []), other.get(number, []))
    ]


def _same(one: list[Seen], other: list[Seen]) -> bool:
    return len(one) == len(other) and all(
        (a.what, a.receive) == (b.what, b.receive) and abs(a.at - b.at) < TOLERANCE
        for a, b in zip(_sorted(one), _sorted(other), strict=True)
    )


def _sorted(life: list[Seen]) -> list[Seen]:
    """By time; what happens at once in one order."""
    return sorted(life, key=lambda seen: (round(seen.at, 2), seen.what, seen.receive))


def _told(life: list[Seen]) -> str:
    return ", ".join(f"{seen.what} {seen.receive or ''}@{seen.at:.3f}" for seen in sorted(life))
