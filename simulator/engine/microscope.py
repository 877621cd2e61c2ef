"""Microscope: single messages whose whole life is kept while a simulation runs.

A history belongs to a job of a client, and what workers publish on while they work on it is part of
it. Nobody can say beforehand which messages will die or be slow, so every job has a history while
it is under way; `Microscope` decides at its end whether it stays. What is kept is bounded, whatever
the number of messages.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from heapq import heapify, heappush, heappushpop
from itertools import count
from typing import Any, Literal

from simulator import limits

Verdict = Literal["open", "done", "given_up", "rejected", "expired", "lost", "dead"]
"""What became of a job, from the best to the worst; of several ends the worst counts."""

VERDICTS: tuple[Verdict, ...] = ("open", "done", "given_up", "rejected", "expired", "lost", "dead")

Reason = Literal["dead", "twice", "slowest", "sample", "compared"]
"""Why a history is kept. `compared`: an earlier run of the same work kept it."""

StepName = Literal[
    "sent", "enqueued", "delayed", "rejected", "blocked", "deduplicated", "received", "prefetched",
    "started", "renewed", "lapsed", "done", "failed", "killed", "acked", "ack_refused", "nacked",
    "returned", "republished", "dead_lettered", "expired", "dropped", "purged", "redriven", "lost",
    "given_up", "called", "answered", "held_back", "shed",
]  # fmt: skip
"""Everything that can happen to a message; docs/microscope.md says what each one tells."""

RISES = ("redriven", "received", "prefetched")
"""Steps at a dead-letter queue by which a message leaves the dead."""

JobName = tuple[str, int]
"""A client's id and which of its jobs it is, from 1: the same job in every run of the same work."""


@dataclass(slots=True)
class Step:
    """Something that happened to a message at an exact time."""

    at: float
    what: StepName
    where: str | None
    """The component or edge where it happened; None where that is the client."""
    details: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        where = {} if self.where is None else {"where": self.where}
        return {"at": round(self.at, 6), "what": self.what, **where, **self.details}


@dataclass(slots=True, eq=False, weakref_slot=True)
class MessageHistory:
    """The life of one message, step by step, from its sender to its last trace."""

    client: str
    number: int
    sent: float
    work: dict[str, float]
    """Seconds of work that it needs at each worker that had it."""
    poison: list[str] = field(default_factory=list)
    """Workers at which it fails however often it is tried."""
    kind: str | None = None
    """Its message class, where its client has classes."""
    priority: int = 0
    group: int | None = None
    ended: float | None = None
    verdict: Verdict = "open"
    steps: list[Step] = field(default_factory=list)
    omitted: int = 0
    """Steps left out of the middle of a life that has too many of them."""
    kept: list[Reason] = field(default_factory=list)
    buried: str | None = None
    """The dead-letter queue that it lies in."""

    @property
    def name(self) -> JobName:
        return self.client, self.number

    def to_dict(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "client": self.client,
            "sent": round(self.sent, 6),
            "ended": None if self.ended is None else round(self.ended, 6),
            "verdict": self.verdict,
            "kept": self.kept,
            "work": self.work,
            "poison": self.poison,
            "class": self.kind,
            "priority": self.priority,
            "group": self.group,
            "omitted": self.omitted,
            "steps": [step.to_dict() for step in self.steps],
        }


class Microscope:
    """Follows every job of a simulation and keeps those that one will want to look at.

    Args:
        also: jobs that are kept in any case, so that they can be compared with an earlier run.
    """

    def __init__(self, also: Collection[JobName] = ()) -> None:
        self._also = frozenset(also)
        self._order = count()
        self._open: dict[JobName, MessageHistory] = {}
        self._wanted: list[MessageHistory] = []
        self._dead: dict[JobName, MessageHistory] = {}
        self._twice: dict[JobName, MessageHistory] = {}
        self._sample: list[MessageHistory] = []
        self._every = 1
        self._slowest: list[tuple[float, int, MessageHistory]] = []

    def begin(self, history: MessageHistory) -> None:
        """A client began a job."""
        self._open[history.name] = history
        history.steps.append(Step(history.sent, "sent", None, {}))
        if history.name in self._also:
            self._wanted.append(history)
        if (history.number - 1) % self._every == 0:
            self._sample.append(history)
            if len(self._sample) > limits.MICROSCOPE_SAMPLE_MAX:
                self._thin_out()

    def note(
        self,
        history: MessageHistory,
        at: float,
        what: StepName,
        where: str | None = None,
        **details: Any,
    ) -> None:
        """Something happened to a message. Of renewals in a row only the last is kept."""
        steps = history.steps
        if what == "dead_lettered":
            history.buried = details["to"]
        elif history.buried is not None and what in RISES and where == history.buried:
            self._reopen(history)
        if what == "renewed" and steps[-1].what == "renewed" and steps[-1].where == where:
            steps.pop()
        steps.append(Step(at, what, where, details))
        if len(steps) > limits.MICROSCOPE_STEPS_MAX:
            del steps[limits.MICROSCOPE_STEPS_MAX // 2]
            history.omitted += 1
        if details.get("repeated") and len(self._twice) < limits.MICROSCOPE_TWICE_MAX:
            self._twice[history.name] = history

    def end(self, history: MessageHistory, at: float, verdict: Verdict) -> None:
        """A job ended. One that ends in several places ends with the worst, and with the last; a
        dead letter that grows too old had its end before."""
        if history.buried is not None and verdict == "expired":
            return
        self._open.pop(history.name, None)
        first = history.ended is None
        history.ended = at if history.ended is None else max(at, history.ended)
        history.verdict = max(history.verdict, verdict, key=VERDICTS.index)
        if verdict == "dead" and len(self._dead) < limits.MICROSCOPE_DEAD_MAX:
            self._dead[history.name] = history
        if first:
            self._rank(history, at - history.sent)

    def histories(self, now: float) -> list[MessageHistory]:
        """What is kept, in the order in which it was sent. Asked once, at the end of the run."""
        for history in self._open.values():
            self._rank(history, now - history.sent)
        groups: tuple[tuple[Reason, Iterable[MessageHistory]], ...] = (
            ("dead", self._dead.values()),
            ("twice", self._twice.values()),
            ("slowest", (entry[-1] for entry in self._slowest)),
            ("sample", self._sample),
            ("compared", self._wanted),
        )
        found: dict[JobName, MessageHistory] = {}
        for reason, histories in groups:
            for history in histories:
                found.setdefault(history.name, history).kept.append(reason)
        return sorted(found.values(), key=lambda it: (it.sent, it.client, it.number))

    def bury_again(self, history: MessageHistory, at: float, where: str) -> None:
        """A dead letter that was taken up came back to where it had lain."""
        history.buried = where
        self.end(history, at, "dead")

    def _reopen(self, history: MessageHistory) -> None:
        """A dead letter is taken up again: what becomes of it now is its end."""
        history.buried = None
        history.verdict, history.ended = "open", None
        self._open[history.name] = history
        self._slowest = [entry for entry in self._slowest if entry[-1] is not history]
        heapify(self._slowest)

    def _rank(self, history: MessageHistory, took: float) -> None:
        entry = (took, next(self._order), history)
        if len(self._slowest) < limits.MICROSCOPE_SLOWEST:
            heappush(self._slowest, entry)
        else:
            heappushpop(self._slowest, entry)

    def _thin_out(self) -> None:
        self._every *= 2
        self._sample = [it for it in self._sample if (it.number - 1) % self._every == 0]
