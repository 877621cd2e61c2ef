"""Histories: lives of messages as the engine writes them, told in a line each.

life("shop", 7, work=2.0).enqueued(0, "orders").attempt(1, "orders", "hands", done=3).history
"""

from typing import Any, Self

from simulator.engine.microscope import MessageHistory, Microscope, StepName, Verdict


class Life:
    """One message, whose life is written down step by step."""

    def __init__(self, microscope: Microscope, history: MessageHistory) -> None:
        self.microscope = microscope
        self.history = history
        microscope.begin(history)

    def then(self, at: float, what: StepName, where: str, **details: Any) -> Self:
        """One step."""
        self.microscope.note(self.history, at, what, where, **details)
        return self

    def received(self, at: float, receive: int, slot: int, timeout: float = 30.0) -> Self:
        """A slot takes it and begins at once."""
        place = {"instance": slot // 4, "slot": slot, "receive": receive}
        return self.then(
            at, "received", "jobs", worker="workers", until=at + timeout, **place
        ).then(at, "started", "workers", queue="jobs", **place)

    def done(
        self, at: float, receive: int, refused: str | None = None, again: bool = False
    ) -> Self:
        """The work of a receive is completed; its ack is taken, or refused for a reason."""
        self.then(at, "done", "workers", receive=receive, repeated=again)
        if refused:
            return self.then(at, "ack_refused", "jobs", receive=receive, reason=refused)
        return self.then(at, "acked", "jobs", receive=receive)

    def end(self, at: float, verdict: Verdict) -> Self:
        self.microscope.end(self.history, at, verdict)
        return self


def life(microscope: Microscope, number: int, sent: float, **more: Any) -> Life:
    """A message that the clients have sent and the queue has accepted."""
    history = MessageHistory("clients", number, sent, **{"work": {"workers": 2.0}, **more})
    return Life(microscope, history).then(sent, "enqueued", "jobs")


def late(microscope: Microscope, number: int = 1015, sent: float = 437.0) -> Life:
    """The picture's message: done three times, each time after the timeout, and dead-lettered."""
    one = life(microscope, number, sent, work={"workers": 42.2})
    one.received(sent + 22.5, 1, 14).then(sent + 52.5, "lapsed", "jobs", receive=1)
    one.received(sent + 52.5, 2, 8).done(sent + 64.7, 1, "received again")
    one.then(sent + 82.5, "lapsed", "jobs", receive=2).received(sent + 89, 3, 25)
    one.done(sent + 94.7, 2, "received again", again=True)
    one.then(sent + 119, "lapsed", "jobs", receive=3)
    one.then(sent + 119, "dead_lettered", "jobs", to="dead", reason="receives")
    one.end(sent + 119, "dead")
    return one.done(sent + 131.2, 3, "gone", again=True)


def quick(microscope: Microscope, number: int, sent: float, took: float = 3.0) -> Life:
    """A message that is received at once and done the first time."""
    one = life(microscope, number, sent).received(sent, 1, 0)
    return one.done(sent + took, 1).end(sent + took, "done")


def some_histories() -> list[dict[str, Any]]:
    """A handful of lives: one dead after three times, some quick, one that never ended."""
    microscope = Microscope()
    late(microscope)
    for number in range(1, 9):
        quick(microscope, number, sent=float(number), took=number / 2)
    life(microscope, 2000, 1790.0)
    return [history.to_dict() for history in microscope.histories(now=1800.0)]
